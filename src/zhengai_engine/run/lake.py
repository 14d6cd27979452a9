"""The lake: one Delta table per dataset. Every write is one atomic commit and a new version; old versions stay.

A process that dies between two steps leaves files no version names, and the last version as it was. Two writers
of one dataset queue on a file lock; readers never wait.
"""

import fcntl
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import duckdb
from deltalake import CommitProperties, DeltaTable, write_deltalake

from zhengai_engine.compile.quoting import literals
from zhengai_engine.compile.types import PARTITION, sql_types
from zhengai_engine.run.compacting import ENOUGH, Compacted, compact, due
from zhengai_engine.run.incoming import Incoming, receive, refuse_places
from zhengai_engine.run.merging import Compared, Merged, compare, merge
from zhengai_engine.run.sealing import Seal, rewrite
from zhengai_engine.run.withdrawing import Withdrawn, withdraw
from zhengai_engine.tables.dataset import Dataset

# A value printed years ago must be recomputable: neither the log nor replaced files may expire.
_KEEP: dict[str, str | None] = {
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}
LOCKS = ".locks"  # beside the tables: one file for each, which its writer holds
_ENTRY = re.compile(r"(\d{20})\.json")


def schema(dataset: Dataset) -> dict[str, str]:
    """Stored columns and their DuckDB types: the fields in declared order, then `_batch`."""
    return sql_types(dataset)


@lru_cache(maxsize=128)
def _opened(path: str, version: int, mark: tuple[int, ...]) -> DeltaTable:
    """Only read: what writes opens the newest version for itself."""
    return DeltaTable(path, version=version)


