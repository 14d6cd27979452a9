"""The passes over one dataset that can be put together of what they give over its files. That is held in memory: of the
large files it is read from the disk, of new small ones it is computed when they are there.

Three schemas on one connection: the passes as others read them, the same steps over a few rows only, and what is held.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import duckdb
from sqlglot import exp

from zhengai_engine.compile.passtable import KEPT
from zhengai_engine.compile.periods import PERIOD
from zhengai_engine.compile.plan import Plan
from zhengai_engine.compile.quoting import identifier, literal, literals
from zhengai_engine.compile.rows import source_table
from zhengai_engine.run.adding import STEP, SUMS, added_up, of_step, together, wanted_of
from zhengai_engine.run.parts import Files, KeptParts, file_of, keep, place_of
from zhengai_engine.run.prepared import Prepared

_FEW, _HELD = "few_rows", "held_parts"
_MARKS, _MARK = "marks", "mark"  # of the files that a held row was made of
_SPARE = 200_000  # rows: few, however many there are


class Steps:
    """The tables that the rows lead through are on the connection already, and so is the time."""

    def __init__(self, prepared: Prepared, plan: Plan, dataset: str, parts: KeptParts) -> None:
        self._prepared = prepared
        self._dataset = dataset
        self._parts = parts
        self._kept = plan.kept_of(dataset)
        self._sums = {name: each.sums for name, each in self._kept.items() if each.sums is not None}
        self._given = self._what_is_given()
        self._groups: dict[str, frozenset[str]] = {}  # files whose rows were taken together, by one of them
        self._version: int | None = None
        self._living = self._dead = 0  # rows that are held, and that were
        self._create_steps(plan)
        self._create_passes(plan)

    @property
    def is_worn(self) -> bool:
        """Whether more is remembered than is needed: what is deleted keeps its place in memory."""
        return self._dead > max(self._living, _SPARE)

    def hold(self, version: int) -> None:
        """What is held is that of this version's files from now on."""
        if version == self._version:
            return
        files = self._parts.files(version)
        there = {*files.large, *files.small}
        self._forget([mark for mark, group in self._groups.items() if not group <= there])
        held = frozenset[str]().union(*self._groups.values())
        self._hold_large([each for each in files.large if each not in held], files)
        small = [each for each in files.small if each not in held]
        if small:
            self._take(small, files)
        self._version = version

    def put_together(self) -> None:
        """Fills the tables of the passes."""
        for name in self._given:
            self._prepared.fill(self._whole(name))

    def _hold_large(self, new: Sequence[str], files: Files) -> None:
        """From the parts on the disk; those that are missing are made."""
        missing = [each for each in new if not files.large[each].exists()]
        with _all_cores(self._prepared.connection) if missing else nullcontext():
            for each in missing:
                self._take([each], files)
        for each in new:
            if each not in missing:
                self._read(each, files.large[each])

    def _take(self, group: Sequence[str], files: Files) -> None:
        """What the steps give over the rows of these files; if it is a large one, it is kept as well."""
        prepared, mark = self._prepared, group[0]
        with prepared.emptied(self._few_tables):
            prepared.run(f"INSERT INTO {_few(_MARKS)} VALUES ({literal(mark)})")  # noqa: S608
            prepared.run(
                f"INSERT INTO {_few(source_table(self._dataset))} {self._parts.rows(group, files.stored)}"
            )
            for name in self._kept:
                prepared.fill(_few(name))
            if mark in files.large:
                keep(prepared.connection, files.large[mark], self._in_order())
            for name in self._given:
                self._living += prepared.fill(self._held(name))
        self._groups[mark] = frozenset(group)

    def _read(self, file: str, part: Path) -> None:
        for name in self._given:
            kept = [self._kept[each] for each in (self._sums if name == SUMS else (name,))]
            periods = {code for each in kept if place_of(file) in each.partitions for code in each.periods}
            if periods:
                path = literal(str(file_of(part, name)))
                rows = f"SELECT * FROM read_parquet({path}) WHERE {PERIOD} IN ({literals(sorted(periods))})"  # noqa: S608
                self._living += self._moved(
                    f"INSERT INTO {self._held(name)} SELECT {literal(file)}, * FROM ({self._as_held(name, rows)})"  # noqa: S608
                )
        self._groups[file] = frozenset([file])

    def _forget(self, marks: Collection[str]) -> None:
        for name in self._given if marks else ():
            gone = self._moved(f"DELETE FROM {self._held(name)} WHERE {_MARK} IN ({literals(marks)})")  # noqa: S608
            self._living, self._dead = self._living - gone, self._dead + gone
        for mark in marks:
            del self._groups[mark]

    def _as_held(self, name: str, rows: str) -> str:
        return wanted_of(self._sums, rows) if name == SUMS else rows

    def _in_order(self) -> dict[str, str]:
        """So that few of it need be read."""
        return {
            name: f"{rows} ORDER BY {f'{STEP}, ' if name == SUMS else ''}{PERIOD}"
            for name, rows in self._given.items()
        }

    def _moved(self, statement: str) -> int:
        """How many rows it moved."""
        return int(self._prepared.run(statement).fetchall()[0][0])

    def _what_is_given(self) -> dict[str, str]:
        """What the steps give that is kept, by the name it is kept under."""
        found = {
            name: f"SELECT * FROM {_few(name)}"  # noqa: S608
            for name, each in self._kept.items()
            if each.whole is not None
        }
        if self._sums:
            found[SUMS] = f"SELECT * FROM ({together(self._sums, _few)})"  # noqa: S608
        return found

    def _create_steps(self, plan: Plan) -> None:
        for schema in (_FEW, _HELD):
            self._prepared.run(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        source = source_table(self._dataset)
        self._prepared.run(f"CREATE TABLE IF NOT EXISTS {_few(_MARKS)} ({_MARK} VARCHAR)")
        self._prepared.run(f"CREATE TABLE {_few(source)} AS {self._parts.rows([], frozenset())} WITH NO DATA")
        for each in plan.statements:
            if each.name in self._kept:
                self._prepared.table(_few(each.name), _over_few(each.query, {source, *self._kept}))
        self._few_tables = [_few(name) for name in (_MARKS, source, *self._kept)]

    def _create_passes(self, plan: Plan) -> None:
        for name, rows in self._given.items():
            held, new = self._held(name), self._as_held(name, rows)
            self._prepared.table(held, f"SELECT {_MARK}, given.* FROM {_few(_MARKS)}, ({new}) AS given")  # noqa: S608
            if name == SUMS:
                query = added_up(self._sums, held)
            else:
                query = f"WITH {identifier(KEPT)} AS (FROM {held}) {plan.printed_wholes[name]}"
            self._prepared.table(self._whole(name), query)
        for name, each in self._sums.items():
            query = of_step(name, each, self._whole(SUMS))
            self._prepared.run(f"CREATE VIEW {identifier(name)} AS {query}")

    def _held(self, name: str) -> str:
        return f"{_HELD}.{identifier(f'{name}_{self._dataset}')}"

    def _whole(self, name: str) -> str:
        """The table that holds what is kept under this name, of all rows."""
        return identifier(f"{SUMS}_{self._dataset}" if name == SUMS else name)


def _few(table: str) -> str:
    return f"{_FEW}.{identifier(table)}"


def _over_few(query: exp.Expr, tables: Collection[str]) -> str:
    """The statement as it reads these tables where they hold a few rows only."""
    found = query.copy()
    for each in found.find_all(exp.Table):
        if each.name in tables:
            each.set("db", exp.to_identifier(_FEW))
    return found.sql("duckdb", copy=False)


@contextmanager
def _all_cores(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Files are large, what is computed of what is kept is small."""
    before = connection.execute("SELECT current_setting('threads')").fetchall()[0][0]
    connection.execute("RESET threads")
    try:
        yield
    finally:
        connection.execute(f"SET threads = {int(before)}")
