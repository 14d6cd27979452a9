"""The cockpit counts what there is, in scope, and every number opens the list it counts."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.web.school import NOW, SEMESTER, School
from zhengai.alerts.models import Alert, AlertEvent, ControlState
from zhengai.college.models import Subject
from zhengai.core import clock
from zhengai.cycles.models import Proof
from zhengai.goals.models import Goal
from zhengai.improvement.models import Improvement, ImprovementEvent
from zhengai.web.components.standings import STANDING_OF, Standing
from zhengai_engine.scoring import State

Browse = Callable[[str], Client]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The college's day is fixed; its hour follows the real one."""
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=4))


def column(client: Client, level: str) -> Any:
    levels = client.get("/cockpit/").context["levels"]
    return next(each for each in levels.everything if each.code == level)


def subject(level: str, code: str) -> Subject:
    return Subject.objects.get(level=level, code=code)


def goal(school: School, code: str, limit: str) -> Goal:
    return Goal.objects.create(
        college=school.college, subject=subject("course", code), indicator="absence_rate",
        indicator_name="缺课率", period=SEMESTER, limit=limit, state="approved", proposed_by="han",
        proposed_at=NOW,
    )  # fmt: skip


def improvement(school: School, code: str, state: str) -> Improvement:
    return Improvement.objects.create(
        college=school.college, subject=subject("course", code), cycle_period=SEMESTER, problem="缺课多",
        measure="谈话", indicator="absence_rate", indicator_name="缺课率", period_kind="week",
        baseline_period=SEMESTER, limit="≤ 5%", owner_number="T0003", owner_name="郑怡", due=date(2026, 12, 1),
        state=state, opened_at=NOW, opened_by="zheng",
    )  # fmt: skip


def test_subjects_and_spirals_are_counted_by_level(school: School, signed_in: Browse) -> None:
    for number, (code, stage) in enumerate([("C001", "goal"), ("C001", "diagnose"), ("C002", "goal")]):
        Proof.objects.create(
            college=school.college, level="course", subject=code, period=SEMESTER, stage=stage,
            key=f"test:{number}", about="", sentence="", at=NOW, by="lin",
        )  # fmt: skip
    client = signed_in("lin")
    coverage = column(client, "course").coverage
    assert (coverage.subjects, coverage.started, coverage.diagnosed, coverage.closed) == (40, 2, 1, 0)
    assert column(client, "student").coverage.subjects == 2
    for which, number in [("started", 2), ("still", 38), ("diagnosed", 1), ("closed", 0), ("no_goal", 40)]:
        page = client.get("/cockpit/subjects/", {"level": "course", "which": which})
        assert page.context["listing"].count == number, which


def test_control_points_are_met_short_or_blind(school: School, signed_in: Browse) -> None:
    rule = ControlState.objects.get().rule
    for code, state in [("C002", "target_met"), ("C003", "normal"), ("C004", "no_data"), ("C005", "severe")]:
        ControlState.objects.create(
            rule=rule, subject=code, state=state, streaks="0 0 0", since=SEMESTER, period=SEMESTER
        )
    client = signed_in("lin")
    states = column(client, "course").states
    assert [states[each] for each in Standing] == [2, 2, 1]
    for standing, number in zip(Standing, [2, 2, 1], strict=True):
        page = client.get("/cockpit/states/", {"level": "course", "standing": standing.value})
        assert page.context["listing"].count == number


def test_every_state_has_its_word() -> None:
    assert STANDING_OF.keys() == {state.value for state in State}


def test_alerts_by_grade_and_age(school: School, signed_in: Browse) -> None:
    Alert.objects.filter(grade="notice").update(raised_at=NOW - timedelta(days=8))
    client = signed_in("lin")
    grades = column(client, "course").grades
    assert {code: (g.number, g.old, g.overdue) for code, g in grades.items()} == {
        "notice": (30, 30, 0),
        "warning": (5, 0, 0),
        "severe": (2, 0, 2),
    }
    assert client.get("/alerts/?level=course&grade=notice&age=week").context["listing"].count == 30
    assert client.get("/alerts/?level=course&grade=severe&age=overdue").context["listing"].count == 2


