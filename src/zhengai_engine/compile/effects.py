"""What a change of rows can change: which values, of which periods, and whether of the subjects its rows reach or of
everybody.

A value follows its own rows; what is folded over a subject's periods follows the subject; but a rank, a mean of peers
or a fold of members may move for a subject that no changed row belongs to.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from zhengai_engine.compile.cells import Cell, Mode, Reading, Scheme
from zhengai_engine.model.expression import Children, PeerMean, Rank
from zhengai_engine.model.indicator import OverTime
from zhengai_engine.model.period import Period
from zhengai_engine.model.walk import datasets_of, walk

_AMONG_OTHERS = (Rank, PeerMean, Children)
_WHERE_ROWS_ARE = (OverTime.LAST, OverTime.FIRST)


@dataclass(frozen=True)
class Effect:
    """Values that may have changed. `everybody`: of all subjects of the level, else of those the changed rows
    reach."""

    cell: Cell
    periods: tuple[Period, ...]
    everybody: bool


class Effects:
    """`touched`: of each changed dataset the periods, of any kind, in which a changed row counts."""

    def __init__(self, scheme: Scheme, touched: Mapping[str, Collection[Period]]) -> None:
        self._scheme = scheme
        self._touched = touched
        self._changed: dict[tuple[Cell, Period], bool] = {}
        self._spreads: dict[tuple[Cell, Period], bool] = {}

    def of(self, wanted: Mapping[Cell, Iterable[Period]]) -> list[Effect]:
        found = []
        for cell, periods in wanted.items():
            changed = tuple(each for each in periods if self._is_changed(cell, each))
            if changed:
                found.append(Effect(cell, changed, any(self._is_spread(cell, each) for each in changed)))
        return found

    def _is_changed(self, cell: Cell, period: Period) -> bool:
        place = (cell, period)
        if place not in self._changed:
            self._changed[place] = self._rows_changed(cell, period) or any(
                self._reads_changed(each) for each in self._scheme.readings(cell, [period])
            )
        return self._changed[place]

    def _rows_changed(self, cell: Cell, period: Period) -> bool:
        if self._scheme.mode(cell) is not Mode.FORMULA:
            return False
        read = datasets_of(self._scheme.indicators[cell.code].expression)
        return any(
            period in self._touched.get(each, ()) and self._scheme.catalogue.reaches(each, cell.level)
            for each in read
        )

    def _reads_changed(self, reading: Reading) -> bool:
        return any(self._is_changed(reading.cell, each) for each in reading.periods)

    def _is_spread(self, cell: Cell, period: Period) -> bool:
        place = (cell, period)
        if place not in self._spreads:
            self._spreads[place] = self._is_changed(cell, period) and (
                self._looks_at_others(cell)
                or any(
                    self._is_spread(each.cell, part)
                    for each in self._scheme.readings(cell, [period])
                    for part in each.periods
                )
            )
        return self._spreads[place]

    def _looks_at_others(self, cell: Cell) -> bool:
        """The last period that has rows is the last in which *anybody* has rows."""
        indicator, mode = self._scheme.indicators[cell.code], self._scheme.mode(cell)
        if mode is Mode.OVER_TIME:
            return indicator.over_time in _WHERE_ROWS_ARE
        if mode is Mode.FORMULA:
            return any(isinstance(each, _AMONG_OTHERS) for each in walk(indicator.expression))
        return mode is Mode.OVER_LEVELS


def seen_whole(
    scheme: Scheme, closure: Mapping[Cell, Iterable[Period]], effects: Iterable[Effect]
) -> set[tuple[Cell, Period]]:
    """The values that must be computed of all subjects: asked for, or looked at by what is asked for, or needed for one
    of these."""
    waiting = [(each.cell, period) for each in effects if each.everybody for period in each.periods]
    for cell, periods in closure.items():
        looked_at = list(_others(scheme, cell))
        waiting += [(each, period) for each in looked_at for period in periods]
    seen: set[tuple[Cell, Period]] = set()
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            cell, period = place
            waiting += [
                (each.cell, part) for each in scheme.readings(cell, [period]) for part in each.periods
            ]
    return seen


def _others(scheme: Scheme, cell: Cell) -> Iterator[Cell]:
    """The cells of which it looks at other subjects than its own."""
    mode = scheme.mode(cell)
    if mode is Mode.OVER_LEVELS:
        yield scheme.base(cell)
    elif mode is Mode.FORMULA:
        for node in walk(scheme.indicators[cell.code].expression):
            if isinstance(node, Children):
                yield Cell(node.code, node.level, cell.kind)
            elif isinstance(node, Rank | PeerMean):
                yield Cell(node.code, cell.level, cell.kind)
