"""Which values a run needs: one cell is an indicator at a level and a period kind, for a set of periods.

From the requested cells the closure follows every reference: earlier periods, windows, parts of a longer period,
members of a lower level. Each cell gets a stage: cells of one stage are computed from rows and earlier stages.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Change,
    ChangeKind,
    Children,
    Expression,
    IndicatorRef,
    PeerMean,
    Rank,
    Round,
    Shift,
    ShiftKind,
    Weighted,
    Window,
    WindowKind,
)
from zhengai_engine.model.indicator import Indicator, OverLevels, OverTime
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.model.walk import walk
from zhengai_engine.tables.catalogue import Catalogue


@dataclass(frozen=True)
class Cell:
    code: str
    level: str
    kind: PeriodKind


class Mode(StrEnum):
    """How the values of a cell come about."""

    FORMULA = "formula"
    OVER_TIME = "over_time"  # folded from the base periods inside the period
    OVER_LEVELS = "over_levels"  # folded from the base level's members below the subject
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Reading:
    """A cell reads another one: in the same row of values, or `gathered` from other periods, members or peers."""

    cell: Cell
    periods: frozenset[Period]
    gathered: bool


class Scheme:
    """The definitions with what they mean at a level and period kind; nothing here depends on data."""

    def __init__(self, indicators: Mapping[str, Indicator], catalogue: Catalogue, calendar: Calendar) -> None:
        self.indicators = indicators
        self.catalogue = catalogue
        self.calendar = calendar
        self._stages: dict[Cell, int] = {}

    def offered(self, cell: Cell) -> bool:
        indicator = self.indicators[cell.code]
        return cell.level in indicator.levels and cell.kind in indicator.periods

    def mode(self, cell: Cell) -> Mode:
        """Time is the outermost fold: a college's year is made of the college's semesters."""
        indicator = self.indicators[cell.code]
        if not self.offered(cell):
            return Mode.NOT_APPLICABLE
        if indicator.over_time is not OverTime.ROWS and cell.kind is not indicator.periods[0]:
            return Mode.NOT_APPLICABLE if indicator.over_time is OverTime.NONE else Mode.OVER_TIME
        if indicator.over_levels is not OverLevels.ROWS and cell.level != indicator.levels[0]:
            return Mode.OVER_LEVELS if self._folds_levels(indicator, cell) else Mode.NOT_APPLICABLE
        return Mode.FORMULA

    def base(self, cell: Cell) -> Cell:
        """The cell that a folded one is folded from."""
        indicator = self.indicators[cell.code]
        if self.mode(cell) is Mode.OVER_TIME:
            return Cell(cell.code, cell.level, indicator.periods[0])
        return Cell(cell.code, indicator.levels[0], cell.kind)

    def carries(self, cell: Cell) -> bool:
        """Whether its values hold numerator and denominator: what folds as Σ numerator / Σ denominator."""
        indicator = self.indicators[cell.code]
        mode = self.mode(cell)
        if mode is Mode.FORMULA:
            return self._expression_carries(indicator.expression, cell)
        if mode is Mode.OVER_TIME:
            keeps = indicator.over_time in (OverTime.LAST, OverTime.FIRST)
            return keeps and self.carries(self.base(cell))
        return mode is Mode.OVER_LEVELS and indicator.over_levels is OverLevels.WEIGHTED

    def links(self, child: str, parent: str) -> bool:
        """Whether the members of `child` know their subject at `parent`."""
        table = self.catalogue.members(child)
        return table is not None and self.catalogue.reaches(table.code, parent)

    def earlier(self, kind: ShiftKind | ChangeKind, period: Period) -> Period | None:
        if kind in (ShiftKind.PREVIOUS, ChangeKind.POP):
            return self.calendar.previous(period)
        return self.calendar.last_year(period)

    def window(self, node: Window, period: Period) -> list[Period]:
        """The periods a window folds, oldest first; none when its unit is not the period's own kind."""
        if node.kind is WindowKind.CUMULATIVE:
            return self.calendar.since_start(period)
        return self.calendar.window(period, node.length or 1) if node.unit is period.kind else []

    def readings(self, cell: Cell, periods: Iterable[Period]) -> Iterator[Reading]:
        """What the cell's values of these periods are made from."""
        mode = self.mode(cell)
        if mode is Mode.FORMULA:
            for node in walk(self.indicators[cell.code].expression):
                yield from self._node_readings(node, cell, frozenset(periods))
        elif mode is Mode.OVER_TIME:
            base = self.base(cell)
            parts = {part for each in periods for part in self.calendar.parts(each, base.kind)}
            yield Reading(base, frozenset(parts), gathered=True)
        elif mode is Mode.OVER_LEVELS:
            yield Reading(self.base(cell), frozenset(periods), gathered=True)

    def closure(self, wanted: Mapping[Cell, Iterable[Period]]) -> dict[Cell, set[Period]]:
        """All cells with all periods they are needed for."""
        found: dict[Cell, set[Period]] = {}
        waiting = [(cell, set(periods)) for cell, periods in wanted.items()]
        while waiting:
            cell, periods = waiting.pop()
            first = cell not in found
            new = periods - found.setdefault(cell, set())
            if new or first:
                found[cell] |= new
                waiting.extend((each.cell, set(each.periods)) for each in self.readings(cell, new))
        return found

    def stage(self, cell: Cell) -> int:
        if cell not in self._stages:
            steps = [self.stage(each.cell) + each.gathered for each in self.readings(cell, ())]
            self._stages[cell] = max(steps, default=0)
        return self._stages[cell]

    def _folds_levels(self, indicator: Indicator, cell: Cell) -> bool:
        if indicator.over_levels is OverLevels.NONE or not self.links(indicator.levels[0], cell.level):
            return False
        base = Cell(cell.code, indicator.levels[0], cell.kind)
        return indicator.over_levels is OverLevels.SUM or self.carries(base)

    def _expression_carries(self, expression: Expression, cell: Cell) -> bool:
        match expression:
            case Arithmetic(operator=operator):
                return operator is ArithmeticOperator.DIVIDE
            case Aggregate(function=function):
                return function is AggregateFunction.MEAN
            case Round(operand=operand):
                return self._expression_carries(operand, cell)
            case IndicatorRef(code=code) | Shift(code=code) | Window(code=code) | PeerMean(code=code):
                return self.carries(Cell(code, cell.level, cell.kind))
            case _:
                return False

    def _node_readings(self, node: Expression, cell: Cell, periods: frozenset[Period]) -> Iterator[Reading]:
        match node:
            case IndicatorRef(code=code):
                yield Reading(Cell(code, cell.level, cell.kind), periods, gathered=False)
            case Rank(code=code) | PeerMean(code=code):
                yield Reading(Cell(code, cell.level, cell.kind), periods, gathered=True)
            case Weighted(parts=parts):
                for part in parts:
                    yield Reading(Cell(part.code, cell.level, cell.kind), periods, gathered=False)
            case Shift(kind=kind, code=code):
                yield self._shifted(Cell(code, cell.level, cell.kind), kind, periods)
            case Change(kind=change, code=code):
                other = Cell(code, cell.level, cell.kind)
                yield Reading(other, periods, gathered=False)
                yield self._shifted(other, change, periods)
            case Window(code=code):
                found = frozenset(each for period in periods for each in self.window(node, period))
                yield Reading(Cell(code, cell.level, cell.kind), found, gathered=True)
            case Children(code=code, level=level):
                yield Reading(Cell(code, level, cell.kind), periods, gathered=True)

    def _shifted(self, cell: Cell, kind: ShiftKind | ChangeKind, periods: frozenset[Period]) -> Reading:
        earlier = (self.earlier(kind, period) for period in periods)
        return Reading(cell, frozenset(each for each in earlier if each is not None), gathered=True)