def test_goals_met_short_blind_and_missing(school: School, signed_in: Browse) -> None:
    # values of the semester: 0.01 + n/500, none for C040
    goal(school, "C001", "≤ 5%")
    goal(school, "C020", "≤ 2%")
    goal(school, "C040", "≤ 5%")
    client = signed_in("lin")
    courses = next(each for each in client.get("/cockpit/").context["goals"] if each.code == "course")
    assert [number for _, number in courses.counts] == [1, 1, 1]
    assert (courses.with_goals, courses.without) == (3, 37)
    (shown,) = client.get("/cockpit/goals/?level=course&standing=short").context["listing"]
    assert shown[0].subject.code == "C020"


def test_improvements_by_effect(school: School, signed_in: Browse) -> None:
    for code, state in [("C001", "effective"), ("C002", "ineffective"), ("C003", "under_way")]:
        improvement(school, code, state)
    courses = column(signed_in("lin"), "course")
    assert courses.under_way == 1
    assert {state.value: number for state, number in courses.effects} == {
        "effective": 1, "partly": 0, "ineffective": 1,
    }  # fmt: skip


def test_the_week_is_told_in_sentences(school: School, signed_in: Browse) -> None:
    done = improvement(school, "C001", "effective")
    ImprovementEvent.objects.create(
        improvement=done, at=NOW, by="system", move="verify", from_state="carried_out", to_state="effective"
    )
    AlertEvent.objects.filter(alert__subject="C003").update(at=NOW - timedelta(days=9))
    text = signed_in("lin").get("/cockpit/").content.decode()
    told = re.sub(r"<[^>]+>", "", text[text.index("最近七天") :])
    assert "发出 37 条预警（课程 37）" in told
    assert "核实为有效 1 项改进（课程 1）" in told


def test_blind_indicators_and_missing_data_are_named(signed_in: Browse) -> None:
    context = signed_in("lin").get("/cockpit/").context
    assert context["data"].blind == []
    assert len(context["data"].never) == context["data"].datasets > 10


def test_a_faculty_counts_its_department_only(school: School, signed_in: Browse) -> None:
    page = signed_in("zhou").get("/cockpit/")
    levels = page.context["levels"]
    assert [each.code for each in levels.five] == ["department", "programme", "course", "teacher", "student"]
    assert [each.coverage.subjects for each in levels.five] == [1, 1, 2, 1, 2]
    assert column(signed_in("zhou"), "course").alerts == 1
    assert "医学院质量状态" in page.content.decode()
    assert signed_in("zhou").get("/cockpit/states/?level=course").context["listing"].count == 1


def test_every_number_above_nought_is_a_link(school: School, signed_in: Browse) -> None:
    goal(school, "C001", "≤ 5%")
    improvement(school, "C001", "effective")
    client = signed_in("lin")
    text = client.get("/cockpit/").content.decode()
    addresses = set(re.findall(r'href="(/[^"#]*\?[^"]*)"', text.split("<main")[1]))
    assert len(addresses) > 10
    for address in addresses:
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address


def test_people_from_outside_see_counts_but_no_person(school: School, signed_in: Browse) -> None:
    client = signed_in("feng")
    assert column(client, "student").coverage.subjects == 2
    assert client.get("/cockpit/subjects/?level=student&which=still").context["listing"].count == 0


def test_states_as_a_workbook(signed_in: Browse) -> None:
    response = signed_in("lin").get("/cockpit/states/?format=xlsx")
    assert response.headers["Content-Type"].endswith("sheet")


def test_the_wall_shows_five_views_in_turn_and_no_person(school: School, signed_in: Browse) -> None:
    client = signed_in("chen")
    for view in range(1, 6):
        text = client.get("/cockpit/wall/", {"view": view}).content.decode()
        assert f"url=/cockpit/wall/?view={view % 5 + 1}" in text
        assert 'data-bs-theme="dark"' in text
        for name in ("李晓", "王静", "郑怡", "陈立"):
            assert name not in text
    assert "http-equiv" not in client.get("/cockpit/wall/?view=2&hold=1").content.decode()
    assert client.get("/cockpit/wall/?view=x").context["view"] == 1
