"""Only the values that changed rows can have changed: an evaluation of the touched subjects, periods and indicators.

Nothing is remembered of earlier values: they are computed from rows as in any run, so they are those of a full run. What
is saved is the subjects, periods, partitions and indicators that cannot have changed, and planning the same statements
again.
"""

import atexit
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

import duckdb

from zhengai_engine.compile import sql
from zhengai_engine.compile.cells import Cell, Scheme
from zhengai_engine.compile.effects import Effect, Effects
from zhengai_engine.compile.passes import subject_of
from zhengai_engine.compile.periods import PERIOD, PERIODS, period_relation
from zhengai_engine.compile.plan import Plan, Request, compile_effects, wanted_cells
from zhengai_engine.compile.quoting import identifier
from zhengai_engine.compile.rows import RowScope
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.run.changes import changed_table, collect_changes
from zhengai_engine.run.connection import Bounds, connected
from zhengai_engine.run.evaluate import VALUES, Evaluation
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.ready import ReadyPlan, ReadyPlans
from zhengai_engine.run.sources import LakeSource
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset

T = TypeVar("T")


class _Kept(Generic[T]):
    """What was made last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._made: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, place: Hashable, build: Callable[[], T]) -> T:
        with self._lock:
            if place not in self._made:
                self._made[place] = build()
            self._made.move_to_end(place)
            while len(self._made) > self._size:
                self._made.popitem(last=False)
            return self._made[place]


@dataclass(frozen=True)
class _Asked:
    """What the requests ask of the indicators, and the levels and periods of all that this is made of."""

    wanted: Mapping[Cell, tuple[Period, ...]]
    levels: frozenset[str]
    periods: frozenset[Period]


_ASKED: _Kept[_Asked] = _Kept(4)
_PLANS: _Kept[Plan] = _Kept(16)
_EFFECTS: _Kept[list[Effect]] = _Kept(16)
_READY = ReadyPlans(2)
atexit.register(_READY.clear)  # they have folders for what does not fit into memory
_BOUNDS = Bounds(threads=1)


class NotIncremental(ValueError):
    """The change reaches further than its own rows: everything has to be computed. The message is a Chinese
    sentence that says why."""


@dataclass(frozen=True)
class Change:
    """Versions of a lake. Both hold the newest version of every dataset that was received by then."""

    lake: Lake
    since: Mapping[str, int]
    until: Mapping[str, int]

    @property
    def datasets(self) -> list[str]:
        return sorted(code for code, version in self.until.items() if self.since.get(code) != version)


def find_changes(
    indicators: Mapping[str, Indicator],
    catalogue: Catalogue,
    calendar: Calendar,
    change: Change,
    *,
    college: str,
    requests: Sequence[Request],
    computed: Collection[Period] | None = None,
    mark: Hashable = None,
) -> "FoundChanges":
    """Which of the values of `requests` can have changed. `mark` tells indicators, catalogue and calendar from others,
    so that what was compiled for them is kept; null: nothing is. `computed`: the periods that have values; a row in another
    one is refused, if this is given. Raises NotIncremental."""
    with connected(_BOUNDS) as connection:
        work = _Work(connection, Scheme(indicators, catalogue, calendar), change, college, mark)
        return FoundChanges(work, work.effects(requests, computed))


class FoundChanges:
    """`effects`: which values can have changed. To be evaluated, once."""

    def __init__(self, work: "_Work", effects: Sequence[Effect]) -> None:
        self.effects = tuple(effects)
        self._work = work

    def evaluate(self) -> "ChangedEvaluation":
        work, plan = self._work, self._plan()
        lake, until = work.change.lake, work.change.until
        read = {code: version for code, version in until.items() if code in plan.datasets}
        changing = frozenset(each for each in work.change.datasets if each in read)
        settled = frozenset(
            (code, version, lake.mark(code, version))
            for code, version in read.items()
            if code not in changing
        )
        levels = frozenset(work.touched)

        def build() -> ReadyPlan:
            return ReadyPlan(plan, lake, work.scheme.catalogue, until, changing=changing, levels=levels)

        place = (str(lake.root), *self._place, changing, settled, levels)
        with ExitStack() as stack:
            ready = stack.enter_context(_lent(None if work.mark is None else place, build))
            stack.enter_context(ready.filled(work.touched, until))
            return ChangedEvaluation(ready, stack.pop_all())

    @property
    def _place(self) -> tuple[Hashable, ...]:
        """What a plan rests on."""
        work = self._work
        return work.mark, work.college, frozenset(work.change.until), self.effects

    def _plan(self) -> Plan:
        """Of the batches of a week all have the same effects, and compiling takes as long as computing."""
        work = self._work

        def build() -> Plan:
            received = work.change.until
            return compile_effects(work.scheme, college=work.college, received=received, effects=self.effects)

        return build() if work.mark is None else _PLANS.get(self._place, build)


def _lent(place: Hashable, build: Callable[[], ReadyPlan]) -> AbstractContextManager[ReadyPlan]:
    """Without a place it is nobody else's."""
    return closing(build()) if place is None else _READY.lend(place, build)


