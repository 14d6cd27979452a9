"""A DuckDB connection that keeps within given bounds and cleans up its spilled data."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhengai_engine.compile.quoting import literal


@dataclass(frozen=True)
class Bounds:
    """`threads` null: all cores. `spill` null: a folder under the system's temporary directory."""

    memory: str = "3GB"
    threads: int | None = None
    spill: Path | None = None


@contextmanager
def connected(bounds: Bounds) -> Iterator[duckdb.DuckDBPyConnection]:
    with (
        tempfile.TemporaryDirectory(prefix="zhengai-", dir=bounds.spill) as folder,
        duckdb.connect() as connection,
    ):
        connection.execute(f"SET memory_limit = {literal(bounds.memory)}")
        connection.execute(f"SET temp_directory = {literal(folder)}")
        connection.execute("SET preserve_insertion_order = false")
        # it would be printed among the answers of a command
        connection.execute("SET enable_progress_bar = false")
        if bounds.threads is not None:
            connection.execute(f"SET threads = {int(bounds.threads)}")
        yield connection
