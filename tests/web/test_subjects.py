"""五层面: the subjects of a level as a list, within the reader's scope."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.web.school import COURSES, NOW, SEMESTER, School, week
from zhengai.framework.models import InstalledPack
from zhengai.improvement.models import Improvement
from zhengai.indicators.models import CurrentValue

Browse = Callable[[str], Client]


def listed(client: Client, query: str = "", level: str = "course") -> list[str]:
    return [row.subject.code for row in client.get(f"/levels/{level}/?{query}").context["rows"]]


def test_a_level_is_listed_by_name(signed_in: Browse) -> None:
    page = signed_in("lin").get("/levels/course/")
    names = [row.subject.name for row in page.context["rows"]]
    assert (page.context["listing"].count, len(names)) == (len(COURSES), 25)
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("q=护理", ["C001"]),
        ("q=C00", None),
        ("department=D01", ["C001", "C002"]),
        ("department=D01&q=解剖", ["C002"]),
        ("state=watch", ["C001"]),
        ("state=fine", []),
        ("of=department:D01", ["C001", "C002"]),
        ("of=programme:P001", ["C001"]),
        ("of=programme:P999", []),
        ("alerts=1&department=D01", ["C001"]),
        ("state=nonsense&q=护理", ["C001"]),
    ],
)
def test_filters(signed_in: Browse, query: str, codes: list[str] | None) -> None:
    found = listed(signed_in("lin"), query)
    assert set(found) == set(codes) if codes is not None else len(found) == 9


def test_what_no_control_point_judges(signed_in: Browse) -> None:
    found = signed_in("lin").get("/levels/course/?state=unjudged").context["listing"].count
    assert found == len(COURSES) - 1


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", None),
        ("-name", None),
        ("code", "C001"),
        ("-code", "C040"),
        ("state", "C001"),
        ("alerts", None),
    ],
)
def test_sorting(signed_in: Browse, sort: str, first: str | None) -> None:
    found = listed(signed_in("lin"), f"sort={sort}")
    assert len(found) == 25
    assert first is None or found[0] == first


def test_sorting_by_counts(signed_in: Browse, school: School) -> None:
    course = school.college.subjects.get(level="course", code="C002")
    Improvement.objects.create(
        college=school.college, subject=course, cycle_period=SEMESTER, problem="缺课多", measure="调课",
        indicator="absence_rate", indicator_name="缺课率", period_kind="week", baseline_period=week(10),
        limit="≤ 5%", owner_number="T1", owner_name="郑怡", due=NOW.date(), state="planned", opened_at=NOW,
        opened_by="zheng",
    )  # fmt: skip
    client = signed_in("lin")
    assert listed(client, "sort=improvements")[0] == "C002"
    assert listed(client, "sort=-alerts")[0] == "C002"  # the only one without
    page = client.get("/levels/course/?q=C002")
    (row,) = page.context["rows"]
    assert (row.alerts, row.improvements) == (0, 1)


def test_sorting_by_a_key_indicator_is_that_of_its_values(signed_in: Browse) -> None:
    """The pack names indicators the school of tests does not compute: then those its control points judge."""
    client = signed_in("lin")
    (column,) = client.get("/levels/course/").context["columns"]
    assert (column.code, column.period) == ("absence_rate", week(12))
    # only two courses have a value of the week; what is missing comes last either way
    assert listed(client, "sort=key1")[:2] == ["C002", "C001"]
    assert listed(client, "sort=-key1")[:2] == ["C001", "C002"]
    assert listed(client, "sort=nonsense") == listed(client, "sort=name")


def test_cells_are_the_values_with_their_state(signed_in: Browse) -> None:
    (row,) = signed_in("lin").get("/levels/course/?q=C001").context["rows"]
    (cell,) = row.cells
    assert (cell.value.text, cell.state, row.state, row.alerts) == ("17.1%", "warning", "warning", 1)
    assert cell.series == [0.031, None, 0.058, 0.096, 0.128, 0.141, 0.163, 0.171]
    assert row.responsible == ["郑怡"]


def test_a_teacher_is_not_said_to_answer_for_themselves(signed_in: Browse) -> None:
    rows = signed_in("lin").get("/levels/teacher/").context["rows"]
    assert [row.responsible for row in rows] == [[], []]


@pytest.mark.parametrize(
    ("username", "level", "target"),
    [
        ("li", "student", "/levels/student/S0001/"),
        ("wu", "programme", "/levels/programme/P001/"),
        ("zheng", "course", "/levels/course/C001/"),
        ("zhao", "class", "/levels/class/B001/"),
        ("wang", "teacher", "/levels/teacher/T0004/"),
        ("lin", "college", "/levels/college/SAMPLE0001/"),
        ("zhou", "department", "/levels/department/D01/"),
    ],
)
def test_a_list_of_one_is_its_profile(signed_in: Browse, username: str, level: str, target: str) -> None:
    page = signed_in(username).get(f"/levels/{level}/")
    assert (page.status_code, page.headers["Location"]) == (302, target)


@pytest.mark.parametrize(
    ("username", "tabs"),
    [
        ("lin", ["college", "department", "programme", "course", "class", "teacher", "student"]),
        ("zhou", ["department", "programme", "course", "class", "teacher", "student"]),
        ("wu", ["programme", "course", "class", "teacher", "student"]),
        ("qian", ["college", "department", "programme", "course", "class"]),
    ],
)
def test_tabs_are_the_levels_one_reaches(signed_in: Browse, username: str, tabs: list[str]) -> None:
    level = "student" if "student" in tabs else "course"
    page = signed_in(username).get(f"/levels/{level}/")
    assert [code for code, _ in page.context["tabs"]] == tabs


def test_a_programme_head_sees_the_students_of_the_programme(signed_in: Browse) -> None:
    assert set(listed(signed_in("wu"), level="student")) == {"S0001", "S0002"}


def test_what_one_does_not_reach_is_an_empty_list(signed_in: Browse) -> None:
    page = signed_in("li").get("/levels/course/")
    assert "这里还没有您能看到的主体" in page.content.decode()


def test_single_persons_stay_inside(signed_in: Browse) -> None:
    for username in ("qian", "feng"):
        for level in ("teacher", "student"):
            page = signed_in(username).get(f"/levels/{level}/")
            assert page.status_code == 404
            assert "只在校内查看" in page.content.decode()
    assert signed_in("lin").get("/levels/planet/").status_code == 404


def test_a_small_group_is_hidden_from_outside(signed_in: Browse, school: School) -> None:
    CurrentValue.objects.filter(subject="C001", period=week(12)).update(numerator=1, denominator=3)
    (row,) = signed_in("feng").get("/levels/course/?q=C001").context["rows"]
    assert row.cells[0].value.text == "人数过少不显示"
    # neither does its place in the order tell
    assert listed(signed_in("feng"), "sort=-key1")[0] == "C002"
    assert listed(signed_in("lin"), "sort=-key1")[0] == "C001"


def test_the_file_holds_all_that_is_listed(signed_in: Browse) -> None:
    response = signed_in("lin").get("/levels/course/?format=xlsx&sort=code")
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[0][:6] == ("代码", "名称", "部门", "责任人", "状态", "缺课率(第12周)")
    assert len(rows) == 1 + len(COURSES)
    assert rows[1] == ("C001", "护理学基础", "医学院", "郑怡", "预警", 0.171, "预警", 1, 0)
    only = signed_in("lin").get("/levels/course/?format=xlsx&q=C002")
    assert len(list(load_workbook(BytesIO(only.content)).active.values)) == 2


def test_htmx_gets_the_fragment(signed_in: Browse) -> None:
    part = signed_in("lin").get("/levels/course/?q=C001", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="list"' in part


def test_nothing_found_says_what_to_do(signed_in: Browse) -> None:
    assert "没有符合条件的主体" in signed_in("lin").get("/levels/course/?q=xyz").content.decode()


def test_the_packs_key_indicators_are_the_columns(signed_in: Browse, school: School) -> None:
    pack = InstalledPack.objects.get(code="foundation")
    profile = next(item for item in pack.content["sections"]["profiles"] if item["code"] == "programme")
    profile["key"] = ["absences", "absence_rate"]
    pack.digest = "changed"
    pack.save()
    columns = signed_in("lin").get("/levels/programme/").context["columns"]
    assert [(each.code, each.period) for each in columns] == [
        ("absences", SEMESTER),
        ("absence_rate", SEMESTER),
    ]


@pytest.mark.parametrize("username", ["lin", "zhou", "wu", "feng"])
@pytest.mark.parametrize("query", ["", "sort=state", "sort=key1&state=watch&alerts=1", "sort=-alerts"])
def test_questions_to_the_database(
    signed_in: Browse, django_assert_max_num_queries: DjangoAssertNumQueries, username: str, query: str
) -> None:
    client = signed_in(username)
    client.get(f"/levels/course/?{query}")
    with django_assert_max_num_queries(20):
        client.get(f"/levels/course/?{query}")
