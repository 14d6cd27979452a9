"""Where am I, what is missing: on the teacher's own page, and for a student in everyday words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.web.school import School
from zhengai.framework.actions import set_own_item
from zhengai.standards.library import Listed, decide_version, list_standards, propose_version

Browse = Callable[[str], Client]
ADDRESS = "/levels/teacher/T0004/standards/"
LADDER: dict[str, Any] = {
    "code": "teachers",
    "name": "教师发展阶梯",
    "level": "teacher",
    "steps": [
        {"code": "new", "name": "新教师", "requirements": [{"name": "教师资格"}]},
        {
            "code": "backbone",
            "name": "骨干教师",
            "requirements": [
                {"name": "师德"},
                {"name": "课堂出勤", "indicator": "absence_rate", "limit": "≤ 2%"},
                {"name": "缺课人次", "indicator": "absences", "limit": "≤ 40"},
            ],
        },
    ],
}


@pytest.fixture
def ladder(school: School) -> School:
    set_own_item(college=school.college, section="ladders", item=LADDER, by="lin")
    return school


def test_what_the_next_step_asks_for(ladder: School, signed_in: Browse) -> None:
    office = signed_in("lin")
    told = {"ladder": "teachers", "step": "new", "document": "认定名单"}
    assert (
        "没有这一级"
        in office.post(f"{ADDRESS}recognise/", told | {"step": "x"}, follow=True).content.decode()
    )
    assert (
        "写成 2026-09-01 的样子"
        in office.post(f"{ADDRESS}recognise/", told | {"reached_on": "去年"}, follow=True).content.decode()
    )
    office.post(f"{ADDRESS}recognise/", told)
    page = signed_in("wang").get(ADDRESS)
    (shown,) = page.context["ladders"]
    assert (shown.place.now.name, shown.place.next.name) == ("新教师", "骨干教师")
    assert [(row.requirement.reading.value, row.gap) for row in shown.rows] == [
        ("open", ""), ("short", "2.2%"), ("met", ""),
    ]  # fmt: skip
    assert "离<b>骨干教师</b>还有 <b>2</b> 项" in page.content.decode()
    assert not page.context["may_recognise"]


def test_proving_by_document(ladder: School, signed_in: Browse) -> None:
    client = signed_in("wang")
    told = {"ladder": "teachers", "requirement": "教师资格", "document": ""}
    assert "佐证" in client.post(f"{ADDRESS}note/", told, follow=True).content.decode()
    page = client.post(f"{ADDRESS}note/", told | {"document": "资格证 2019-001"}, follow=True)
    assert "资格证 2019-001" in page.content.decode()
    assert "的要求都已具备，可以申请认定" in page.content.decode()


def test_a_student_stands_beside_the_standard(school: School, signed_in: Browse) -> None:
    rows = [Listed("学生发展标准", "student", "学生", "学工处")]
    (standard,) = list_standards(college=school.college, rows=rows, by="lin")
    elements = [
        {"name": "出勤", "indicator": "absence_rate", "grades": {"优秀": "≤ 2%", "合格": "≤ 5%"}},
        {"name": "缺课", "indicator": "absences", "grades": {"合格": "≤ 10"}},
        {"name": "审美情趣"},
    ]
    version = propose_version(
        standard=standard, elements=elements, grades=["优秀", "合格"], reason="第一版", by="lin"
    )
    decide_version(version=version, approve=True, body="学校", by="chen")
    page = signed_in("li").get("/levels/student/S0001/standards/")
    ((_, shown),) = page.context["standards"]
    assert [(row.grade, row.short) for row in shown] == [("合格", False), ("", True), ("", False)]
    text = page.content.decode()
    assert "我的标准" in text
    assert f"/library/{standard.pk}/" not in text
    assert signed_in("li").get("/levels/student/S0002/standards/").status_code == 404


def test_nothing_to_stand_beside(school: School, signed_in: Browse) -> None:
    assert "还没有审定过的标准" in signed_in("lin").get(ADDRESS).content.decode()
    assert "对照标准" in signed_in("lin").get("/levels/teacher/T0004/").content.decode()
