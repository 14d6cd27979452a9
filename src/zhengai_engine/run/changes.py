"""What changed in a dataset between two versions: the rows as they are now and as they were, told from the log and
from the few files that differ, never from the whole table."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb

from zhengai_engine.compile.quoting import identifier, literals
from zhengai_engine.compile.types import BATCH, PARTITION, sql_types
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.dataset import Dataset

_ADDS_ROWS = "WRITE"
_BY_KEY = "MERGE"
_REARRANGES = "OPTIMIZE"


def changed_table(dataset: str) -> str:
    """The name under which a dataset's changed rows stand on the engine."""
    return f"changed_{dataset}"


@dataclass(frozen=True)
class _Commit:
    """`removed` and `added` are paths; a commit that only lays rows out anew changes none."""

    batch: str | None
    operation: str
    mode: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class _Difference:
    """Files that only the later, and only the earlier version has. With `batches`, all new rows carry one of these
    names; without, rows can only be told by comparing. `replaces`: some rows took the place of others."""

    added: Sequence[str]
    removed: Sequence[str]
    batches: Sequence[str] | None
    replaces: bool


def collect_changes(
    connection: duckdb.DuckDBPyConnection, lake: Lake, dataset: Dataset, since: int, until: int
) -> int:
    """Fills the table `changed_table(dataset.code)` with all rows that are new, changed (as they are and as they
    were) or gone, and returns how many there are. A row whose fields are what they were may be among them."""
    found = _difference(lake, dataset.code, since, until)
    table = identifier(changed_table(dataset.code))
    now = _rows(lake, dataset, until, found.added)
    before = _rows(lake, dataset, since, found.removed)
    if found.batches is None:
        changed = f"(({now}) EXCEPT ALL ({before})) UNION ALL (({before}) EXCEPT ALL ({now}))"
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS {changed}")
    else:
        mine = f"{BATCH} IN ({literals(found.batches)})" if found.batches else "false"
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM ({now}) WHERE {mine}")  # noqa: S608
        if found.replaces and found.removed:
            by_key = " AND ".join(f"old.{identifier(code)} = new.{identifier(code)}" for code in dataset.key)
            connection.execute(
                f"INSERT INTO {table} SELECT old.* FROM ({before}) AS old SEMI JOIN {table} AS new ON {by_key}"  # noqa: S608
            )
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])  # noqa: S608


def _difference(lake: Lake, dataset: str, since: int, until: int) -> _Difference:
    commits = [_commit(lake.root / dataset, version) for version in range(since + 1, until + 1)]
    added: dict[str, None] = {}
    removed: dict[str, None] = {}
    for each in commits:
        for path in each.removed:
            # what came and went in between never was there
            if path in added:
                del added[path]
            else:
                removed[path] = None
        added |= dict.fromkeys(each.added)
    telling = [each for each in commits if each.operation != _REARRANGES]
    told = all(each.batch and _keeps_others(each) for each in telling)
    batches = list(dict.fromkeys(each.batch for each in telling if each.batch)) if told else None
    replaces = any(each.operation == _BY_KEY for each in telling)
    return _Difference(list(added), list(removed), batches, replaces)


def _keeps_others(commit: _Commit) -> bool:
    """Whether every row that it does not bring itself is still there, or has been replaced by its key."""
    return commit.operation == _BY_KEY or (commit.operation == _ADDS_ROWS and commit.mode == "Append")


def _commit(table: Path, version: int) -> _Commit:
    batch: str | None = None
    operation = mode = ""
    added: list[str] = []
    removed: list[str] = []
    for action in _actions(table / "_delta_log" / f"{version:020}.json"):
        if (about := action.get("commitInfo")) is not None:
            batch, operation = about.get("batch"), str(about.get("operation", ""))
            mode = str(about.get("operationParameters", {}).get("mode", ""))
        elif (file := action.get("add")) is not None:
            added.append(str(table.absolute() / unquote(file["path"])))
        elif (file := action.get("remove")) is not None:
            removed.append(str(table.absolute() / unquote(file["path"])))
    return _Commit(batch, operation, mode, tuple(added), tuple(removed))


def _actions(path: Path) -> Iterator[dict[str, dict[str, Any]]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _rows(lake: Lake, dataset: Dataset, version: int, files: Sequence[str]) -> str:
    """A SELECT in declared types; a field the files do not have yet is empty."""
    types = {**sql_types(dataset), PARTITION: "VARCHAR"}
    stored = {*lake.columns(dataset.code, version), PARTITION} if files else set[str]()
    columns = [
        f"CAST({identifier(name) if name in stored else 'NULL'} AS {kind}) AS {identifier(name)}"
        for name, kind in types.items()
    ]
    return read_files(files, columns) if files else f"SELECT {', '.join(columns)} WHERE false"
