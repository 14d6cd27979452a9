"""What is known of the indicators of the matrix, level by level: value, standard, states, alerts, improvements."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from zhengai.alerts.models import ControlState
from zhengai.alerts.queries import open_alerts
from zhengai.framework.rules.matrix import Cell
from zhengai.improvement.queries import improvements
from zhengai.indicators.held import valued
from zhengai.indicators.queries import definitions
from zhengai.standards.models import ControlRule
from zhengai.web.components.scoped import within, within_key
from zhengai.web.components.standings import STANDING_OF, Standing
from zhengai.web.desks.matrix.diagnosed import SEEN, Diagnosed, Point, Tally, tally
from zhengai.web.desks.matrix.documents import Held
from zhengai.web.shell.request import Request
from zhengai_engine.scoring import Grade

Key = tuple[str, str]  # level, indicator


@dataclass
class Measured:
    """One indicator on one level."""

    name: str = ""
    valued: bool = False
    rules: list[tuple[str, str]] = field(default_factory=list)
    states: Counter[Standing] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)
    improvements: int = 0

    @property
    def complete(self) -> bool:
        return self.valued and bool(self.rules)

    @property
    def alerts(self) -> int:
        return self.grades.total()


Facts = dict[Key, Measured]


def facts_of(request: Request, cells: list[Cell]) -> Facts:
    """Five questions, however many cells and subjects there are."""
    found: Facts = {(cell.level, code): Measured() for cell in cells for code in cell.indicators}
    _definitions(request, found)
    _rules(request, found)
    _states(request, found)
    _alerts(request, found)
    _improvements(request, found)
    return found


def _definitions(request: Request, found: Facts) -> None:
    rows = definitions(request.college).filter(code__in={code for _, code in found})
    names = dict(rows.values_list("code", "name"))
    with_value = valued(request.college, [(code, level) for level, code in found if code in names])
    for (level, code), measured in found.items():
        measured.name = names.get(code, "")
        measured.valued = (code, level) in with_value


def _rules(request: Request, found: Facts) -> None:
    rows = ControlRule.objects.filter(college=request.college, active=True)
    for level, indicator, code, name in rows.values_list("level", "indicator", "code", "name"):
        if (level, indicator) in found:
            found[level, indicator].rules.append((code, name))


def _states(request: Request, found: Facts) -> None:
    rows = ControlState.objects.filter(rule__college=request.college, rule__active=True)
    seen = within(request.person, SEEN, rows, level="rule__level").order_by()
    counted = seen.values_list("rule__level", "rule__indicator", "state").annotate(number=Count("pk"))
    for level, indicator, state, number in counted:
        if (level, indicator) in found:
            found[level, indicator].states[STANDING_OF[state]] += number


def _alerts(request: Request, found: Facts) -> None:
    live = within(request.person, SEEN, open_alerts(request.college)).order_by()
    for level, indicator, grade, number in live.values_list("level", "indicator", "grade").annotate(
        number=Count("pk")
    ):
        if (level, indicator) in found:
            found[level, indicator].grades[grade] += number


def _improvements(request: Request, found: Facts) -> None:
    live = within_key(request.person, SEEN, improvements(request.college, live=True)).order_by()
    rows = live.select_related(None).values_list("subject__level", "indicator").annotate(number=Count("pk"))
    for level, indicator, number in rows:
        if (level, indicator) in found:
            found[level, indicator].improvements += number


@dataclass(frozen=True)
class CellSeen:
    """A cell with what is known of its indicators, in the order of the pack."""

    cell: Cell
    level_name: str
    measured: list[tuple[str, Measured]]
    points: list[Point]
    held: Held

    @property
    def diagnosis(self) -> Tally:
        return tally(self.points)

    @property
    def number(self) -> int:
        return len(self.measured)

    @property
    def complete(self) -> int:
        return sum(each.complete for _, each in self.measured)

    @property
    def share(self) -> float | None:
        """Completeness (是否健全) in percent; null where nothing measures the cell."""
        return 100 * self.complete / self.number if self.number else None

    @property
    def alerts(self) -> int:
        return sum(each.alerts for _, each in self.measured)

    @property
    def alert_words(self) -> str:
        return f"{self.alerts:,} 条预警"

    @property
    def improvements(self) -> int:
        return sum(each.improvements for _, each in self.measured)

    @property
    def worst(self) -> str:
        """The gravest grade among its alerts, or nothing."""
        held = {grade for _, each in self.measured for grade, number in each.grades.items() if number}
        return next((grade.value for grade in reversed(Grade) if grade.value in held), "")


def seen_cell(
    cell: Cell, level_name: str, facts: Facts, said: Mapping[str, Diagnosed], held: Held
) -> CellSeen:
    measured = [(code, facts[cell.level, code]) for code in cell.indicators]
    return CellSeen(cell, level_name, measured, said.get(cell.level, Diagnosed()).of(cell.indicators), held)
