"""Finds out after a crash whether a batch reached the lake, and what it did there."""

import duckdb
from deltalake import DeltaTable

from zhengai_engine.compile.quoting import identifier, literal
from zhengai_engine.compile.types import BATCH
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.dataset import Dataset


def version_of_batch(lake: Lake, dataset: str, batch: str) -> int | None:
    """The version that the batch's one commit made; null when it never committed. Every commit carries its batch."""
    if lake.latest(dataset) is None:
        return None
    for commit in DeltaTable(str(lake.root / dataset)).history():
        if commit.get("batch") == batch:
            return int(commit["version"])
    return None


def counts_of_batch(lake: Lake, dataset: Dataset, batch: str, version: int) -> tuple[int, int]:
    """Rows that the batch's version added, and those it replaced."""
    keys = [identifier(each) for each in dataset.key]
    brought = read_files(lake.files(dataset.code, version), [*keys, BATCH])
    before = lake.files(dataset.code, version - 1) if version > 0 else []
    known = read_files(before, keys) if before else f"SELECT {', '.join(keys)} FROM brought WHERE false"  # noqa: S608
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TEMP TABLE brought AS SELECT {', '.join(keys)} FROM ({brought}) WHERE {BATCH} = {literal(batch)}"  # noqa: S608
        )
        total, replaced = connection.execute(
            f"SELECT (SELECT count(*) FROM brought), "  # noqa: S608
            f"(SELECT count(*) FROM brought SEMI JOIN ({known}) AS known USING ({', '.join(keys)}))"
        ).fetchall()[0]
    return int(total) - int(replaced), int(replaced)
