"""The physical limit a run is measured against: one hand-written grouped pass over a fact table."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from zhengai_engine.compile.quoting import identifier
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files


@dataclass(frozen=True)
class Scan:
    """`seconds` is the best of the repeated passes: the limit is what the machine can do, not what it did once."""

    seconds: float
    rows: int
    groups: int


def scan(lake: Lake, *, dataset: str, version: int, keys: Sequence[str], repeats: int = 3) -> Scan:
    """Counts the rows of one version by `keys`, as a careful person would write it by hand."""
    names = ", ".join(identifier(key) for key in keys)
    source = read_files(lake.files(dataset, version), [identifier(key) for key in keys])
    statement = (
        f"SELECT count(*), sum(n) FROM (SELECT {names}, count(*) AS n FROM ({source}) GROUP BY {names})"  # noqa: S608
    )
    best, groups, rows = float("inf"), 0, 0
    connection = duckdb.connect(":memory:")
    try:
        for _ in range(repeats):
            started = time.perf_counter()
            groups, rows = connection.execute(statement).fetchall()[0]
            best = min(best, time.perf_counter() - started)
    finally:
        connection.close()
    return Scan(seconds=best, rows=int(rows or 0), groups=int(groups))
