"""发展能力诊断 of a plan: verdicts from values that are there, the weaknesses that the plan leaves out, and the SWOT."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.access.goal_chain import a_plan
from tests.web.school import SEMESTER, School
from zhengai.college.actions import set_calendar
from zhengai.goals.actions import write_plan_goal
from zhengai.goals.actions.plan_goal import GoalDraft
from zhengai.goals.models import Plan, Swot
from zhengai.indicators.models import CurrentValue

Browse = Callable[[str], Client]
FIRST, SECOND = "2025-2026-1", "2025-2026-2"


@pytest.fixture
def plan(school: School) -> Plan:
    """Of a course whose absence rose from 2 % to 40 % over two semesters that are over, while its peers stayed; what
    the running semester says so far is better again."""
    semesters = [
        (FIRST, date(2025, 9, 1), 18), (SECOND, date(2026, 3, 2), 18), (SEMESTER, date(2026, 8, 31), 18),
    ]  # fmt: skip
    set_calendar(college=school.college, semesters=semesters, by="sys")
    rows = list(CurrentValue.objects.filter(indicator="absence_rate", level="course", period=SEMESTER))
    for row in rows:
        row.pk, row.period = None, SECOND
        if row.subject == "C001":
            row.value, row.numerator, row.denominator, row.reason = 0.4, 400, 1000, ""
        row.save()
    row = next(each for each in rows if each.subject == "C001")
    row.pk, row.period, row.value, row.numerator = None, FIRST, 0.02, 20
    row.save()
    return a_plan(school)


def test_a_weakness_that_the_plan_leaves_out(plan: Plan, signed_in: Browse) -> None:
    client = signed_in("zheng")
    address = f"/plans/{plan.pk}/capacity/"
    lines = {each.code: each for each in client.get(address).context["listing"]}
    line = lines["absence_rate"]
    assert (line.verdict.value, line.before.number, line.left_out) == ("weakness", "2.0", True)
    assert "比上一期差" in line.why
    assert "不及同类平均" in line.why
    text = client.get(address).content.decode()
    assert "短板规划里还没有目标" in text
    assert f"/plans/{plan.pk}/goals/new/?indicator=absence_rate" in text
    form = client.get(f"/plans/{plan.pk}/goals/new/?indicator=absence_rate").context["typed"]
    assert form["indicator"] == "absence_rate"
    write_plan_goal(plan=plan, draft=GoalDraft("降低缺课率", indicator="absence_rate"), by="zheng")
    lines = {each.code: each for each in client.get(address).context["listing"]}
    assert not lines["absence_rate"].left_out
    assert "降低缺课率" in client.get(address).content.decode()


def test_where_nothing_is_over_the_running_period_stands_alone(plan: Plan, signed_in: Browse) -> None:
    CurrentValue.objects.filter(level="course", period__in=(FIRST, SECOND)).delete()
    shown = signed_in("zheng").get(f"/plans/{plan.pk}/capacity/").context["listing"]
    line = next(each for each in shown if each.code == "absence_rate")
    assert (line.before, line.value.number != "—") == (None, True)


def test_what_has_no_value_is_listed_too(plan: Plan, signed_in: Browse) -> None:
    CurrentValue.objects.filter(level="course", subject="C001").delete()
    shown = signed_in("zheng").get(f"/plans/{plan.pk}/capacity/").context["listing"]
    assert {each.verdict.value for each in shown} == {"blind"}


def test_the_swot_goes_on_from_it(plan: Plan, signed_in: Browse) -> None:
    client = signed_in("zheng")
    Swot.objects.create(plan=plan, weaknesses="师资不足", by="zheng", at=plan.written_at)
    fields = {
        name: text for name, _, text in client.get(f"/plans/{plan.pk}/swot/?take=capacity").context["fields"]
    }
    first, second = fields["weaknesses"].splitlines()
    assert first == "师资不足"
    assert second.startswith("缺课率 40.0%")
    assert Swot.objects.get().weaknesses == "师资不足"  # nothing is written before it is saved
    client.post(f"/plans/{plan.pk}/swot/", {**fields})
    again = client.get(f"/plans/{plan.pk}/swot/?take=capacity").context["fields"]
    assert {name: text for name, _, text in again}["weaknesses"] == fields["weaknesses"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("verdict=weakness", True), ("verdict=left_out", True), ("verdict=strength", False), ("q=缺课", True), ("q=没有", False)],
)  # fmt: skip
def test_filters_and_the_file(plan: Plan, signed_in: Browse, query: str, found: bool) -> None:
    client = signed_in("zheng")
    address = f"/plans/{plan.pk}/capacity/?{query}"
    assert ("absence_rate" in {each.code for each in client.get(address).context["listing"]}) is found
    rows = list(load_workbook(BytesIO(client.get(f"{address}&format=xlsx").content)).active.values)
    assert ("缺课率" in {row[1] for row in rows[1:]}) is found


def test_from_outside_single_persons_and_small_groups_say_nothing(plan: Plan, signed_in: Browse) -> None:
    CurrentValue.objects.filter(level="course", subject="C001").update(denominator=3)
    lines = signed_in("qian").get(f"/plans/{plan.pk}/capacity/").context["listing"]
    assert {each.verdict.value for each in lines if each.code == "absence_rate"} == {"blind"}


def test_few_questions(plan: Plan, signed_in: Browse, django_assert_max_num_queries: object) -> None:
    client = signed_in("zheng")
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        assert client.get(f"/plans/{plan.pk}/capacity/").status_code == 200
