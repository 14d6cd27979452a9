"""A dataset's rows page by page: searched, narrowed and sorted where they lie."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb

from zhengai_engine.compile.quoting import identifier, literal, literals
from zhengai_engine.compile.types import BATCH, sql_types
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.dataset import Dataset, FieldType

Row = dict[str, Any]
_ROWS = "_browsed"


@dataclass(frozen=True)
class Wanted:
    """`search` is looked for in the fields of text named in `searched`; `named` says which keys of a reference have a
    name that holds it. `equal`: field → value as text, "" for empty cells. `limit` null: all rows."""

    search: str = ""
    searched: Collection[str] = ()
    named: Mapping[str, Collection[str]] = field(default_factory=dict)
    equal: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    falling: bool = False
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True)
class Browsed:
    """`count` of all rows that were wanted, `rows` those of the page, with the batch that brought each."""

    count: int
    rows: list[Row]


def browse(lake: Lake, dataset: Dataset, wanted: Wanted) -> Browsed:
    with _opened(lake, dataset) as connection:
        if connection is None:
            return Browsed(0, [])
        where = " AND ".join(_conditions(dataset, wanted)) or "true"
        count = connection.execute(f"SELECT count(*) FROM {_ROWS} WHERE {where}").fetchall()[0][0]  # noqa: S608
        page = "" if wanted.limit is None else f" LIMIT {int(wanted.limit)} OFFSET {int(wanted.offset)}"
        statement = f"SELECT * FROM {_ROWS} WHERE {where} ORDER BY {_order(dataset, wanted)}{page}"  # noqa: S608
        return Browsed(int(count), _rows(connection, statement))


def row_with_key(lake: Lake, dataset: Dataset, key: Mapping[str, str]) -> Row | None:
    """`key`: field code → value as text."""
    with _opened(lake, dataset) as connection:
        if connection is None:
            return None
        same = " AND ".join(_equals(code, key[code]) for code in dataset.key)
        found = _rows(connection, f"SELECT * FROM {_ROWS} WHERE {same} LIMIT 1")  # noqa: S608
        return found[0] if found else None


def values_of(lake: Lake, dataset: Dataset, code: str) -> list[tuple[str, int]]:
    """The values of a field as text with how many rows have each, by value."""
    with _opened(lake, dataset) as connection:
        if connection is None:
            return []
        name = identifier(code)
        return connection.execute(
            f"SELECT {name}::VARCHAR, count(*) FROM {_ROWS} WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 1"  # noqa: S608
        ).fetchall()


@contextmanager
def _opened(lake: Lake, dataset: Dataset) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """A connection with the newest version as a view; null when there is nothing."""
    version = lake.latest(dataset.code)
    files = [] if version is None else lake.files(dataset.code, version)
    if version is None or not files:
        yield None
        return
    stored = set(lake.columns(dataset.code, version))
    columns = [
        identifier(code) if code in stored else f"NULL::{kind} AS {identifier(code)}"
        for code, kind in sql_types(dataset).items()
    ]
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TEMP VIEW {_ROWS} AS {read_files(files, columns)}")
        yield connection


def _conditions(dataset: Dataset, wanted: Wanted) -> Iterator[str]:
    if wanted.search:
        text = literal(wanted.search.lower())
        found = [f"contains(lower({identifier(code)}::VARCHAR), {text})" for code in wanted.searched]
        found += [
            f"{identifier(code)} IN ({literals(sorted(keys))})" for code, keys in wanted.named.items() if keys
        ]
        yield f"({' OR '.join(found) or 'false'})"
    for code, value in wanted.equal.items():
        yield _equals(code, value) if value else f"{identifier(code)} IS NULL"


def _equals(code: str, value: str) -> str:
    return f"{identifier(code)}::VARCHAR = {literal(value)}"


def _order(dataset: Dataset, wanted: Wanted) -> str:
    """By key where nothing else is asked for, so that a page is the same page again; the newest period first."""
    last = [identifier(code) for code in dataset.key]
    if dataset.has(wanted.sort):
        direction = "DESC" if wanted.falling else "ASC"
        return ", ".join([f"{identifier(wanted.sort)} {direction} NULLS LAST", *last])
    newest = [f"{identifier(code)} DESC NULLS LAST" for code in dataset.time.fields] if dataset.time else []
    return ", ".join([*newest, *last])


def _rows(connection: duckdb.DuckDBPyConnection, statement: str) -> list[Row]:
    cursor = connection.execute(statement)
    names = [each[0] for each in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def batch_of(row: Row) -> str:
    """The code of the batch that brought a row."""
    return str(row.get(BATCH) or "")


def as_text(value: Any, kind: FieldType) -> str:
    """A stored value as a person would write it in a cell."""
    if value is None:
        return ""
    if kind is FieldType.BOOLEAN:
        return "是" if value else "否"
    if kind is FieldType.NUMBER:
        return f"{value:.15g}"
    return str(value)
