"""Parts of a statement's result, one a file of the lake, kept beside the lake. A file never changes, so neither does
what is made of it; what a version's files give together is what all its rows give.

Nothing rests on them: a part that is missing is made again, and the folder may be deleted at any time.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
from sqlglot import exp

from zhengai_engine.compile.passtable import Partial
from zhengai_engine.compile.quoting import identifier, literal, literals
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.sources import select_files
from zhengai_engine.tables.catalogue import Catalogue

PARTS = ".parts"  # beside the tables
_WORTH_KEEPING = 512 * 1024  # bytes: what is smaller is read as quickly as its part would be
_STALE = 24 * 3600.0  # seconds after which the part of a file that no version needs is removed
_ROWS = "part_rows"


class KeptParts:
    """Of fixed versions of a lake."""

    def __init__(self, lake: Lake, versions: Mapping[str, int], catalogue: Catalogue) -> None:
        self._lake = lake
        self._versions = versions
        self._catalogue = catalogue

    def create(
        self,
        connection: duckdb.DuckDBPyConnection,
        name: str,
        partial: Partial,
        partitions: Iterable[str] | None,
    ) -> None:
        """The table `name`, put together from parts; those that are missing are made first."""
        files, stored = self._lake.layout(partial.dataset, self._versions[partial.dataset], partitions)
        large = [each for each in files if Path(each).stat().st_size >= _WORTH_KEEPING]
        folder = self._folder(partial, stored)
        if any(not (folder / Path(each).name).exists() for each in large):
            folder.mkdir(parents=True, exist_ok=True)
            self._sweep(folder, partial.dataset)
        kept = [self._part(connection, folder, each, partial, stored) for each in large]
        small = [each for each in files if each not in set(large)]
        sources = [f"SELECT * FROM read_parquet([{literals(map(str, kept))}])"] if kept else []  # noqa: S608
        if small or not kept:
            sources.append(self._over(connection, small, partial, stored))
        whole = ", ".join(
            f"{how}({identifier(column)}) AS {identifier(column)}" for column, how in partial.wholes.items()
        )
        keys = ", ".join(identifier(each) for each in partial.keys)
        connection.execute(
            f"CREATE TABLE {identifier(name)} AS SELECT {keys}, {whole} "  # noqa: S608
            f"FROM ({' UNION ALL '.join(sources)}) GROUP BY {keys}"
        )

    def _part(
        self,
        connection: duckdb.DuckDBPyConnection,
        folder: Path,
        file: str,
        partial: Partial,
        stored: set[str],
    ) -> Path:
        path = folder / Path(file).name
        if not path.exists():
            unfinished = folder / f"{path.stem}.{os.getpid()}.unfinished"
            query = self._over(connection, [file], partial, stored)
            connection.execute(f"COPY ({query}) TO {literal(str(unfinished))} (FORMAT parquet)")
            with unfinished.open("rb") as handle:
                os.fsync(handle.fileno())
            os.replace(unfinished, path)
        return path

    def _over(
        self, connection: duckdb.DuckDBPyConnection, files: Sequence[str], partial: Partial, stored: set[str]
    ) -> str:
        """The statement over the rows of these files."""
        rows = select_files(self._catalogue.dataset(partial.dataset), files, stored)
        query = partial.query.copy()
        for table in query.find_all(exp.Table):
            table.set("this", exp.to_identifier(_ROWS, quoted=True))
        return f"SELECT * FROM (WITH {_ROWS} AS ({rows}) {query.sql('duckdb')})"  # noqa: S608

    def _folder(self, partial: Partial, stored: set[str]) -> Path:
        """By what the statement says, so that another formula finds no part of this one."""
        said = f"{partial.query.sql('duckdb')}\n{sorted(stored)}"
        mark = hashlib.sha256(said.encode()).hexdigest()[:16]
        return self._lake.root / PARTS / partial.dataset / mark

    def _sweep(self, folder: Path, dataset: str) -> None:
        version = self._lake.latest(dataset)
        needed = (
            {Path(each).name for each in self._lake.files(dataset, version)} if version is not None else set()
        )
        for path in folder.iterdir():
            if path.name not in needed and path.stat().st_mtime < time.time() - _STALE:
                path.unlink(missing_ok=True)
