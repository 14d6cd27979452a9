"""Upsert by key into a Delta table: compare first, then append, or rewrite the files that hold changed rows."""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
from deltalake import CommitProperties, DeltaTable, write_deltalake

from zhengai_engine.compile.types import BATCH, PARTITION, sql_types
from zhengai_engine.run.quoting import identifier
from zhengai_engine.tables.dataset import Dataset

_ROWS = "_merge_rows"
_COMPARED = "_merge_compared"


class DuplicateKeys(ValueError):
    """The rows to merge hold one key twice or an empty key; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Merged:
    """What a merge did. `version` is the version after it: the old one when nothing changed."""

    version: int
    inserted: int
    updated: int
    unchanged: int


def refuse_duplicates(dataset: Dataset, rows: duckdb.DuckDBPyRelation) -> None:
    keys = ", ".join(identifier(each) for each in dataset.key)
    empty = " OR ".join(f"{identifier(each)} IS NULL" for each in dataset.key)
    found = rows.query(
        _ROWS,
        f"SELECT {keys} FROM {_ROWS} GROUP BY {keys} HAVING count(*) > 1 OR bool_or({empty}) LIMIT 1",  # noqa: S608
    ).fetchone()
    if found:
        shown = "、".join("空" if each is None else str(each) for each in found)
        names = "、".join(dataset.field(each).name for each in dataset.key)
        raise DuplicateKeys(f"{dataset.name}的{names}“{shown}”为空或出现了两次,请先去掉重复的行")


def merge(
    dataset: Dataset,
    connection: duckdb.DuckDBPyConnection,
    rows: duckdb.DuckDBPyRelation,
    target: DeltaTable,
    commit: CommitProperties | None,
) -> Merged:
    """Only partitions that can hold an incoming key are read, only files that hold a replaced row are rewritten."""
    _compare(dataset, connection, rows, _candidates(dataset, rows, target), target)
    try:
        return _write(dataset, connection, target, commit)
    finally:
        connection.execute(f"DROP TABLE IF EXISTS {_COMPARED}")


def _write(
    dataset: Dataset,
    connection: duckdb.DuckDBPyConnection,
    target: DeltaTable,
    commit: CommitProperties | None,
) -> Merged:
    inserted, updated, unchanged = connection.execute(
        f"SELECT count(*) FILTER (_old IS NULL), count(*) FILTER (_old IS NOT NULL AND NOT _same), "  # noqa: S608
        f"count(*) FILTER (_same) FROM {_COMPARED}"
    ).fetchall()[0]
    changed = connection.sql(f"SELECT * EXCLUDE (_old, _same) FROM {_COMPARED} WHERE _same IS NOT TRUE")  # noqa: S608
    if updated:
        _rewrite(dataset, connection, changed, target, commit)
    elif inserted:
        write_deltalake(
            target.table_uri, changed, mode="append", schema_mode="merge", commit_properties=commit
        )
    return Merged(DeltaTable(target.table_uri).version(), inserted, updated, unchanged)


def _candidates(dataset: Dataset, rows: duckdb.DuckDBPyRelation, target: DeltaTable) -> list[str]:
    """Files that can hold an incoming key: those of the rows' own partitions when the key fixes the partition,
    else all, because a correction may move a row to another period."""
    fixed = dataset.time is None or dataset.time.fields[0] in dataset.key
    if not fixed:
        return list(target.file_uris())
    touched = rows.query(_ROWS, f"SELECT DISTINCT {PARTITION} FROM {_ROWS}").fetchall()  # noqa: S608
    return (
        list(target.file_uris(file_pruning_predicate=[(PARTITION, "in", [each[0] for each in touched])]))
        if touched
        else []
    )


def _compare(
    dataset: Dataset,
    connection: duckdb.DuckDBPyConnection,
    rows: duckdb.DuckDBPyRelation,
    files: list[str],
    target: DeltaTable,
) -> None:
    """Every incoming row with the partition it lies in now (`_old`, null when new) and whether it is equal."""
    stored = {each.name for each in target.schema().fields}
    types = {name: kind for name, kind in sql_types(dataset).items() if name != BATCH}
    columns = [
        f"{identifier(name)}::{kind} AS {identifier(name)}"
        if name in stored
        else f"NULL::{kind} AS {identifier(name)}"
        for name, kind in types.items()
    ]
    same = " AND ".join(f"i.{identifier(name)} IS NOT DISTINCT FROM e.{identifier(name)}" for name in types)
    on = " AND ".join(f"i.{identifier(name)} = e.{identifier(name)}" for name in dataset.key)
    existing = read_files(files, [*columns, PARTITION]) if files else _nothing(types)
    rows.create_view(_ROWS, replace=True)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_COMPARED} AS "  # noqa: S608
        f"SELECT i.*, e.{PARTITION} AS _old, e.{PARTITION} IS NOT NULL AND {same} AS _same "
        f"FROM {_ROWS} AS i LEFT JOIN ({existing}) AS e ON {on}"
    )


def read_files(files: Iterable[str], columns: Iterable[str]) -> str:
    """A SELECT over Parquet files of one Delta version; the partition is read from the path, as text."""
    names = ", ".join("'" + each.replace("'", "''") + "'" for each in files)
    return (
        f"SELECT {', '.join(columns)} FROM read_parquet([{names}], hive_partitioning = true, "  # noqa: S608
        f"hive_types = {{'{PARTITION}': VARCHAR}}, union_by_name = true)"
    )


def _nothing(types: dict[str, str]) -> str:
    columns = [f"NULL::{kind} AS {identifier(name)}" for name, kind in types.items()]
    return f"SELECT {', '.join(columns)}, NULL::VARCHAR AS {PARTITION} WHERE false"


def _rewrite(
    dataset: Dataset,
    connection: duckdb.DuckDBPyConnection,
    changed: duckdb.DuckDBPyRelation,
    target: DeltaTable,
    commit: CommitProperties | None,
) -> None:
    old = connection.execute(f"SELECT DISTINCT _old FROM {_COMPARED} WHERE _old IS NOT NULL AND NOT _same")  # noqa: S608
    places = ", ".join("'" + str(each[0]).replace("'", "''") + "'" for each in old.fetchall())
    keys = " AND ".join(f"target.{identifier(name)} = source.{identifier(name)}" for name in dataset.key)
    (
        target.merge(
            source=changed,
            predicate=f"target.{PARTITION} IN ({places}) AND {keys}",
            source_alias="source",
            target_alias="target",
            merge_schema=True,
            commit_properties=commit,
        )
        .when_matched_update_all()
        .when_not_matched_insert_all()
        .execute()
    )
