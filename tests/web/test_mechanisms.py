"""A mechanism shows what is kept elsewhere: who answers, regulations, tasks, inspections, and what came of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.web.access.mechanisms import prepare
from tests.web.school import School
from zhengai.college.models import Subject
from zhengai.framework.models import Inspection
from zhengai.framework.queries import merged_section, with_required
from zhengai.goals.actions import add_task
from zhengai.goals.actions.task import TaskDraft
from zhengai.indicators.models import CurrentValue
from zhengai.regulations.models import Regulation

Browse = Callable[[str], Client]


def test_a_scheme_without_mechanisms_is_told_where_to_write_them(school: School, signed_in: Browse) -> None:
    assert "“支持保障机制”一段" in signed_in("lin").get("/mechanisms/").content.decode()
    assert "质管办把它们写进方案" in signed_in("wang").get("/mechanisms/").content.decode()
    assert signed_in("lin").get("/mechanisms/safety/").status_code == 404


def test_it_gathers_what_belongs_to_it_and_nothing_else(school: School, signed_in: Browse) -> None:
    prepare(school)
    college = school.college
    for code, name, state in (
        ("a", "校园安全管理办法", "in_force"),
        ("b", "消防预案", "planned"),
        ("c", "考勤办法", "in_force"),
    ):
        Regulation.objects.create(college=college, code=code, name=name, state=state)
    department = Subject.objects.get(level="department", code="D01")
    for title in ("安全排查", "网络安全基础：降低缺课率", "错峰排课"):
        add_task(college=college, draft=TaskDraft(2026, title, department), by="lin")
    for topic in ("安全隐患排查", "教学检查"):
        Inspection.objects.create(
            college=college, body="top", title=topic, topic=topic, department=department, day=date(2026, 11, 2),
            finding="灭火器过期", demand="更换", due=date(2026, 11, 9), state="open",
        )  # fmt: skip
    found = signed_in("lin").get("/mechanisms/safety/").context["found"]
    assert [(each.name, each.state) for each in found.regulations] == [
        ("校园安全管理办法", "in_force"),
        ("消防预案", "planned"),
    ]
    assert [each.title for each in found.tasks] == ["安全排查"]
    assert [each.topic for each in found.inspections] == ["安全隐患排查"]
    assert (found.in_force, found.done, found.open_inspections) == (1, 0, 1)
    assert signed_in("lin").get("/mechanisms/safety/?format=xlsx").status_code == 200


def test_its_results_are_the_newest_values_of_the_college(school: School, signed_in: Browse) -> None:
    prepare(school)
    (shown,) = signed_in("lin").get("/mechanisms/safety/").context["found"].results
    newest = CurrentValue.objects.filter(indicator="absence_rate", level="college").exclude(value=None)
    assert bool(shown.figure.why) is not newest.exists()


@pytest.mark.parametrize(
    ("pack", "names"),
    [
        ("wuhai", {"人力资源保障", "财务支持保障", "资源建设保障", "安全保障", "生活保障", "文化保障"}),
        ("hunan-secondary", {"行政管理质量保障", "财务支持保障", "教师资源保障", "安全保障", "生活保障"}),
    ],
)
def test_the_schemes_name_the_mechanisms_of_their_seeds(pack: str, names: set[str]) -> None:
    assert {each["name"] for each in merged_section(with_required(pack), "mechanisms")} == names
