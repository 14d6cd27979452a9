from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.school import SEMESTER, School
from tests.web.test_exemptions import course, run_cycle
from zhengai.college.models import Subject
from zhengai.cycles.models import Exemption
from zhengai.goals.actions import decide_goal, propose_goal
from zhengai.goals.models import Goal

Browse = Callable[[str], Client]
FORM = {
    "subject": "course:C001", "indicator": "absence_rate", "period": SEMESTER, "limit": "≤ 3%", "reason": "偏高",
    "owner_name": "郑怡", "owner_number": "T0003",
}  # fmt: skip


@pytest.fixture
def goal(school: School) -> Goal:
    return propose_goal(
        subject=course(school), indicator="absence_rate", period=SEMESTER, limit="≤ 3%", reason="偏高",
        owner_number="T0003", owner_name="郑怡", by="zheng",
    )  # fmt: skip


def test_a_goal_stands_between_where_it_started_and_where_it_goes(goal: Goal, signed_in: Browse) -> None:
    ((row, level),) = signed_in("lin").get("/goals/").context["rows"]
    assert (level, row.baseline, row.now.text, row.standing) == ("课程", None, "1.0%", "met")
    Goal.objects.update(limit="≤ 0.5%")
    ((row, _),) = signed_in("lin").get("/goals/").context["rows"]
    assert row.badge == ("below_standard", "未达到")


def test_a_value_of_another_period_reaches_no_goal(goal: Goal, signed_in: Browse) -> None:
    Goal.objects.update(period="2027-2028")
    ((row, _),) = signed_in("lin").get("/goals/").context["rows"]
    assert (row.now, row.standing) == (None, "blind")


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("state=proposed", 1), ("state=approved", 0), ("state=all", 1), ("level=teacher", 0),
     (f"period={SEMESTER}", 1), ("period=x", 0), ("q=护理", 1), ("q=缺课", 1), ("q=没有", 0)],
)  # fmt: skip
def test_filters(goal: Goal, signed_in: Browse, query: str, count: int) -> None:
    assert signed_in("lin").get(f"/goals/?{query}").context["listing"].count == count


def test_the_file_holds_the_list(goal: Goal, signed_in: Browse) -> None:
    rows = list(load_workbook(BytesIO(signed_in("lin").get("/goals/?format=xlsx").content)).active.values)
    assert rows[1][3:5] == ("护理学基础", "缺课率")
    assert rows[1][8:12] == ("1.0%", "2026 秋", "≤ 3%", "已达到")


def test_people_see_the_goals_of_their_own_subjects(goal: Goal, signed_in: Browse, school: School) -> None:
    teacher = Subject.objects.get(level="teacher", code="T0004")
    propose_goal(
        subject=teacher, indicator="absence_rate", period=SEMESTER, limit="≤ 3%", reason="", by="wang"
    )
    counts = {
        name: signed_in(name).get("/goals/").context["listing"].count
        for name in ("lin", "zheng", "wang", "feng")
    }
    assert counts == {"lin": 2, "zheng": 1, "wang": 1, "feng": 1}
    hidden = signed_in("wang").get(f"/goals/{goal.pk}/")
    assert hidden.status_code == 404
    assert "不在您的查看范围" in hidden.content.decode()


def test_deciding_in_place(goal: Goal, signed_in: Browse) -> None:
    address = f"/goals/{goal.pk}/decide/"
    assert not signed_in("zheng").get(f"/goals/{goal.pk}/").context["may_decide"]
    client = signed_in("zhou")
    assert client.get(f"/goals/{goal.pk}/").context["may_decide"]
    assert "请选择" in client.post(address, follow=True).content.decode()
    refused = client.post(address, {"move": "refuse", "decision": ""}, follow=True).content.decode()
    assert "不通过时要写明意见" in refused
    assert "目标已审定" in client.post(address, {"move": "approve"}, follow=True).content.decode()
    late = signed_in("lin").post(address, {"move": "refuse", "decision": "太宽了"}, follow=True)
    assert "目标已经审定" in late.content.decode()
    goal.refresh_from_db()
    assert (goal.state, goal.decided_by) == ("approved", "zhou")


def test_a_department_decides_only_for_its_own(goal: Goal, signed_in: Browse, school: School) -> None:
    other = Subject.objects.get(level="course", code="C003")
    theirs = propose_goal(
        subject=other, indicator="absence_rate", period=SEMESTER, limit="≤ 3%", reason="", by="lin"
    )
    assert signed_in("zhou").post(f"/goals/{theirs.pk}/decide/", {"move": "approve"}).status_code == 404


