"""Runs a plan on DuckDB and hands out its values, without a Python loop over them unless one is asked for."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
from deltalake import write_deltalake

from zhengai_engine.compile.plan import OUTPUT, Plan, Request, Statement, compile_plan
from zhengai_engine.compile.quoting import identifier, literal, literals
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.period import Calendar
from zhengai_engine.model.value import NullReason, Value
from zhengai_engine.run.connection import Bounds, connected
from zhengai_engine.run.sources import Source
from zhengai_engine.tables.catalogue import Catalogue

__all__ = ["Evaluation", "Request", "evaluate"]

VALUES = "all_values"
_NUMBERS = ("value", "numerator", "denominator")
_TYPED = (f"NULL::{'DOUBLE' if name in _NUMBERS else 'VARCHAR'} AS {name}" for name in OUTPUT)
NO_VALUES = f"SELECT {', '.join(_TYPED)} WHERE false"  # names and types, also when nothing is asked for


def evaluate(
    indicators: Mapping[str, Indicator],
    catalogue: Catalogue,
    calendar: Calendar,
    source: Source,
    *,
    college: str,
    requests: Sequence[Request],
    codes: Sequence[str] | None = None,
    complete: bool = False,
    bounds: Bounds | None = None,
) -> "Evaluation":
    """What is read more than once is computed at once; the values themselves each time they are asked for, so that
    a run that writes them to a file writes them nowhere else. They can be had until the evaluation is closed.

    Only values that the definitions offer at a level and period kind are listed; with `complete` the others too,
    as not applicable.
    """
    plan = compile_plan(
        indicators,
        catalogue,
        calendar,
        college=college,
        requests=requests,
        received=source.received(),
        codes=codes,
        complete=complete,
    )
    return Evaluation(plan, catalogue, source, bounds or Bounds(threads=1 if source.is_small() else None))


class Evaluation:
    """The values of one run. A context manager: leaving it frees the engine's memory and spilled data."""

    def __init__(self, plan: Plan, catalogue: Catalogue, source: Source, bounds: Bounds) -> None:
        with ExitStack() as stack:
            connection = stack.enter_context(connected(bounds))
            source.register(connection, catalogue)
            self._begin(plan, connection, stack.pop_all())

    def _begin(self, plan: Plan, connection: duckdb.DuckDBPyConnection, stack: ExitStack) -> None:
        """`stack` closes the connection; it is this evaluation's from now on."""
        self.plan = plan
        self._codes = list(dict.fromkeys(each.cell.code for each in plan.outputs))
        self._counts: list[tuple[str, str | None, int]] | None = None
        self._stack = stack
        self._connection = connection
        try:
            self._run()
        except BaseException:
            self.close()
            raise

    def sql(self, dialect: str = "duckdb") -> list[str]:
        """The statements as they ran, one table each."""
        return [
            f"CREATE TEMPORARY TABLE {identifier(each.name)} AS\n{each.query.sql(dialect, pretty=True)}"
            for each in self.plan.statements
        ]

    def rows(self, size: int = 50_000) -> Iterator[list[tuple[Any, ...]]]:
        """Batches of (indicator, level, subject, period, value, numerator, denominator, reason), in no order."""
        return self._batches(f"SELECT * FROM {VALUES}", size)  # noqa: S608

    def ordered(self) -> Iterator[list[tuple[Any, ...]]]:
        """The same in the order of indicator, level, period, subject: what is stored in that order is found quicker."""
        return self._batches(f"SELECT * FROM {VALUES} ORDER BY indicator, level, period, subject", 50_000)  # noqa: S608

    def values(self, subjects: Sequence[str] | None = None) -> Iterator[Value]:
        """By indicator in order of request, then period, then subject; of these subjects, or of all."""
        order = ", ".join(literal(code) for code in self._codes) or "''"
        wanted = "true" if subjects is None else "list_contains(?, subject)"
        cursor = self._read(
            f"SELECT * FROM {VALUES} WHERE {wanted} "  # noqa: S608
            f"ORDER BY list_position([{order}], indicator), period, level, subject",
            [] if subjects is None else [list(subjects)],
        )
        while batch := cursor.fetchmany(50_000):
            yield from (_value(*row) for row in batch)

    def counts(self) -> dict[str, int]:
        """How many values there are: in all, known, and null by reason."""
        counts = {"values": 0, "known": 0} | {each.value: 0 for each in NullReason}
        for _, reason, number in self._counted():
            counts["values"] += number
            counts[reason or "known"] += number
        return counts

    def by_level(self) -> dict[str, int]:
        """How many values there are at each level that was computed."""
        levels: Counter[str] = Counter()
        for level, _, number in self._counted():
            levels[level] += number
        return dict(sorted(levels.items()))

    def _counted(self) -> list[tuple[str, str | None, int]]:
        if self._counts is None:
            self._counts = self._count(VALUES)
        return self._counts

    def _count(self, source: str) -> list[tuple[str, str | None, int]]:
        query = f"SELECT level, reason, count(*) FROM {source} GROUP BY ALL"  # noqa: S608
        return self._connection.execute(query).fetchall()

    def write(self, path: Path) -> None:
        """All values as one new version of the Delta table at `path`, or as one file if it ends in .parquet."""
        if path.suffix == ".parquet":
            self._connection.execute(f"COPY ({self._written()}) TO {literal(str(path))} (FORMAT parquet)")
            # reading two columns of the file costs less than computing the values a second time
            self._counts = self._count(f"read_parquet({literal(str(path))})")
        else:
            write_deltalake(str(path), self._connection.table(VALUES), mode="append")

    def relation(self) -> duckdb.DuckDBPyRelation:
        """The values as a relation, for a writer that reads Arrow: indicator, level and period as dictionaries."""
        return self._connection.sql(self._written())

    def close(self) -> None:
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _batches(self, query: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        cursor = self._read(query)
        while batch := cursor.fetchmany(size):
            yield batch

    def _read(self, query: str, values: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        """Several answers can be read at a time."""
        return self._connection.cursor().execute(query, values)

    def _written(self) -> str:
        """The values with their labels as numbers: the same file, without looking each word up again for each value."""
        for name, words in self.plan.labels.items():
            self._connection.execute(
                f"CREATE TYPE IF NOT EXISTS {identifier(name)} AS ENUM ({literals(words)})"
            )
        return " UNION ALL ".join(self.plan.printed_labelled) or NO_VALUES

    def _run(self) -> None:
        for statement in self.plan.statements:
            self._create(statement)
        selects = self.plan.printed_values
        self._connection.execute(f"CREATE VIEW {VALUES} AS {' UNION ALL '.join([NO_VALUES, *selects])}")

    def _create(self, statement: Statement) -> None:
        kind = "VIEW" if statement.read_once else "TABLE"
        query = self.plan.printed[statement.name]
        self._connection.execute(f"CREATE {kind} {identifier(statement.name)} AS {query}")


def _value(
    indicator: str,
    level: str,
    subject: str,
    period: str,
    value: float | None,
    numerator: float | None,
    denominator: float | None,
    reason: str | None,
) -> Value:
    known = None if reason is None else NullReason(reason)
    return Value(indicator, level, subject, period, value, numerator, denominator, known)
