"""Which passes are computed from rows, and which from a smaller table that another pass has made already.

Measures that add up are rolled along chains: class, programme and department from the pass of the students, the
college from the departments, a year from its semesters. What is left at the head of the chains and begins with the
same field is grouped once by that field and by the time as stored (a root: attendance by student, semester and
week), so the large table is read once for all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from zhengai_engine.compile.cubes import Cube, cube_of
from zhengai_engine.compile.measures import Measure
from zhengai_engine.compile.passtable import Pass
from zhengai_engine.compile.periods import deciding, stored_times
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset

_LAST = 1_000  # the college stands at the end of every path


@dataclass(frozen=True)
class Root:
    """The measures of several passes, grouped by the field in which the rows' way to their levels begins and by the
    time as stored, as far as any of the passes asks for it."""

    key: str
    passes: tuple[Pass, ...]

    @property
    def dataset(self) -> Dataset:
        return self.passes[0].dataset

    @property
    def name(self) -> str:
        return f"root_{self.dataset.code}_{self.key}"

    @property
    def apart(self) -> str:
        """The column of cells that is 0 in those grouped by this key."""
        return f"_without_{self.key}"

    @property
    def periods(self) -> set[Period]:
        return {period for each in self.passes for period in each.periods}

    @property
    def time(self) -> tuple[str, ...]:
        """The fields that decide the periods asked for: without weeks, attendance is grouped by semester."""
        kinds = {each.kind for each in self.passes if each.kind is not None}
        fields = [field for kind in kinds for field in deciding(self.dataset, kind)]
        declared = self.dataset.time.fields if self.dataset.time else ()
        return tuple(field for field in declared if field in fields)

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key, *self.time)

    @cached_property
    def cube(self) -> Cube | None:
        return cube_of(self.keys, list(self.measures))

    @cached_property
    def measures(self) -> dict[Measure, str]:
        """To be asked for when all formulas are compiled."""
        found = dict.fromkeys(measure for each in self.passes for measure in each.measures)
        return {measure: f"m{number}" for number, measure in enumerate(found, start=1)}


@dataclass(frozen=True)
class Cells:
    """One reading of the rows for all roots that make the same of them but for the key: the cells of each stand in one
    table, those of the others left out by its column `apart`."""

    roots: tuple[Root, ...]
    cube: Cube

    @property
    def dataset(self) -> Dataset:
        return self.roots[0].dataset

    @property
    def name(self) -> str:
        return "_".join(["cube", self.dataset.code, *(each.key for each in self.roots)])

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for each in self.roots for key in each.keys))

    @property
    def periods(self) -> set[Period]:
        return {period for each in self.roots for period in each.periods}


class Rollups:
    """Decided when all formulas are compiled. A pass that feeds another one takes over its measures and periods."""

    def __init__(self, catalogue: Catalogue, calendar: Calendar, passes: Sequence[Pass]) -> None:
        self._catalogue = catalogue
        self._calendar = calendar
        self._parents: dict[int, Pass] = {}
        self._stored: dict[tuple[int, Period], frozenset[str]] = {}
        self.roots: list[Root] = []
        for group in self._groups(passes):
            self._chain(group)
        self.cells = _together(self.roots)

    def ordered(self, passes: Iterable[Pass]) -> list[Pass]:
        """Each after the one it is rolled up from."""
        return sorted(passes, key=lambda each: len(self._line(each)))

    def parent(self, each: Pass) -> Pass | None:
        return self._parents.get(id(each))

    def root(self, each: Pass) -> Root | None:
        return next((root for root in self.roots if any(each is one for one in root.passes)), None)

    def cells_of(self, root: Root) -> Cells | None:
        return next((each for each in self.cells if root in each.roots), None)

    def is_spared(self, root: Root) -> bool:
        """Whether its cells are added up straight to its only pass: the subjects are those of the key."""
        one = root.passes[0]
        return self.cells_of(root) is not None and len(root.passes) == 1 and self._steps(one) == 1

    def onward(self, each: Pass, parent: Pass) -> tuple[str, ...]:
        """The fields that lead on from the parent's subject, seen from its row among the members of its level."""
        return self._path(each)[len(self._path(parent)) :]

    def _groups(self, passes: Sequence[Pass]) -> list[tuple[str, list[Pass]]]:
        """By the field that begins their way. The college, to which every row belongs, joins whatever there is."""
        found: dict[tuple[str, str], list[Pass]] = {}
        whole: dict[str, list[Pass]] = {}
        for each in passes:
            if each.additive and each.level == COLLEGE:
                whole.setdefault(each.dataset.code, []).append(each)
            elif each.additive and self._path(each):
                found.setdefault((each.dataset.code, self._path(each)[0]), []).append(each)
        groups = [
            (key, [*group, *whole.pop(dataset, ())])
            for (dataset, key), group in sorted(found.items(), key=lambda item: -self._longest(item[1]))
        ]
        return [*groups, *(("", group) for group in whole.values())]

    def _longest(self, group: Sequence[Pass]) -> int:
        return max(len(self._path(each)) for each in group)

    def _chain(self, group: tuple[str, list[Pass]]) -> None:
        key, passes = group
        for each in passes:
            parent = self._choose(each, passes)
            if parent is not None:
                self._parents[id(each)] = parent
        for each in sorted(passes, key=lambda each: -len(self._line(each))):
            parent = self.parent(each)
            if parent is not None:
                parent.periods |= self._needed(each, parent)
                for measure in each.measures:
                    parent.add(measure)
        heads = tuple(each for each in passes if self.parent(each) is None)
        root = Root(key, heads)
        if key and (len(heads) > 1 or self._steps(heads[0]) > 1 or root.cube is not None):
            self.roots.append(root)

    def _choose(self, each: Pass, passes: Sequence[Pass]) -> Pass | None:
        """The nearest level below in the same kind of period, else a finer kind of period at the same level."""
        below = [
            one
            for one in passes
            if one.kind is each.kind
            and self._steps(one) < self._steps(each)
            and self._path(each)[: len(self._path(one))] in (self._path(one), ())
        ]
        if below:
            return max(below, key=self._steps)
        finer = [one for one in passes if one.level == each.level and self._divides(one, each)]
        return max(
            finer, key=lambda one: len(self._stored_in(one, min(one.periods, key=_code))), default=None
        )

    def _divides(self, finer: Pass, each: Pass) -> bool:
        """Whether every period of `each` is a whole number of periods of the finer kind."""
        if finer.kind is None or each.kind is None or finer.kind is each.kind or not finer.periods:
            return False
        if deciding(finer.dataset, finer.kind) != deciding(each.dataset, each.kind):
            return False
        return all(self._is_made_of(period, finer) for period in each.periods)

    def _is_made_of(self, period: Period, finer: Pass) -> bool:
        assert finer.kind is not None
        if not period.kind.contains(finer.kind):
            return False
        parts = [self._stored_in(finer, part) for part in self._calendar.parts(period, finer.kind)]
        covered = frozenset().union(*parts)
        return sum(map(len, parts)) == len(covered) and covered == self._stored_in(finer, period)

    def _needed(self, each: Pass, parent: Pass) -> set[Period]:
        if parent.kind is each.kind or parent.kind is None:
            return set(each.periods)
        return {part for period in each.periods for part in self._calendar.parts(period, parent.kind)}

    def _stored_in(self, each: Pass, period: Period) -> frozenset[str]:
        place = (id(each.dataset), period)
        if place not in self._stored:
            self._stored[place] = stored_times(each.dataset, self._calendar, period)
        return self._stored[place]

    def _line(self, each: Pass) -> list[Pass]:
        """The passes it is rolled up from."""
        found: list[Pass] = []
        parent = self.parent(each)
        while parent is not None:
            found.append(parent)
            parent = self.parent(parent)
        return found

    def _steps(self, each: Pass) -> int:
        return _LAST if each.level == COLLEGE else len(self._path(each))

    def _path(self, each: Pass) -> tuple[str, ...]:
        path = self._catalogue.path(each.dataset.code, each.level)
        assert path is not None, f"{each.dataset.code} does not reach {each.level}"
        return path


def _together(roots: Iterable[Root]) -> list[Cells]:
    found: list[Cells] = []
    for root in roots:
        if root.cube is None:
            continue
        alike = next(
            (each for each in found if each.dataset is root.dataset and each.cube.is_like(root.cube)), None
        )
        if alike is None:
            found.append(Cells((root,), root.cube))
        else:
            found[found.index(alike)] = Cells((*alike.roots, root), alike.cube)
    return found


def _code(period: Period) -> str:
    return period.code
