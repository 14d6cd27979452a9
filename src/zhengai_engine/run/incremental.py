"""Only the values that changed rows can have changed: an evaluation of the touched subjects, periods and indicators.

Nothing is remembered of earlier evaluations: the values are computed from rows as in any run, so they are those of a
full run. What is saved is the subjects, periods, partitions and indicators that cannot have changed.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

import duckdb

from zhengai_engine.compile import sql
from zhengai_engine.compile.cells import Scheme
from zhengai_engine.compile.effects import Effect, Effects
from zhengai_engine.compile.narrowing import touched_table
from zhengai_engine.compile.passes import subject_of
from zhengai_engine.compile.passtable import SUBJECT
from zhengai_engine.compile.periods import PERIOD, PERIODS, period_relation
from zhengai_engine.compile.plan import Plan, Request, Statement, compile_effects, wanted_cells
from zhengai_engine.compile.quoting import identifier
from zhengai_engine.compile.rows import RowScope
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.run.changes import changed_table, collect_changes
from zhengai_engine.run.connection import Bounds, connected
from zhengai_engine.run.evaluate import Evaluation
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.parts import KeptParts
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


_PLANS: _Kept[Plan] = _Kept(16)
_EFFECTS: _Kept[list[Effect]] = _Kept(16)
_BOUNDS = Bounds(threads=1)  # hundreds of small statements: handing them out costs more than it saves


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
    bounds: Bounds | None = None,
    mark: Hashable = None,
) -> "FoundChanges":
    """Which of the values of `requests` can have changed. `mark` tells indicators, catalogue and calendar from others,
    so that what was compiled for them is kept; null: nothing is. `computed`: the periods that have values; a row in another
    one is refused, if this is given. Raises NotIncremental."""
    with ExitStack() as stack:
        connection = stack.enter_context(connected(bounds or _BOUNDS))
        work = _Work(connection, Scheme(indicators, catalogue, calendar), change, college, mark)
        effects = work.effects(requests, computed)
        return FoundChanges(work, effects, stack.pop_all())


class FoundChanges:
    """`effects`: which values can have changed. To be evaluated, once."""

    def __init__(self, work: "_Work", effects: Sequence[Effect], stack: ExitStack) -> None:
        self.effects = tuple(effects)
        self._work = work
        self._stack = stack

    def evaluate(self) -> "ChangedEvaluation":
        with self._stack as stack:
            work = self._work
            plan = self._plan()
            work.register(plan.datasets, plan.partitions)
            parts = KeptParts(work.change.lake, work.change.until, work.scheme.catalogue)
            return ChangedEvaluation(plan, parts, work.connection, stack.pop_all())

    def _plan(self) -> Plan:
        """Of the batches of a week all have the same effects, and compiling takes as long as computing."""
        work = self._work
        place = (work.mark, work.college, frozenset(work.change.until), self.effects)

        def build() -> Plan:
            received = work.change.until
            return compile_effects(work.scheme, college=work.college, received=received, effects=self.effects)

        return build() if work.mark is None else _PLANS.get(place, build)


class ChangedEvaluation(Evaluation):
    """An evaluation on the connection where the changes were found."""

    def __init__(
        self, plan: Plan, parts: KeptParts, connection: duckdb.DuckDBPyConnection, stack: ExitStack
    ) -> None:
        self._parts = parts
        self._put_together: set[str] = set()
        self._begin(plan, connection, stack)

    def _create(self, statement: Statement) -> None:
        kept = statement.kept
        if kept is None:
            super()._create(statement)
        elif kept.dataset not in self._put_together:
            self._put_together.add(kept.dataset)
            self._parts.create(self._connection, self.plan, kept.dataset)


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
        self.connection = connection
        self.change = change
        self.college = college
        self.mark = mark
        self._source = LakeSource(change.lake, change.until)
        self._registered: set[str] = set()

    def register(
        self, datasets: Iterable[str], partitions: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        new = [each for each in datasets if each not in self._registered]
        self._source.register(self.connection, self.scheme.catalogue, new, partitions)
        self._registered |= set(new)

    def effects(
        self, requests: Sequence[Request], computed: Collection[Period] | None = None
    ) -> list[Effect]:
        filled = [each for each in self._known() if self._collect(each)]
        if computed is not None:
            self._refuse_new_periods(filled, set(computed))
        wanted = wanted_cells(self.scheme, requests, self.scheme.indicators)
        closure = self.scheme.closure(wanted)
        self._find_subjects(filled, {cell.level for cell in closure} - {COLLEGE})
        periods = {period for found in closure.values() for period in found}
        touched = {each.code: frozenset(self._find_periods(each, periods)) for each in filled}

        def build() -> list[Effect]:
            return Effects(self.scheme, touched).of(wanted)

        place = (self.mark, frozenset(touched.items()), tuple(requests))
        return build() if self.mark is None else _EFFECTS.get(place, build)

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
        if not collect_changes(self.connection, self.change.lake, dataset, since, until):
            return False
        if dataset.level is not None or _is_led_through(self.scheme.catalogue, dataset.code):
            raise NotIncremental(f"{dataset.name}变了，别的数据经过它才知道属于谁，全部重新计算")
        return True

    def _find_subjects(self, changed: Sequence[Dataset], levels: Iterable[str]) -> None:
        for level in sorted(levels):
            found = [self._subjects(each, level) for each in changed if self._reaches(each, level)]
            union = " UNION ".join(found) or f"SELECT NULL::VARCHAR AS {SUBJECT} WHERE false"
            self.connection.execute(f"CREATE OR REPLACE TABLE {identifier(touched_table(level))} AS {union}")

    def _reaches(self, dataset: Dataset, level: str) -> bool:
        return self.scheme.catalogue.reaches(dataset.code, level)

    def _subjects(self, dataset: Dataset, level: str) -> str:
        catalogue = self.scheme.catalogue
        self.register(_on_the_way(catalogue, dataset.code, catalogue.path(dataset.code, level) or ()))
        scope = RowScope(catalogue, dataset.code, changed_table(dataset.code))
        subject = subject_of(catalogue, scope, dataset.code, level, self.college)
        query = scope.select(sql.alias(subject, SUBJECT)).distinct(copy=False)
        return query.where(sql.not_null(subject.copy()), copy=False).sql("duckdb")

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
            found |= {code for (code,) in self.connection.execute(query.sql("duckdb")).fetchall()}
        return {each for each in periods if each.code in found}


def _is_led_through(catalogue: Catalogue, code: str) -> bool:
    return any(each.references == code for other in catalogue.datasets.values() for each in other.fields)


def _on_the_way(catalogue: Catalogue, dataset: str, path: Sequence[str]) -> list[str]:
    """The datasets whose rows a path leads through, its own left out."""
    found: list[str] = []
    current = catalogue.dataset(dataset)
    for step in path[:-1]:
        current = catalogue.dataset(str(current.field(step).references))
        found.append(current.code)
    return found
