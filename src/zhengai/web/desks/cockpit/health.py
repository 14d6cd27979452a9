"""Whether goals are reached and data arrive: what the rest of the cockpit rests on."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from zhengai.college.queries import calendar_of, today
from zhengai.datacentre.queries import Freshness, freshness
from zhengai.goals.models import Goal
from zhengai.goals.queries import goals, standing
from zhengai.goals.rules.machine import GoalState
from zhengai.indicators.held import valued
from zhengai.indicators.models import CurrentValue
from zhengai.indicators.queries import definitions
from zhengai.web.components.columns import SEEN, Column
from zhengai.web.components.scoped import within_key
from zhengai.web.components.standings import Standing
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import PeriodKind

_GOAL_PERIODS = (PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR, PeriodKind.SEMESTER)


@dataclass(frozen=True)
class GoalLevel:
    code: str
    name: str
    subjects: int
    with_goals: int
    standings: Counter[str]

    @property
    def without(self) -> int:
        return max(self.subjects - self.with_goals, 0)

    @property
    def number(self) -> int:
        return self.standings.total()

    @property
    def counts(self) -> list[tuple[Standing, int]]:
        return [(each, self.standings[each.value]) for each in Standing]


@dataclass(frozen=True)
class DataHealth:
    """Datasets that are due and have not come, those never received, and indicators without any value."""

    datasets: int
    overdue: list[Freshness]
    never: list[Freshness]
    indicators: int
    blind: list[tuple[str, str]]

    @property
    def current(self) -> int:
        return self.datasets - len(self.overdue) - len(self.never)


def health_of(request: Request, columns: list[Column]) -> tuple[list[GoalLevel], DataHealth]:
    """The definitions are read once for both."""
    known = list(definitions(request.college).values_list("code", "name", "body"))
    bodies = {code: body for code, _, body in known}
    with_value = valued(request.college, [(code, None) for code in bodies])
    blind = [(code, name) for code, name, _ in known if (code, None) not in with_value]
    fresh = freshness(request.college, today(request.college))
    data = DataHealth(
        datasets=len(fresh),
        overdue=[each for each in fresh if each.overdue],
        never=[each for each in fresh if each.last_batch is None],
        indicators=len(known),
        blind=blind,
    )
    return _goals(request, columns, bodies), data


def _goals(request: Request, columns: list[Column], bodies: Mapping[str, Any]) -> list[GoalLevel]:
    standings: dict[str, Counter[str]] = {each.code: Counter() for each in columns}
    holders: dict[str, set[int]] = {each.code: set() for each in columns}
    for goal in running_goals(request).select_related("subject"):
        level = goal.subject.level
        if level in standings:
            standings[level][standing(goal.limit, value_of(goal), bodies.get(goal.indicator, {}))] += 1
            holders[level].add(goal.subject_id)
    return [
        GoalLevel(each.code, each.name, each.coverage.subjects, len(holders[each.code]), standings[each.code])
        for each in columns
    ]


def running_goals(request: Request) -> QuerySet[Goal]:
    """The approved ones of the periods that run today, each with the value of exactly its period."""
    calendar, day = calendar_of(request.college), today(request.college)
    running = [found.code for kind in _GOAL_PERIODS if (found := calendar.containing(day, kind))]
    rows = goals(request.college).filter(state=GoalState.APPROVED, period__in=running)
    value = CurrentValue.objects.filter(
        college=request.college,
        indicator=OuterRef("indicator"),
        level=OuterRef("subject__level"),
        subject=OuterRef("subject__code"),
        period=OuterRef("period"),
    ).values("value")
    return (
        within_key(request.person, SEEN, rows).select_related(None).order_by().annotate(value=Subquery(value))
    )


def value_of(goal: Goal) -> float | None:
    """As `running_goals` found it."""
    found: float | None = getattr(goal, "value", None)
    return found
