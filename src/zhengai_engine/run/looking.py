"""A look at a dataset's rows as they are stored."""

from collections.abc import Sequence
from typing import Any

import duckdb

from zhengai_engine.compile.quoting import identifier
from zhengai_engine.compile.types import PARTITION
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.dataset import Dataset


def look_at_rows(lake: Lake, dataset: Dataset, fields: Sequence[str], limit: int) -> list[tuple[Any, ...]]:
    """The first rows of the newest partition, by key; a field that was declared later is empty in them."""
    version = lake.latest(dataset.code)
    if version is None:
        return []
    files = lake.files(dataset.code, version)
    newest = max((_partition(path) for path in files), default="")
    kept = [path for path in files if _partition(path) == newest]
    if not kept or not fields:
        return []
    stored = set(lake.columns(dataset.code, version))
    columns = [identifier(code) if code in stored else f"NULL AS {identifier(code)}" for code in fields]
    order = ", ".join(identifier(code) for code in dataset.key)
    with duckdb.connect() as connection:
        return connection.execute(
            f"SELECT {', '.join(identifier(code) for code in fields)} FROM "  # noqa: S608
            f"({read_files(kept, dict.fromkeys([*columns, *map(identifier, dataset.key)]))}) "
            f"ORDER BY {order} LIMIT {int(limit)}"
        ).fetchall()


def _partition(path: str) -> str:
    return next((part for part in path.split("/") if part.startswith(f"{PARTITION}=")), "")
