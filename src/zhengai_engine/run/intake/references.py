"""Looks up what rows refer to in the lake's member tables, by code and, where people wrote it, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import duckdb

from zhengai_engine.compile.intake.checking import reference_problem, unknown_references
from zhengai_engine.compile.intake.cleaning import TYPED
from zhengai_engine.compile.intake.columns import Column
from zhengai_engine.compile.quoting import identifier
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset


@dataclass
class Looked:
    """How many values referred to something, and how many of them were found, over all columns."""

    warnings: list[str] = field(default_factory=list)
    values: int = 0
    found: int = 0


def check_references(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    columns: list[Column],
    catalogue: Catalogue,
    lake: Lake,
    note: Callable[[str], None],
) -> Looked:
    """Notes a problem for every reference to nothing. A dataset never received is a warning, once per column."""
    looked = Looked()
    versions = lake.versions({c.field.references for c in columns if c.field.references})
    for column in columns:
        if column.field.references is None:
            continue
        target = catalogue.dataset(column.field.references)
        if target.code not in versions and target.code != dataset.code:
            looked.warnings.append(
                f"“{column.header}”引用的“{target.name}”还没有任何数据，本次未核对；请随后导入“{target.name}”"
            )
            continue
        _load_members(connection, dataset, target, lake, versions)
        _resolve(connection, column, target, note, looked)
    return looked


def _load_members(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    target: Dataset,
    lake: Lake,
    versions: Mapping[str, int],
) -> None:
    """The table `members_…`: code and label of everything that may be referred to; of this file too when a
    dataset refers to itself (部门的上级部门)."""
    parts = []
    key, label = identifier(target.key[0]), identifier(target.label or target.key[0])
    if target.code in versions:
        files = lake.files(target.code, versions[target.code])
        if files:
            parts.append(read_files(files, [f"{key}::VARCHAR AS code", f"{label}::VARCHAR AS label"]))
    if target.code == dataset.code:
        named = (
            label if target.label in connection.table(TYPED).columns else key
        )  # the file may lack the names
        parts.append(f"SELECT {key}::VARCHAR AS code, {named}::VARCHAR AS label FROM {TYPED}")  # noqa: S608
    union = " UNION ALL ".join(parts) or "SELECT NULL::VARCHAR AS code, NULL::VARCHAR AS label"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {identifier(_members(target))} AS "  # noqa: S608
        f"SELECT DISTINCT code, label FROM ({union}) WHERE code IS NOT NULL"
    )


def _members(target: Dataset) -> str:
    return f"members_{target.code}"


def _resolve(
    connection: duckdb.DuckDBPyConnection,
    column: Column,
    target: Dataset,
    note: Callable[[str], None],
    looked: Looked,
) -> None:
    members, value = _members(target), identifier(column.field.code)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE unknown AS {unknown_references(column, members)}")
    if connection.execute("SELECT count(*) FROM unknown").fetchall()[0][0]:
        connection.execute(
            f"UPDATE {TYPED} SET {value} = named.code FROM "  # noqa: S608
            f"(SELECT label, min(code) AS code FROM {identifier(members)} WHERE label IN (SELECT code FROM unknown) "
            f"GROUP BY label HAVING count(*) = 1) AS named WHERE {TYPED}.{value} = named.label"
        )
        note(reference_problem(column, "unknown", f"在“{target.name}”里找不到"))
    total, missing = connection.execute(
        f"SELECT count({value}), count({value}) FILTER ({value} NOT IN (SELECT code FROM {identifier(members)})) "  # noqa: S608
        f"FROM {TYPED}"
    ).fetchall()[0]
    looked.values += total
    looked.found += total - missing
