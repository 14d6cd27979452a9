"""What a merge would do, without doing it: for a dry run."""

import duckdb

from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.run.quoting import identifier
from zhengai_engine.tables.dataset import Dataset


def compare(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, lake: Lake, table: str
) -> tuple[int, int, int]:
    """New, changed, unchanged rows of `table`; a field it lacks counts as empty, as a merge stores it."""
    total = int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])  # noqa: S608
    version = lake.latest(dataset.code)
    files = lake.files(dataset.code, version) if version is not None else []
    if version is None or not files:
        return total, 0, 0
    stored = set(lake.columns(dataset.code, version))
    given = set(connection.table(table).columns)
    names = [each.code for each in dataset.fields if each.code in stored]
    existing = read_files(files, [identifier(name) for name in names])
    on = " AND ".join(f"i.{identifier(name)} = e.{identifier(name)}" for name in dataset.key)
    same = " AND ".join(
        f"{'i.' + identifier(name) if name in given else 'NULL'} IS NOT DISTINCT FROM e.{identifier(name)}"
        for name in names
    )
    known, unchanged = connection.execute(
        f"SELECT count(*), count(*) FILTER ({same}) FROM {table} AS i JOIN ({existing}) AS e ON {on}"  # noqa: S608
    ).fetchall()[0]
    return total - known, known - unchanged, unchanged
