"""The rows that the chain check looks through, read with a fixed number of questions however many there are."""

from collections.abc import Mapping
from typing import Any

from zhengai.college.models import College
from zhengai.goals.models import AnnualTarget, Plan, PlanGoal, Task
from zhengai.goals.rules.chain import (
    REACHED,
    Chain,
    ChainGoal,
    ChainPlan,
    ChainTarget,
    ChainTask,
    Found,
    check_chain,
)
from zhengai.goals.rules.plan import STANDING
from zhengai.goals.rules.task import TaskState

_PLAN = ("pk", "title", "category", "subject__level", "parent", "first_year", "years")
_GOAL = (
    "pk", "title", "plan", "parent", "plan__subject", "indicator", "evidence", "undivided", "standards",
)  # fmt: skip


def checked_goals(college: College, year: int, standards: Mapping[str, str] | None = None) -> Chain:
    """Plans that run in the year, with all of their goals. `standards` are those that should serve a goal."""
    running = [row for row in _plans(college) if row.first_year <= year <= row.last_year]
    keys = {row.pk for row in running}
    goals = [row for row in _goals(college) if row.plan in keys]
    known = {row.pk for row in goals}
    targets = [
        ChainTarget(*row)
        for row in AnnualTarget.objects.filter(
            plan_goal__plan__college=college, year__in=(year, year - 1)
        ).values_list("pk", "plan_goal", "year", "limit")
    ]
    tasks = [
        ChainTask(*row)
        for row in Task.objects.filter(college=college, year__in=(year, year + 1))
        .exclude(state=TaskState.ENDED)
        .values_list("pk", "title", "target", "source", "owner_name")
    ]
    return Chain(
        year=year,
        plans=running,
        goals=[row if row.parent in known else row._replace(parent=None) for row in goals],
        targets=targets,
        tasks=tasks,
        levels=REACHED,
        beside=_beside(college),
        standards=standards,
    )


def check(college: College, year: int, standards: Mapping[str, str] | None = None) -> list[Found]:
    return check_chain(checked_goals(college, year, standards))


def _plans(college: College) -> list[ChainPlan]:
    rows = Plan.objects.filter(college=college, state__in=STANDING, subject__active=True)
    return [
        ChainPlan(pk, title, category, level, parent, first, first + years - 1)
        for pk, title, category, level, parent, first, years in rows.values_list(*_PLAN)
    ]


def _goals(college: College) -> list[ChainGoal]:
    rows: Any = PlanGoal.objects.filter(plan__college=college).values_list(*_GOAL)
    return [ChainGoal._make((*row[:-1], tuple(row[-1]))) for row in rows]


def _beside(college: College) -> set[frozenset[int]]:
    links = PlanGoal.beside.through.objects.filter(from_plangoal__plan__college=college)
    return {frozenset(pair) for pair in links.values_list("from_plangoal", "to_plangoal")}
