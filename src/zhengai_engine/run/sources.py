"""Where rows come from: versions of the lake, or plain Python rows for tests and notebooks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb

from zhengai_engine.compile.partitions import partition_of
from zhengai_engine.compile.quoting import identifier
from zhengai_engine.compile.rows import source_table
from zhengai_engine.compile.types import BATCH, PARTITION, sql_types
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset

_SMALL = 16 * 2**20  # bytes of Parquet: some five million rows of attendance


class Source(Protocol):
    """Registers every dataset of the catalogue on a connection, empty where nothing was received."""

    def received(self) -> frozenset[str]:
        """Datasets that have a version, even one without rows."""
        ...

    def is_small(self) -> bool:
        """Whether handing the work to several threads would cost more than it saves."""
        ...

    def register(
        self,
        connection: duckdb.DuckDBPyConnection,
        catalogue: Catalogue,
        datasets: Iterable[str] | None = None,
    ) -> None:
        """`datasets` are those that will be asked for; null: all of the catalogue."""
        ...


@dataclass(frozen=True)
class Stored:
    """A version of a dataset for an engine that opens the files itself: they lie below `root`."""

    root: str
    files: list[str]
    schema: str


class LakeSource:
    """Fixed versions of a lake: the same versions give the same values, whatever is imported meanwhile."""

    def __init__(self, lake: Lake, versions: Mapping[str, int]) -> None:
        self._lake = lake
        self._versions = dict(versions)

    def received(self) -> frozenset[str]:
        return frozenset(self._versions)

    def is_small(self) -> bool:
        files = (each for code, version in self._versions.items() for each in self._lake.files(code, version))
        return sum(Path(each).stat().st_size for each in files) < _SMALL

    def stored(self, dataset: str) -> Stored | None:
        """Null for one that was never received."""
        version = self._versions.get(dataset)
        if version is None:
            return None
        lake = self._lake
        root = str((lake.root / dataset).absolute())  # what the paths of its files begin with
        return Stored(root, lake.files(dataset, version), lake.schema(dataset, version))

    def register(
        self,
        connection: duckdb.DuckDBPyConnection,
        catalogue: Catalogue,
        datasets: Iterable[str] | None = None,
        partitions: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        """`datasets` null: all of the catalogue. Of a dataset named in `partitions` only these are there."""
        for code in catalogue.datasets if datasets is None else datasets:
            select = self.select(catalogue, code, partitions)
            connection.execute(f"CREATE OR REPLACE VIEW {identifier(source_table(code))} AS {select}")

    def select(
        self, catalogue: Catalogue, code: str, partitions: Mapping[str, frozenset[str]] | None = None
    ) -> str:
        """The rows of a dataset; of one named in `partitions` only those of these."""
        dataset, version = catalogue.dataset(code), self._versions.get(code)
        if version is None:
            return f"SELECT {', '.join(_nothing(dataset))} WHERE false"
        files, stored = self._lake.layout(code, version, (partitions or {}).get(code))
        return select_files(dataset, files, stored)


def select_files(dataset: Dataset, files: Sequence[str], stored: Collection[str]) -> str:
    """A SELECT over data files in declared types; fields that are not `stored` yet are empty."""
    if not files:
        return f"SELECT {', '.join(_nothing(dataset))} WHERE false"
    columns = [_column(name, kind, name in stored) for name, kind in sql_types(dataset).items()]
    return read_files(files, [*columns, PARTITION])


class MemorySource:
    """Rows as dictionaries by field code; a dataset that is no key of `rows` was never received."""

    def __init__(self, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self._rows = rows

    def received(self) -> frozenset[str]:
        return frozenset(self._rows)

    def is_small(self) -> bool:
        return True

    def register(
        self,
        connection: duckdb.DuckDBPyConnection,
        catalogue: Catalogue,
        datasets: Iterable[str] | None = None,
    ) -> None:
        for code in catalogue.datasets if datasets is None else datasets:
            dataset = catalogue.dataset(code)
            name = identifier(source_table(dataset.code))
            plain = identifier(f"rows_{dataset.code}")
            columns = {code: kind for code, kind in sql_types(dataset).items() if code != BATCH}
            typed = ", ".join(f"{identifier(code)} {kind}" for code, kind in columns.items())
            connection.execute(f"CREATE OR REPLACE TABLE {plain} ({typed})")
            self._fill(connection, plain, list(columns), self._rows.get(dataset.code, ()))
            place = partition_of(dataset).sql("duckdb")
            connection.execute(
                f"CREATE OR REPLACE VIEW {name} AS SELECT *, NULL::VARCHAR AS {BATCH}, {place} AS {PARTITION} "  # noqa: S608
                f"FROM {plain}"
            )

    def _fill(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        columns: Sequence[str],
        rows: Sequence[Mapping[str, Any]],
    ) -> None:
        if rows:
            line = f"({', '.join('?' for _ in columns)})"
            values = [row.get(column) for row in rows for column in columns]
            connection.execute(f"INSERT INTO {table} VALUES {', '.join([line] * len(rows))}", values)  # noqa: S608


def _column(name: str, kind: str, stored: bool) -> str:
    quoted = identifier(name)
    return f"CAST({quoted if stored else 'NULL'} AS {kind}) AS {quoted}"


def _nothing(dataset: Dataset) -> list[str]:
    types = sql_types(dataset) | {PARTITION: "VARCHAR"}
    return [_column(name, kind, stored=False) for name, kind in types.items()]