class Lake:
    """Writers take `connection` and the name of a table or view on it whose columns are field codes; fields it
    lacks are stored as their default or null, other columns are not stored. Writers raise UnfitRows."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def latest(self, dataset: str) -> int | None:
        """The newest version, or null when the dataset was never received. Told by the names of the log's entries: a
        commit is the appearance of the next one, and none expires."""
        try:
            names = os.listdir(self.root / dataset / "_delta_log")
        except FileNotFoundError:
            return None
        return max((int(found[1]) for name in names if (found := _ENTRY.fullmatch(name))), default=None)

    def versions(self, datasets: Iterable[str]) -> dict[str, int]:
        """The newest version of each dataset that was received."""
        found = {code: self.latest(code) for code in datasets}
        return {code: version for code, version in found.items() if version is not None}

    def files(self, dataset: str, version: int, partitions: Iterable[str] | None = None) -> list[str]:
        """Absolute paths of the data files of one version, of all partitions or only of those named."""
        return _files(self._at(dataset, version), partitions)

    def layout(
        self, dataset: str, version: int, partitions: Iterable[str] | None = None
    ) -> tuple[list[str], set[str]]:
        """The data files of one version and the columns its rows have, with one look at the log."""
        table = self._at(dataset, version)
        columns = {each.name for each in table.schema().fields}
        return _files(table, partitions), columns

    def rows(self, dataset: str, version: int) -> int:
        """Told by the log: no data file is opened."""
        return int(self._at(dataset, version).count())

    def folder(self, dataset: str) -> Path:
        """Where its files and its log lie."""
        return Path(self._path(dataset)).resolve()

    def history(self, dataset: str) -> list[tuple[int, datetime]]:
        """Every version with the moment of its commit, the newest first."""
        table = self._open(dataset)
        rows = [] if table is None else table.history()
        return [(int(row["version"]), datetime.fromtimestamp(row["timestamp"] / 1000, UTC)) for row in rows]

    def columns(self, dataset: str, version: int) -> list[str]:
        return [each.name for each in self._at(dataset, version).schema().fields]

    def _at(self, dataset: str, version: int) -> DeltaTable:
        """One version, opened once a process. A folder that was put back from a backup has other log entries."""
        path, mark = self._path(dataset), self.mark(dataset, version)
        return _opened(path, version, mark) if mark else DeltaTable(path, version=version)

    def mark(self, dataset: str, version: int) -> tuple[int, ...]:
        """Tells a version from one of the same number in a folder that was put back from a backup. Empty when there is
        no such version."""
        try:
            entry = (self.root / dataset / "_delta_log" / f"{version:020}.json").stat()
        except FileNotFoundError:
            return ()
        return entry.st_ino, entry.st_mtime_ns, entry.st_size

    def schema(self, dataset: str, version: int) -> str:
        """Columns and types as the table format writes them down: JSON."""
        return str(DeltaTable(self._path(dataset), version=version).schema().to_json())

    def append(
        self, dataset: Dataset, connection: duckdb.DuckDBPyConnection, table: str, *, batch: str = ""
    ) -> int:
        """Adds the rows whatever their keys and returns the new version."""
        with self.writing(dataset.code):
            return self._append(receive(dataset, connection, table, self._open(dataset.code), batch))

    def replace(
        self,
        dataset: Dataset,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        *,
        batch: str = "",
        partitions: Iterable[str] | None = None,
    ) -> int:
        """The rows take the place of everything in the named partitions, or of everything."""
        with self.writing(dataset.code):
            target = self._open(dataset.code)
            rows = receive(dataset, connection, table, target, batch)
            if target is None:
                return self._append(rows)
            refuse_places(connection, dataset, rows.new())
            write_deltalake(
                self._path(dataset.code),
                connection.sql(rows.new()),
                mode="overwrite",
                schema_mode="merge",
                predicate=None if partitions is None else f"{PARTITION} IN ({literals(partitions)})",
                commit_properties=_named(batch),
            )
            return DeltaTable(self._path(dataset.code)).version()

    def merge(
        self, dataset: Dataset, connection: duckdb.DuckDBPyConnection, table: str, *, batch: str = ""
    ) -> Merged:
        """A row whose key exists replaces it in the fields that `table` has, the others are added; a row stored
        already as it is changes nothing, so sending the same rows again makes no new version. Keys must be unique
        in `table` and not null (DuplicateKeys)."""
        with self.writing(dataset.code):
            target = self._open(dataset.code)
            rows = receive(dataset, connection, table, target, batch)
            if target is not None:
                return merge(rows, target, _named(batch))
            found = compare(rows, None)
            return Merged(found.inserted, updated=0, unchanged=0, version=self._append(rows))

    def withdraw(
        self, dataset: Dataset, keys: Sequence[Mapping[str, str]], *, batch: str = ""
    ) -> Withdrawn | None:
        """Takes the rows with these keys (field code → value as text) out in one commit; null when there is none of
        them. Earlier versions keep them."""
        with self.writing(dataset.code):
            target = self._open(dataset.code)
            return None if target is None else withdraw(dataset, target, keys, _named(batch))

    def reseal(self, dataset: Dataset, seal: Seal, *, batch: str = "") -> int | None:
        """The newest version with its sealed fields sealed by `seal`, as a version of its own; null where they are."""
        with self.writing(dataset.code):
            target = self._open(dataset.code)
            return None if target is None else rewrite(dataset, target, seal, _named(batch))

    def compact(self, dataset: str, enough: int = ENOUGH) -> Compacted | None:
        """Merges small files when a partition has `enough` of them. Null: nothing was to be done. Rows, and what
        earlier versions hold, stay as they are."""
        table = self._open(dataset)
        tier = None if table is None else due(table, enough)
        if tier is None:
            return None
        with self.writing(dataset):
            newest = self._open(dataset)  # others may have written while we waited
            return None if newest is None else compact(newest, tier)

    def preview(self, dataset: Dataset, connection: duckdb.DuckDBPyConnection, table: str) -> Compared:
        """What `merge` would do now, without doing it; raises what it would raise."""
        target = self._open(dataset.code)
        rows = receive(dataset, connection, table, target, "")
        refuse_places(connection, dataset, rows.new())
        return compare(rows, target)

    def _append(self, rows: Incoming) -> int:
        path = self._path(rows.dataset.code)
        new = self._open(rows.dataset.code) is None
        refuse_places(rows.connection, rows.dataset, rows.new())
        write_deltalake(
            path,
            rows.connection.sql(rows.new()),
            mode="append",
            partition_by=[PARTITION],
            schema_mode=None if new else "merge",
            configuration=_KEEP if new else None,
            commit_properties=_named(rows.batch),
        )
        return DeltaTable(path).version()

    def _open(self, dataset: str) -> DeltaTable | None:
        path = self._path(dataset)
        return DeltaTable(path) if DeltaTable.is_deltatable(path) else None

    def _path(self, dataset: str) -> str:
        return str((self.root / dataset).absolute())

    @contextmanager
    def writing(self, dataset: str) -> Iterator[None]:
        """Waits for its turn. The lock falls with the process that holds it, so a dead one blocks nobody."""
        folder = self.root / LOCKS
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{dataset}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def still(self) -> Iterator[None]:
        """Waits for the turn of every dataset that was ever written, and keeps them all."""
        with ExitStack() as turns:
            for lock in sorted((self.root / LOCKS).glob("*.lock")):
                turns.enter_context(self.writing(lock.stem))
            yield


def _files(table: DeltaTable, partitions: Iterable[str] | None) -> list[str]:
    wanted = None if partitions is None else [(PARTITION, "in", sorted(set(partitions)))]
    if wanted is not None and not wanted[0][2]:
        return []
    return list(table.file_uris(file_pruning_predicate=wanted))


def _named(batch: str) -> CommitProperties | None:
    """The commit says which batch made it."""
    details: Mapping[str, str] = {"batch": batch}
    return CommitProperties(custom_metadata=dict(details)) if batch else None
