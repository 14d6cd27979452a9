"""A column of the cockpit and of a centre: how a level stands, counted in the database."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q

from zhengai.accounts.rules import Permission
from zhengai.alerts.models import ControlState
from zhengai.alerts.queries import open_alerts
from zhengai.college.queries import now, today
from zhengai.cycles.queries import Coverage, coverages
from zhengai.improvement.models import Improvement
from zhengai.improvement.rules.machine import LIVE, VERIFIED, ImprovementState
from zhengai.web.components.scoped import within, within_key
from zhengai.web.components.standings import STANDING_OF, Standing
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.request import Request
from zhengai_engine.scoring import Grade

SEEN = Permission.COCKPIT_VIEW
OLD = timedelta(days=7)
# 五横; a department, which has no college in its reach, stands in its place
_FIVE = ("college", "programme", "course", "teacher", "student")
_NONE = Coverage(0, 0, 0, 0)


@dataclass
class AlertCount:
    """`old`: raised more than a week ago; `overdue`: past their deadline."""

    grade: Grade
    number: int = 0
    old: int = 0
    overdue: int = 0


@dataclass
class Column:
    code: str
    name: str
    coverage: Coverage = _NONE
    states: Counter[Standing] = field(default_factory=Counter)
    grades: dict[str, AlertCount] = field(default_factory=lambda: {g.value: AlertCount(g) for g in Grade})
    improvements: Counter[str] = field(default_factory=Counter)

    @property
    def alerts(self) -> int:
        return sum(each.number for each in self.grades.values())

    @property
    def old(self) -> int:
        return sum(each.old for each in self.grades.values())

    @property
    def overdue(self) -> int:
        return sum(each.overdue for each in self.grades.values())

    @property
    def by_grade(self) -> list[AlertCount]:
        """Gravest first."""
        return [self.grades[grade.value] for grade in reversed(Grade)]

    @property
    def judged(self) -> int:
        return self.states.total()

    @property
    def bar(self) -> list[tuple[Standing, int, float]]:
        """Standing, count, share in percent."""
        return [
            (each, self.states[each], 100 * self.states[each] / self.judged if self.judged else 0.0)
            for each in Standing
        ]

    @property
    def living(self) -> float:
        """The share of subjects whose spiral has begun, in percent."""
        return 100 * self.coverage.started / self.coverage.subjects if self.coverage.subjects else 0.0

    @property
    def under_way(self) -> int:
        return sum(self.improvements[state.value] for state in LIVE)

    @property
    def effects(self) -> list[tuple[ImprovementState, int]]:
        return [(state, self.improvements[state.value]) for state in VERIFIED]


@dataclass(frozen=True)
class Levels:
    """The five columns, and what other levels hold, so that nothing is left out."""

    five: list[Column]
    others: list[Column]

    @property
    def everything(self) -> list[Column]:
        return [*self.five, *self.others]

    @property
    def others_alerts(self) -> int:
        return sum(each.alerts for each in self.others)


def columns_of(request: Request, seen: Permission, levels: Collection[str]) -> dict[str, Column]:
    """Level → its column, in the order of the scheme. Four counts, each of one query, whatever the size of the
    college, among the subjects that `seen` reaches."""
    columns = {code: Column(code, name) for code, name in level_names(request).items() if code in levels}
    _count_subjects(request, seen, columns)
    _count_states(request, seen, columns)
    _count_alerts(request, seen, columns)
    _count_improvements(request, seen, columns)
    return columns


def levels_of(request: Request) -> Levels:
    columns = columns_of(request, SEEN, level_names(request))
    five = list(_FIVE)
    if not columns["college"].coverage.subjects and "department" in columns:
        five[0] = "department"
    shown = [columns.pop(code) for code in five if code in columns]
    return Levels(shown, list(columns.values()))


def _count_subjects(request: Request, seen: Permission, columns: dict[str, Column]) -> None:
    for level, found in coverages(request.college, request.person.subjects(seen)).items():
        if level in columns:
            columns[level].coverage = found


def _count_states(request: Request, seen: Permission, columns: dict[str, Column]) -> None:
    rows = ControlState.objects.filter(rule__college=request.college, rule__active=True)
    reached = within(request.person, seen, rows, level="rule__level").order_by()
    for level, state, number in reached.values_list("rule__level", "state").annotate(number=Count("pk")):
        if level in columns:
            columns[level].states[STANDING_OF[state]] += number


def _count_alerts(request: Request, seen: Permission, columns: dict[str, Column]) -> None:
    live = within(request.person, seen, open_alerts(request.college)).order_by()
    counted = live.values_list("level", "grade").annotate(
        number=Count("pk"),
        old=Count("pk", filter=Q(raised_at__lt=since(request))),
        overdue=Count("pk", filter=Q(due__lt=today(request.college))),
    )
    for level, grade, number, old, overdue in counted:
        if level in columns:
            columns[level].grades[grade] = AlertCount(Grade(grade), number, old, overdue)


def _count_improvements(request: Request, seen: Permission, columns: dict[str, Column]) -> None:
    rows = within_key(request.person, seen, Improvement.objects.filter(college=request.college))
    counted = rows.order_by().values_list("subject__level", "state").annotate(number=Count("pk"))
    for level, state, number in counted:
        if level in columns:
            columns[level].improvements[state] = number


def since(request: Request) -> datetime:
    """A week before the present moment of the college."""
    return now(request.college) - OLD
