"""A plan that stays on its connection between batches: what does not depend on the rows that arrive is computed once,
the rest is planned once and filled for every batch.

It holds no value: what it gives is computed from the rows of the versions it is asked for. A process that starts has
none, and makes one with its first batch.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from threading import Lock
from typing import Any

import duckdb

from zhengai_engine.compile.narrowing import touched_table
from zhengai_engine.compile.passtable import SUBJECT
from zhengai_engine.compile.plan import Plan, Statement
from zhengai_engine.compile.quoting import identifier
from zhengai_engine.compile.rows import source_table
from zhengai_engine.compile.types import sql_types
from zhengai_engine.run.connection import Bounds, connected
from zhengai_engine.run.evaluate import NO_VALUES, VALUES
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.parts import KeptParts
from zhengai_engine.run.prepared import Prepared
from zhengai_engine.run.sources import LakeSource
from zhengai_engine.run.steps import Steps
from zhengai_engine.tables.catalogue import Catalogue

_BOUNDS = Bounds(threads=1)  # hundreds of small statements: handing them out costs more than it saves


class ReadyPlan:
    """`changing`: the datasets whose versions may be others each time; all others are those of `versions`. `levels`:
    those of which some subjects are touched."""

    def __init__(
        self,
        plan: Plan,
        lake: Lake,
        catalogue: Catalogue,
        versions: Mapping[str, int],
        *,
        changing: Collection[str],
        levels: Collection[str],
    ) -> None:
        self.plan = plan
        self._lake = lake
        self._catalogue = catalogue
        self._versions = dict(versions)
        self._changing = frozenset(changing)
        self._steps: dict[str, Steps] = {}
        self._each_time: list[Callable[[], object]] = []
        with ExitStack() as stack:
            self.connection = stack.enter_context(connected(_BOUNDS))
            self._prepared = Prepared(self.connection)
            self._create(levels)
            self._stack = stack.pop_all()

    @property
    def is_worn(self) -> bool:
        return any(each.is_worn for each in self._steps.values())

    def close(self) -> None:
        self._stack.close()

    @contextmanager
    def filled(
        self, touched: Mapping[str, Sequence[Any]], versions: Mapping[str, int]
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """The values are there, as the table `VALUES`, until the block ends. `touched`: level → subjects."""
        self._versions.update((code, versions[code]) for code in self._changing)
        for code, each in self._steps.items():
            each.hold(self._versions[code])
        with self._prepared.filling():
            for level, subjects in touched.items():
                listed = f"unnest(?::{self._kind(level)}[])"
                table = identifier(touched_table(level))
                self._prepared.run(f"INSERT INTO {table} SELECT {listed}", [list(subjects)])
            for fill in self._each_time:
                fill()
            yield self.connection

    def _create(self, levels: Collection[str]) -> None:
        run = self._prepared.run
        for level in sorted(levels):
            run(f"CREATE TABLE {identifier(touched_table(level))} ({SUBJECT} {self._kind(level)})")
        self._place_rows()
        moving = self._moving(levels)
        for each in self.plan.statements:
            if each.kept is not None:
                self._put_together(each.kept.dataset)
            else:
                self._place(each, each.name in moving)
        values = " UNION ALL ".join([NO_VALUES, *self.plan.printed_values])
        self._prepared.table(VALUES, values)
        self._each_time.append(partial(self._prepared.fill, VALUES))

    def _place_rows(self) -> None:
        """Rows that others lead through are read again and again: they are small and held in memory. Of other tables
        little is read, once."""
        source = LakeSource(self._lake, self._versions)
        for code in self.plan.datasets:
            if code not in self._changing:
                kind = "TABLE" if self._catalogue.is_led_through(code) else "VIEW"
                rows = source.select(self._catalogue, code, self.plan.partitions)
                self._prepared.run(f"CREATE {kind} {identifier(source_table(code))} AS {rows}")

    def _kind(self, level: str) -> str:
        """The type of a subject's key."""
        table = self._catalogue.members(level)
        return "VARCHAR" if table is None else sql_types(table)[table.key[0]]

    def _moving(self, levels: Collection[str]) -> set[str]:
        """Tables that hold something else for every batch."""
        found = {touched_table(level) for level in levels} | {source_table(code) for code in self._changing}
        for each in self.plan.statements:
            if each.kept is not None or not found.isdisjoint(self.plan.reads[each.name]):
                found.add(each.name)
        return found

    def _put_together(self, dataset: str) -> None:
        """Each dataset once, with its first step."""
        if dataset not in self._steps:
            parts = KeptParts(self._lake, self._catalogue, self.plan, dataset, self._versions)
            self._steps[dataset] = Steps(self._prepared, self.plan, dataset, parts)
            self._each_time.append(self._steps[dataset].put_together)

    def _place(self, statement: Statement, moves: bool) -> None:
        name, query = identifier(statement.name), self.plan.printed[statement.name]
        read = self._read_as_it_is(statement)
        if statement.read_once:
            self._prepared.run(f"CREATE VIEW {name} AS {query}")
        elif not moves:
            self._prepared.run(f"CREATE TABLE {name} AS {query}")
        elif read:
            self._prepared.run(f"CREATE TABLE {name} AS {self._over_rows(read, query)} WITH NO DATA")
            self._each_time.append(partial(self._fill_over_rows, name, read, query))
        else:
            self._prepared.table(name, query)
            self._each_time.append(partial(self._prepared.fill, name))

    def _fill_over_rows(self, name: str, datasets: Collection[str], query: str) -> None:
        self._prepared.run(f"INSERT INTO {name} {self._over_rows(datasets, query)}")

    def _read_as_it_is(self, statement: Statement) -> list[str]:
        """The changing datasets all of whose rows it reads: nothing of them can be kept."""
        read = self.plan.reads[statement.name]
        return sorted(code for code in self._changing if source_table(code) in read)

    def _over_rows(self, datasets: Collection[str], query: str) -> str:
        """The statement with the files of this time: nothing about it can be planned before."""
        source = LakeSource(self._lake, self._versions)
        rows = [
            f"{identifier(source_table(code))} AS ({source.select(self._catalogue, code, self.plan.partitions)})"
            for code in datasets
        ]
        return f"WITH {', '.join(rows)} {query}"


class ReadyPlans:
    """What was used last, each lent to one user at a time. Whoever finds none makes one of his own."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._free: OrderedDict[Hashable, ReadyPlan] = OrderedDict()
        self._lock = Lock()

    @contextmanager
    def lend(self, place: Hashable, build: Callable[[], ReadyPlan]) -> Iterator[ReadyPlan]:
        """After a failure it is not kept."""
        with self._lock:
            found = self._free.pop(place, None)
        ready = found or build()
        try:
            yield ready
        except BaseException:
            ready.close()
            raise
        self._take_back(place, ready)

    def clear(self) -> None:
        with self._lock:
            known, self._free = list(self._free.values()), OrderedDict()
        for each in known:
            each.close()

    def _take_back(self, place: Hashable, ready: ReadyPlan) -> None:
        with self._lock:
            closing = [ready] if ready.is_worn or place in self._free else []
            if not closing:
                self._free[place] = ready
            while len(self._free) > self._size:
                closing.append(self._free.popitem(last=False)[1])
        for each in closing:
            each.close()