def test_a_goal_is_proposed(school: School, signed_in: Browse) -> None:
    client = signed_in("zheng")
    page = client.post("/goals/new/", FORM, follow=True)
    goal = Goal.objects.get()
    assert page.redirect_chain[-1][0] == f"/goals/{goal.pk}/"
    assert (goal.proposed_by, goal.owner_name, goal.ground) == ("zheng", "郑怡", "plan")
    again = client.post("/goals/new/", FORM)
    assert "等待审定" in again.content.decode()
    assert Goal.objects.count() == 1


def test_the_form_is_filled_in_beforehand(school: School, signed_in: Browse) -> None:
    page = signed_in("zheng").get(
        f"/goals/new/?subject=course:C001&indicator=absence_rate&period={SEMESTER}&ground=record:7"
    )
    # written as people type it: the code alone names it
    assert page.context["typed"] == FORM | {
        "subject": "C001", "limit": "", "reason": "", "ground": "record:7",
    }  # fmt: skip
    assert {code for code, _ in page.context["indicators"]} <= {"absence_rate", "absences"}
    assert SEMESTER in [period.code for period in page.context["periods"]]
    assert "2027-2028" in [period.code for period in page.context["periods"]]


@pytest.mark.parametrize(
    ("change", "name", "word"),
    [
        ({"subject": ""}, "subject", "请写对象"),
        ({"subject": "C003"}, "subject", "在您负责的范围内没有"),
        ({"indicator": "x"}, "indicator", "请选择指标"),
        ({"period": ""}, "period", "请选择周期"),
        ({"limit": ""}, "limit", "请写目标值"),
        ({"limit": "≤ 3"}, "limit", "百分号"),
        ({"reason": " "}, "reason", "为什么定这个目标"),
    ],
)
def test_errors_stand_where_they_are_and_nothing_is_lost(
    school: School, signed_in: Browse, change: dict[str, str], name: str, word: str
) -> None:
    page = signed_in("zheng").post("/goals/new/", FORM | change)
    assert list(page.context["errors"]) == [name]
    assert word in page.context["errors"][name]
    assert page.context["typed"]["owner_name"] == "郑怡"
    assert not Goal.objects.exists()


def test_subjects_that_share_a_name_are_told_apart(school: School, signed_in: Browse) -> None:
    Subject.objects.filter(code="C003").update(name="护理学基础")
    page = signed_in("lin").post("/goals/new/", FORM | {"subject": "护理学基础"})
    assert "不止一个" in page.context["errors"]["subject"]


def test_in_a_running_cycle_an_exemption_is_offered(school: School, signed_in: Browse) -> None:
    run_cycle(school)
    client = signed_in("zheng")
    page = client.post("/goals/new/", FORM)
    assert "实施已经开始" in page.context["form"].general
    assert "申请例外" in page.content.decode()
    client.post("/goals/new/", FORM | {"move": "ask"})
    exemption = Exemption.objects.get()
    assert (exemption.content["limit"], exemption.reason) == ("≤ 3%", "偏高")


def test_changing_a_goal(goal: Goal, signed_in: Browse, school: School) -> None:
    decide_goal(goal=goal, approve=True, decision="", by="zhou")
    client, address = signed_in("zheng"), f"/goals/{goal.pk}/change/"
    kept = client.post(address, {"limit": "≤ 4%", "reason": ""}, follow=True)
    assert "调整目标要写明理由" in kept.content.decode()
    assert kept.context["typed"]["limit"] == "≤ 4%"
    assert client.get(f"/goals/{goal.pk}/").context["typed"]["limit"] == ""
    page = client.post(address, {"limit": "≤ 4%", "reason": "实习周缺课多"}, follow=True)
    assert [each.limit for each, _ in page.context["chain"]] == ["≤ 3%", "≤ 4%"]
    assert page.context["looser"] == goal
    run_cycle(school)
    shown = client.get(f"/goals/{goal.pk}/")
    assert "实施已经开始" in shown.context["standstill"]
    asked = client.post(address, {"move": "ask", "limit": "≤ 5%", "reason": "停课"}, follow=True)
    assert asked.redirect_chain[-1][0].startswith("/exemptions/")
    assert client.get(f"/goals/{goal.pk}/").context["asked"] == Exemption.objects.get()


def test_without_goals_the_next_step_is_named(school: School, signed_in: Browse) -> None:
    assert "提出目标" in signed_in("zheng").get("/goals/").content.decode()
    assert "还没有目标" in signed_in("li").get("/goals/").content.decode()