class ChangedEvaluation(Evaluation):
    """An evaluation whose values are there already; only one answer can be read at a time."""

    def __init__(self, ready: ReadyPlan, stack: ExitStack) -> None:
        self._begin(ready.plan, ready.connection, stack)

    def _run(self) -> None:
        pass

    def _read(self, query: str, values: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        """Another cursor would be another transaction, which sees none of them."""
        return self._connection.execute(query, values)

    def _written(self) -> str:
        return f"FROM {VALUES}"


class _Work:
    """The changed rows and their subjects on a connection."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        scheme: Scheme,
        change: Change,
        college: str,
        mark: Hashable,
    ) -> None:
        self.scheme = scheme
        self._connection = connection
        self.change = change
        self.college = college
        self.mark = mark
        self.touched: dict[str, list[Any]] = {}  # level → the subjects of changed rows
        self._source = LakeSource(change.lake, change.until)
        self._registered: set[str] = set()

    def effects(
        self, requests: Sequence[Request], computed: Collection[Period] | None = None
    ) -> list[Effect]:
        filled = [each for each in self._known() if self._collect(each)]
        if computed is not None:
            self._refuse_new_periods(filled, set(computed))
        asked = self._asked(tuple(requests))
        self._find_subjects(filled, asked.levels)
        touched = {each.code: frozenset(self._find_periods(each, set(asked.periods))) for each in filled}

        def build() -> list[Effect]:
            return Effects(self.scheme, touched).of(asked.wanted)

        place = (self.mark, frozenset(touched.items()), tuple(requests))
        return build() if self.mark is None else _EFFECTS.get(place, build)

    def _asked(self, requests: tuple[Request, ...]) -> "_Asked":
        def build() -> _Asked:
            wanted = wanted_cells(self.scheme, requests, self.scheme.indicators)
            closure = self.scheme.closure(wanted)
            levels = {cell.level for cell in closure} - {COLLEGE}
            return _Asked(wanted, frozenset(levels), frozenset[Period]().union(*closure.values()))

        return build() if self.mark is None else _ASKED.get((self.mark, requests), build)

    def _refuse_new_periods(self, changed: Sequence[Dataset], known: set[Period]) -> None:
        """In a period that has no values yet, everybody's are to be computed."""
        kinds = {each.kind for each in known}
        there = {each for each in self.scheme.calendar.all() if each.kind in kinds}
        for dataset in changed:
            new = set() if dataset.time is None else self._find_periods(dataset, there) - known
            if new:
                first = min(new, key=lambda each: (each.start, each.code))
                raise NotIncremental(f"{first.name}还没有计算过，全部重新计算")

    def _known(self) -> list[Dataset]:
        """A dataset that no declaration speaks of any more is read by nothing."""
        declared = self.scheme.catalogue.datasets
        return [declared[code] for code in self.change.datasets if code in declared]

    def _collect(self, dataset: Dataset) -> bool:
        """Whether any row changed: laying files out anew makes a version too. When rows change that others lead
        through, rows that stayed the same lead to other subjects; and before a dataset's first batch, its values
        have another reason to be missing."""
        since = self.change.since.get(dataset.code)
        if since is None:
            raise NotIncremental(f"{dataset.name}是第一次有数据，全部重新计算")
        until = self.change.until[dataset.code]
        if not collect_changes(self._connection, self.change.lake, dataset, since, until):
            return False
        if dataset.level is not None or self.scheme.catalogue.is_led_through(dataset.code):
            raise NotIncremental(f"{dataset.name}变了，别的数据经过它才知道属于谁，全部重新计算")
        return True

    def _find_subjects(self, changed: Sequence[Dataset], levels: Iterable[str]) -> None:
        found = {level: set[Any]() for level in sorted(levels)}
        for dataset in changed:
            reached = [level for level in found if self.scheme.catalogue.reaches(dataset.code, level)]
            for level, subjects in self._subjects(dataset, reached).items():
                found[level] |= subjects
        self.touched = {level: sorted(subjects) for level, subjects in found.items()}

    def _subjects(self, dataset: Dataset, levels: Sequence[str]) -> dict[str, set[Any]]:
        """All levels in one statement: joining what the rows lead through takes longest."""
        if not levels:
            return {}
        catalogue = self.scheme.catalogue
        for level in levels:
            self._register(_on_the_way(catalogue, dataset.code, catalogue.path(dataset.code, level) or ()))
        scope = RowScope(catalogue, dataset.code, changed_table(dataset.code))
        subjects = [
            sql.alias(subject_of(catalogue, scope, dataset.code, level, self.college), level)
            for level in levels
        ]
        asked = ", ".join(f"list(DISTINCT {identifier(level)})" for level in levels)
        query = f"SELECT {asked} FROM ({scope.select(*subjects).sql('duckdb')})"  # noqa: S608
        (found,) = self._connection.execute(query).fetchall()
        return {
            level: {each for each in listed or () if each is not None}
            for level, listed in zip(levels, found, strict=True)
        }

    def _register(self, datasets: Iterable[str]) -> None:
        new = [each for each in datasets if each not in self._registered]
        self._source.register(self._connection, self.scheme.catalogue, new)
        self._registered |= set(new)

    def _find_periods(self, dataset: Dataset, periods: set[Period]) -> set[Period]:
        """In which of these a changed row counts; without a time in all."""
        if dataset.time is None:
            return set(periods)
        found: set[str] = set()
        for kind in {each.kind for each in periods if each.kind.contains(dataset.time.kind)}:
            of_kind = [each for each in periods if each.kind is kind]
            relation = period_relation(dataset, self.scheme.calendar, kind, of_kind)
            scope = RowScope(self.scheme.catalogue, dataset.code, changed_table(dataset.code))
            query = scope.select(sql.column(PERIOD, PERIODS)).distinct(copy=False)
            query = query.join(relation.relation, on=relation.on, copy=False)
            found |= {code for (code,) in self._connection.execute(query.sql("duckdb")).fetchall()}
        return {each for each in periods if each.code in found}


def _on_the_way(catalogue: Catalogue, dataset: str, path: Sequence[str]) -> list[str]:
    """The datasets whose rows a path leads through, its own left out."""
    found: list[str] = []
    current = catalogue.dataset(dataset)
    for step in path[:-1]:
        current = catalogue.dataset(str(current.field(step).references))
        found.append(current.code)
    return found
