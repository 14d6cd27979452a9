"""Sealed fields (see Field.sealed): what they say is replaced before it reaches the lake. Who holds the key stands
above; here are only the rows."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import duckdb
from deltalake import CommitProperties, DeltaTable, write_deltalake

from zhengai_engine.compile.quoting import identifier, literal
from zhengai_engine.compile.types import PARTITION
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.dataset import Dataset, Field

Seal = Callable[[str], str]
_MAP, _ROWS, _CHUNK = "_sealed_words", "_resealed", 1000


def seal_columns(
    connection: duckdb.DuckDBPyConnection, table: str, fields: Iterable[Field], seal: Seal
) -> None:
    """Each different text is sealed once, and laid into its rows."""
    columns = set(connection.table(table).columns)
    for each in fields:
        if not each.sealed or each.code not in columns:
            continue
        name = identifier(each.code)
        with _words(connection, table, name, seal):
            connection.execute(
                f"UPDATE {identifier(table)} SET {name} = w.sealed FROM {_MAP} AS w WHERE {name} = w.word"  # noqa: S608
            )


def rewrite(dataset: Dataset, target: DeltaTable, seal: Seal, commit: CommitProperties | None) -> int | None:
    """The newest version once more, with every sealed field sealed by `seal`; null where nothing would be other than
    it is. Rows keep the batch that brought them."""
    files = list(target.file_uris())
    stored = [each.name for each in target.schema().fields]
    with duckdb.connect() as connection:
        if not files:
            return None
        columns = [identifier(each) for each in stored if each != PARTITION]
        connection.execute(f"CREATE TEMP TABLE {_ROWS} AS {read_files(files, [*columns, PARTITION])}")
        before = _print(connection, dataset)
        seal_columns(connection, _ROWS, dataset.fields, seal)
        if _print(connection, dataset) == before:
            return None
        write_deltalake(
            target.table_uri,
            connection.sql(f"SELECT {', '.join(identifier(each) for each in stored)} FROM {_ROWS}"),  # noqa: S608
            mode="overwrite",
            partition_by=[PARTITION],
            commit_properties=commit,
        )
    return DeltaTable(target.table_uri).version()


def _print(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> object:
    """Of what the sealed fields hold, whatever the order of the rows."""
    columns = set(connection.table(_ROWS).columns)
    held = [identifier(each.code) for each in dataset.fields if each.sealed and each.code in columns]
    sums = ", ".join(f"sum(hash({each}))" for each in held) or "0"
    return connection.execute(f"SELECT {sums} FROM {_ROWS}").fetchall()  # noqa: S608


@contextmanager
def _words(connection: duckdb.DuckDBPyConnection, table: str, name: str, seal: Seal) -> Iterator[None]:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_MAP} (word VARCHAR, sealed VARCHAR)")
    words = connection.execute(
        f"SELECT DISTINCT {name} FROM {identifier(table)} WHERE {name} IS NOT NULL"  # noqa: S608
    ).fetchall()
    try:
        for start in range(0, len(words), _CHUNK):
            pairs = [f"({literal(word)}, {literal(seal(word))})" for (word,) in words[start : start + _CHUNK]]
            connection.execute(f"INSERT INTO {_MAP} VALUES {', '.join(pairs)}")  # noqa: S608
        yield
    finally:
        connection.execute(f"DROP TABLE IF EXISTS {_MAP}")
