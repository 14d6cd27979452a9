"""Four centres gather a level's things, each person's own part of them; and the platform says how it is built."""

from collections.abc import Callable
from datetime import date

from django.test import Client

from tests.web.access.suggestions import made
from tests.web.school import NOW, SEMESTER, School
from zhengai.college.models import Subject
from zhengai.diagnosis.models import Record, Round
from zhengai.framework.actions import set_own_item
from zhengai.framework.queries.platform import centres
from zhengai.standards.models import Standard, StandardVersion

Browse = Callable[[str], Client]


def test_the_scheme_names_four_centres_over_all_levels(school: School, signed_in: Browse) -> None:
    held = centres(school.college)
    assert [each.code for each in held] == ["student", "programme", "teacher", "quality"]
    levels = [level for each in held for level in each.levels]
    assert sorted(levels) == sorted(
        {"college", "department", "programme", "course", "class", "teacher", "student"}
    )
    text = signed_in("lin").get("/centres/").content.decode()
    assert all(each.name in text for each in held)
    assert signed_in("lin").get("/centres/nothing/").status_code == 404


def test_a_centre_gathers_its_level(school: School, signed_in: Browse) -> None:
    course = Subject.objects.get(level="course", code="C001")
    round_ = Round.objects.create(
        college=school.college, kind="self", level="course", period=SEMESTER, title="课程自主诊断", form={},
        opened_at=NOW, opened_by="lin", due=date(2026, 11, 25),
    )  # fmt: skip
    Record.objects.create(round=round_, subject=course, state="submitted")
    context = signed_in("lin").get("/centres/programme/").context
    # absence_rate is the only one of the centre's indicators that this college computes
    assert [line.code for line in context["lines"]] == ["absence_rate"]
    assert context["subject"].level == "college"
    assert {each.level for each in context["alerts"]} == {"course"}
    assert [(each.round.title, each.total, each.arrived) for each in context["rounds"]] == [
        ("课程自主诊断", 1, 1)
    ]
    levels = {each.column.code: each for each in context["levels"]}
    assert levels["course"].column.coverage.subjects == 40
    assert levels["course"].column.alerts == len(context["alerts"]) + 29
    assert signed_in("lin").get("/centres/teacher/").context["alerts"] == []


def test_a_person_sees_their_own_part(school: School, signed_in: Browse) -> None:
    context = signed_in("zheng").get("/centres/programme/").context
    assert {each.subject for each in context["alerts"]} == {"C001"}
    assert context["subject"].code == "C001"
    assert context["card"].subjects == 1
    # nobody from outside is led to a list of persons
    levels = signed_in("feng").get("/centres/student/").context["levels"]
    assert {each.column.code: each.opens for each in levels} == {"class": True, "student": False}


def test_a_college_names_its_own(school: School, signed_in: Browse) -> None:
    item = {"code": "teacher", "name": "教师成长中心", "levels": ["teacher"], "owner": "教务处"}
    set_own_item(college=school.college, section="centres", item=item, by="lin")
    text = signed_in("lin").get("/centres/teacher/").content.decode()
    assert "教师成长中心" in text
    assert "本中心由教务处负责" in text


def test_the_architecture_leads_where_the_person_may_go(signed_in: Browse) -> None:
    def pages(username: str) -> dict[str, list[str]]:
        parts = signed_in(username).get("/centres/architecture/").context["parts"]
        return {
            block.building.code: [each.title for each in block.pages]
            for _, _, held in parts
            for block in held
        }

    office, teacher = pages("lin"), pages("wang")
    assert list(office)[:3] == ["portal", "logic", "base"]
    assert len(office) == 3 + 2 + 6
    assert "数据源" in office["base"]
    assert "数据源" not in teacher["base"]
    assert "工作台" in teacher["portal"]


def test_the_workbench_holds_what_is_handed_to_a_person(school: School, signed_in: Browse) -> None:
    made(school)
    standard = Standard.objects.create(
        college=school.college, code="S-1", name="课程标准", level="course", type="课程"
    )
    StandardVersion.objects.create(
        standard=standard, number=1, state="proposed", proposed_by="zhou", proposed_at=NOW, reason="修订"
    )
    told = {(each.kind, each.title, each.button) for each in signed_in("lin").get("/").context["wanted"]}
    assert {("建议", "错峰用餐", "转办或答复"), ("标准", "课程标准", "审定标准")} <= told
    assert not {each.kind for each in signed_in("wang").get("/").context["wanted"]} & {"建议", "标准"}
