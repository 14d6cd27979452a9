"""Upsert by key into a Delta table: compare first, then append, or rewrite the files that hold changed rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from deltalake import CommitProperties, DeltaTable, write_deltalake

from zhengai_engine.compile.quoting import identifier, literal, literals
from zhengai_engine.compile.types import PARTITION, sql_types
from zhengai_engine.run.incoming import ROWS, Incoming, default_of, refuse_duplicates, refuse_places
from zhengai_engine.tables.dataset import Dataset, Field, FieldType

_CHANGED = "_merge_changed"
_OLD = "_old"


@dataclass(frozen=True)
class Compared:
    """What a merge would do now."""

    inserted: int
    updated: int
    unchanged: int


@dataclass(frozen=True)
class Merged(Compared):
    """What a merge did. `version` is the version after it: the old one when nothing changed."""

    version: int


def compare(rows: Incoming, target: DeltaTable | None) -> Compared:
    """A row is unchanged when every field it brings is stored as it is; fields it lacks do not count."""
    refuse_duplicates(rows)
    total = int(rows.connection.execute(f"SELECT count(*) FROM {ROWS}").fetchall()[0][0])  # noqa: S608
    files = [] if target is None else _candidates(rows, target)
    if target is None or not files:
        return Compared(inserted=total, updated=0, unchanged=0)
    known, same = rows.connection.execute(
        f"SELECT count(*), count(*) FILTER ({_same(rows)}) FROM {ROWS} AS i "  # noqa: S608
        f"JOIN ({_existing(rows, target, files)}) AS e ON {_by_key(rows.dataset)}"
    ).fetchall()[0]
    return Compared(inserted=total - known, updated=known - same, unchanged=same)


def merge(rows: Incoming, target: DeltaTable, commit: CommitProperties | None) -> Merged:
    """Only files that can hold an incoming key are read, only those that hold a replaced row are rewritten."""
    found = compare(rows, target)
    try:
        if found.updated:
            _collect(rows, target)
            _rewrite(rows, target, commit)
        elif found.inserted:
            if found.unchanged:
                _collect(rows, target)
            changed = f"SELECT * EXCLUDE ({_OLD}) FROM {_CHANGED}" if found.unchanged else rows.new()  # noqa: S608
            refuse_places(rows.connection, rows.dataset, changed)
            write_deltalake(
                target.table_uri,
                rows.connection.sql(changed),
                mode="append",
                schema_mode="merge",
                commit_properties=commit,
            )
    finally:
        rows.connection.execute(f"DROP TABLE IF EXISTS {_CHANGED}")
    version = DeltaTable(target.table_uri).version()
    return Merged(found.inserted, found.updated, found.unchanged, version=version)


def read_files(files: Iterable[str], columns: Iterable[str]) -> str:
    """A SELECT over Parquet files of one Delta version; the partition is read from the path, as text."""
    return (
        f"SELECT {', '.join(columns)} FROM read_parquet([{literals(files)}], hive_partitioning = true, "  # noqa: S608
        f"hive_types = {{'{PARTITION}': VARCHAR}}, union_by_name = true)"
    )


def _candidates(rows: Incoming, target: DeltaTable) -> list[str]:
    """Files that can hold an incoming key, by their partition when the key fixes it (else a correction may have
    moved a row to another period), and by the smallest and largest key they hold."""
    dataset = rows.dataset
    wanted: list[Any] = []
    if dataset.time is None or dataset.time.fields[0] in dataset.key:
        places = rows.connection.execute(
            f"SELECT DISTINCT {PARTITION} FROM ({rows.new()}) ORDER BY 1"  # noqa: S608
        ).fetchall()
        if not places:
            return []
        wanted.append((PARTITION, "in", [code for (code,) in places]))
    for each, least, most in _bounds(rows, ROWS):
        wanted += [(each.code, ">=", least), (each.code, "<=", most)]
    return list(target.file_uris(file_pruning_predicate=wanted or None))


def _bounds(rows: Incoming, table: str) -> list[tuple[Field, str, str]]:
    """The range of every key that is a number or a day. Ranges of codes tell little: every file has them all."""
    keys = [rows.dataset.field(code) for code in rows.dataset.key]
    ranged = [each for each in keys if each.type in (FieldType.INTEGER, FieldType.DATE)]
    if not ranged:
        return []
    asked = ", ".join(
        f"min({identifier(each.code)})::VARCHAR, max({identifier(each.code)})::VARCHAR" for each in ranged
    )
    found = rows.connection.execute(f"SELECT {asked} FROM {table}").fetchall()[0]  # noqa: S608
    return [
        (each, found[2 * i], found[2 * i + 1]) for i, each in enumerate(ranged) if found[2 * i] is not None
    ]


def _existing(rows: Incoming, target: DeltaTable, files: list[str]) -> str:
    """The stored rows in declared types; a field added to the declaration later is empty in them."""
    stored = {each.name for each in target.schema().fields}
    types = sql_types(rows.dataset)
    columns = [
        identifier(each.code)
        if each.code in stored
        else f"NULL::{types[each.code]} AS {identifier(each.code)}"
        for each in rows.dataset.fields
    ]
    return read_files(files, [*columns, PARTITION])


def _by_key(dataset: Dataset) -> str:
    return " AND ".join(f"i.{identifier(code)} = e.{identifier(code)}" for code in dataset.key)


def _same(rows: Incoming) -> str:
    brought = [each for each in rows.given if each.code not in rows.dataset.key]
    return (
        " AND ".join(
            f"i.{identifier(each.code)} IS NOT DISTINCT FROM e.{identifier(each.code)}" for each in brought
        )
        or "true"
    )


def _collect(rows: Incoming, target: DeltaTable) -> None:
    """The table `_CHANGED`: new and changed rows as they will be stored, with the partition they lie in now. What a
    changed row does not bring, it keeps."""
    known = f"e.{PARTITION} IS NOT NULL"
    kept = [
        f"CASE WHEN {known} THEN e.{identifier(each.code)} ELSE {default_of(each)} END AS {identifier(each.code)}"
        for each in rows.lacking
    ]
    merged = (
        f"SELECT {', '.join(['i.*', *kept])}, e.{PARTITION} AS {_OLD} FROM {ROWS} AS i "  # noqa: S608
        f"LEFT JOIN ({_existing(rows, target, _candidates(rows, target))}) AS e ON {_by_key(rows.dataset)} "
        f"WHERE NOT ({known} AND {_same(rows)})"
    )
    rows.connection.execute(f"CREATE OR REPLACE TEMP TABLE {_CHANGED} AS {rows.placed(merged, keep=(_OLD,))}")


def _rewrite(rows: Incoming, target: DeltaTable, commit: CommitProperties | None) -> None:
    """The other engine reads every file its predicate leaves open: without the ranges, all of a partition."""
    refuse_places(rows.connection, rows.dataset, f"SELECT {PARTITION} FROM {_CHANGED}")  # noqa: S608
    updated = f"(SELECT * FROM {_CHANGED} WHERE {_OLD} IS NOT NULL)"  # noqa: S608
    old = rows.connection.execute(f"SELECT DISTINCT {_OLD} FROM {updated} ORDER BY 1").fetchall()  # noqa: S608
    types = sql_types(rows.dataset)
    conditions = [f"target.{PARTITION} IN ({literals(code for (code,) in old)})"]
    for each, least, most in _bounds(rows, updated):
        column, kind = f"target.{identifier(each.code)}", types[each.code]
        conditions.append(f"{column} >= CAST({literal(least)} AS {kind})")
        conditions.append(f"{column} <= CAST({literal(most)} AS {kind})")
    conditions += [f"target.{identifier(code)} = source.{identifier(code)}" for code in rows.dataset.key]
    (
        target.merge(
            source=rows.connection.sql(f"SELECT * EXCLUDE ({_OLD}) FROM {_CHANGED}"),  # noqa: S608
            predicate=" AND ".join(conditions),
            source_alias="source",
            target_alias="target",
            merge_schema=True,
            commit_properties=commit,
        )
        .when_matched_update_all()
        .when_not_matched_insert_all()
        .execute()
    )
