"""The chain check over twenty thousand goals and tasks: a fixed number of questions, and quick."""

import time

import pytest

from tests.rooms.goals.chained import Chained
from zhengai.college.models import Subject
from zhengai.core import clock
from zhengai.goals.models import AnnualTarget, Plan, PlanGoal, Task
from zhengai.goals.queries import check
from zhengai.goals.rules.chain import Gap

STUDENTS, GOALS_EACH = 2000, 5  # 10,000 goals
TASKS = 10_000
LONGEST = 5.0  # seconds: ten times what an idle machine needs, so that only a change of kind fails


@pytest.mark.slow
def test_twenty_thousand_goals_and_tasks(chain: Chained, django_assert_num_queries: object) -> None:
    fill(chain)
    begun = time.perf_counter()
    with django_assert_num_queries(5):  # type: ignore[operator]
        found = check(chain.college, 2026)
    assert time.perf_counter() - begun < LONGEST
    lacking = [each for each in found if each.gap is Gap.NO_OWNER]
    assert len(lacking) == TASKS // 100


def fill(chain: Chained) -> None:
    """A plan of the whole, and one of five goals for each of many students; each hundredth task has nobody."""
    college, moment = chain.college, clock.now()
    top = chain.plan(chain.whole, "总规划")
    goals = [chain.goal(top, f"目标{number}", evidence="材料", undivided="x") for number in range(10)]
    targets = [chain.target(goal, "完成") for goal in goals]
    students = Subject.objects.bulk_create(
        Subject(college=college, level="student", code=f"S{n:05d}", name=f"学生{n}") for n in range(STUDENTS)
    )
    plans = Plan.objects.bulk_create(
        Plan(
            college=college, subject=each, title="发展规划", category="学生", parent=top, first_year=2026, years=3,
            state="approved", written_by="x", written_at=moment,
        )
        for each in students
    )  # fmt: skip
    below = PlanGoal.objects.bulk_create(
        PlanGoal(plan=plan, number=n, title="自己的目标", parent=goals[n], evidence="材料")
        for plan in plans
        for n in range(1, GOALS_EACH + 1)
    )
    AnnualTarget.objects.bulk_create(
        AnnualTarget(plan_goal=each, period="2026-2027", year=2026, limit="≥ 90%") for each in below
    )
    Task.objects.bulk_create(
        Task(
            college=college, year=2026, title=f"任务{n}", department=chain.department, state="open", source="plan",
            target=targets[n % 10], owner_name="" if n % 100 == 0 else "郑怡", written_by="x", written_at=moment,
        )
        for n in range(TASKS)
    )  # fmt: skip
