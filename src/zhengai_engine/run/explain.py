"""The source rows behind one value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
from sqlglot import exp

from zhengai_engine.compile.cells import Cell, Scheme
from zhengai_engine.compile.rows import source_table
from zhengai_engine.compile.trace import Part, Trace, rows_query, trace
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.run.connection import Bounds, connected
from zhengai_engine.run.sources import Source
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset


@dataclass(frozen=True)
class ExplainedRows:
    """Rows of one dataset. `columns` are (field code, Chinese header); `total` counts also the rows not shown."""

    dataset: str
    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int


@dataclass(frozen=True)
class Explained:
    """`rows`: one entry per dataset. `follow`: codes of indicators that have to be explained themselves, because
    the value is made of theirs (members, ranks, changes, weights)."""

    rows: tuple[ExplainedRows, ...]
    follow: tuple[str, ...]


def explain_rows(
    indicator: str,
    indicators: Mapping[str, Indicator],
    catalogue: Catalogue,
    calendar: Calendar,
    source: Source,
    *,
    college: str,
    level: str,
    subject: str,
    period: Period,
    part: Part | None = None,
    limit: int = 100,
    bounds: Bounds | None = None,
) -> Explained:
    """With `part`, only the rows behind that half of a rate; else the rows behind the whole value."""
    scheme = Scheme(indicators, catalogue, calendar)
    found = trace(scheme, Cell(indicator, level, period.kind), [period], part)
    readable = [each for each in _datasets(found) if _reaches(scheme, each, level, found)]
    queries = {
        each: rows_query(scheme, found, each, college=college, level=level, subject=subject)
        for each in readable
    }
    with connected(bounds or Bounds()) as connection:
        # to look at the files of a dataset takes longer than to read the few rows of one value
        source.register(connection, catalogue, _named(catalogue, queries.values()))
        rows = tuple(
            _rows(connection, catalogue.dataset(each), query, limit) for each, query in queries.items()
        )
    return Explained(rows, found.follow)


def _datasets(found: Trace) -> list[str]:
    return list(dict.fromkeys(node.dataset for node, _ in found.aggregates))


def _reaches(scheme: Scheme, dataset: str, level: str, found: Trace) -> bool:
    """Rows that cannot count for the subject explain nothing."""
    time = scheme.catalogue.dataset(dataset).time
    periods = [period for node, each in found.aggregates if node.dataset == dataset for period in each]
    if not scheme.catalogue.reaches(dataset, level) or not periods:
        return False
    return time is None or periods[0].kind.contains(time.kind)


def _named(catalogue: Catalogue, queries: Iterable[exp.Select]) -> set[str]:
    """The datasets that the queries read."""
    tables = {table.name for query in queries for table in query.find_all(exp.Table)}
    return {code for code in catalogue.datasets if source_table(code) in tables}


def _rows(
    connection: duckdb.DuckDBPyConnection, declared: Dataset, query: exp.Select, limit: int
) -> ExplainedRows:
    connection.execute(f"CREATE OR REPLACE TABLE explained AS {query.sql('duckdb')}")
    shown = connection.execute("SELECT * FROM explained LIMIT ?", [limit]).fetchall()
    counted = connection.execute("SELECT count(*) FROM explained").fetchall()
    columns = tuple((each.code, each.name) for each in declared.fields)
    return ExplainedRows(declared.code, declared.name, columns, tuple(shown), counted[0][0])
