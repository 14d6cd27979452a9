"""The page of the goal chain: gaps seen, drilled into, written out; plans rolled up from below."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.access.goal_chain import prepare
from tests.web.school import School
from zhengai.college.models import Subject
from zhengai.goals.actions import open_plan, set_target, write_plan_goal
from zhengai.goals.actions.plan import Draft
from zhengai.goals.actions.plan_goal import GoalDraft
from zhengai.goals.models import Plan, PlanGoal, Task
from zhengai.indicators.models import CurrentValue

Browse = Callable[[str], Client]


@pytest.fixture
def whole(school: School) -> PlanGoal:
    """A goal of the college, taken up by the first course only."""
    words = prepare(school)
    college = Subject.objects.select_related("college").get(level="college")
    top = open_plan(subject=college, draft=Draft("学校发展规划", "总规划", 2026, 5), by="lin")
    goal = write_plan_goal(plan=top, draft=GoalDraft("稳定课堂秩序", evidence="考勤通报"), by="lin")
    set_target(goal=goal, period="2026-2027", limit="每周通报", by="lin")
    Plan.objects.filter(pk=words["plan"]).update(parent=top)
    PlanGoal.objects.filter(pk=words["plan_goal"]).update(parent=goal)
    return goal


def test_gaps_are_seen_in_the_picture_and_in_the_list(
    whole: PlanGoal, signed_in: Browse, django_assert_max_num_queries: object
) -> None:
    lin = signed_in("lin")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        page = lin.get("/chain/")
    (strand,) = page.context["flow"].strands
    names = [name for _, name in page.context["flow"].columns]
    seen = {name: spot.kind + spot.text for name, spot in zip(names, strand.spots, strict=True)}
    assert seen == {
        "学校": "goals1", "专业": "hole缺", "课程": "goals1", "教师": "hole缺", "学生": "hole缺", "年度目标": "share2/2",
        "任务": "short1/2",
    }  # fmt: skip
    found = [(line.found.gap.value, line.level) for line in page.context["listing"]]
    assert found == [
        ("not_reached", "专业"),
        ("not_reached", "教师"),
        ("not_reached", "学生"),
        ("no_task", ""),
    ]
    assert page.context["total"] == 4


def test_a_gap_is_drilled_into(whole: PlanGoal, signed_in: Browse) -> None:
    lin = signed_in("lin")
    page = lin.get(f"/chain/?goal={whole.pk}")
    boxes = {box.title: box.gaps for box in page.context["tree"].boxes}
    assert boxes["降低缺课率"] == ()
    assert boxes["稳定课堂秩序"] == ("没有传到专业", "没有传到教师", "没有传到学生", "没有任务")
    below = PlanGoal.objects.get(parent=whole)
    assert lin.get(f"/chain/?goal={below.pk}").context["above"] == [(whole.pk, "稳定课堂秩序")]
    assert lin.get("/chain/?goal=999").status_code == 404


def test_one_kind_of_gap_and_the_file(whole: PlanGoal, signed_in: Browse) -> None:
    lin = signed_in("lin")
    assert lin.get("/chain/?gap=no_task").context["listing"].count == 1
    rows = list(load_workbook(BytesIO(lin.get("/chain/?gap=not_reached&format=xlsx").content)).active.values)
    assert [row[3] for row in rows[1:]] == ["专业", "教师", "学生"]


def test_a_department_sees_the_chain_of_its_own(whole: PlanGoal, signed_in: Browse) -> None:
    """The whole plan is not approved yet: the dean sees the course's, as if it hung on nothing."""
    assert signed_in("zhou").get("/chain/").context["plans"] == 1
    assert signed_in("lin").get("/chain/").context["plans"] == 2


def test_without_plans_the_next_step_is_named(school: School, signed_in: Browse) -> None:
    assert "先建立学校的总规划" in signed_in("lin").get("/chain/").content.decode()
    assert signed_in("lin").get("/chain/execution/").context["total"] == 0


def test_execution_is_rolled_up_from_below(whole: PlanGoal, signed_in: Browse) -> None:
    row = CurrentValue.objects.get(
        indicator="absence_rate", level="course", subject="C001", period="2026-2027-1"
    )
    row.pk, row.period, row.period_kind, row.value = None, "2026-2027", "academic_year", 0.02
    row.save()
    Task.objects.update(state="done")
    lin = signed_in("lin")
    page = lin.get("/chain/execution/?all=1")
    found = {
        node.plan.title: (node.depth, node.own.met, node.whole.targets, node.whole.met, node.whole.done)
        for node in page.context["nodes"]
    }
    assert found == {"学校发展规划": (0, 0, 2, 1, 1), "护理学基础三年建设规划": (1, 1, 1, 1, 1)}
    assert page.context["every"].reached == 1.0
    assert [node.plan.title for node in lin.get("/chain/execution/").context["nodes"]] == ["学校发展规划"]
    rows = list(load_workbook(BytesIO(lin.get("/chain/execution/?format=xlsx").content)).active.values)
    assert rows[1][1] == "学校发展规划"


def test_a_hidden_value_says_nothing(whole: PlanGoal, signed_in: Browse) -> None:
    """Of a group under five, people from outside see neither the value nor whether it meets its target."""
    row = CurrentValue.objects.get(
        indicator="absence_rate", level="course", subject="C001", period="2026-2027-1"
    )
    row.pk, row.period, row.period_kind, row.value = None, "2026-2027", "academic_year", 0.02
    row.numerator, row.denominator = 1, 3
    row.save()
    number = Plan.objects.get(category="课程").pk
    inside, outside = (signed_in(name).get(f"/plans/{number}/").context for name in ("lin", "qian"))
    assert (inside["met"], outside["measured"]) == (1, 0)
    assert signed_in("qian").get("/chain/execution/?all=1").context["every"].met == 0
