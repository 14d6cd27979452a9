"""Whether rows belong to what their sender answers for, and which values of a field do."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import duckdb

from zhengai_engine.compile.intake.checking import STORED, outside_problem
from zhengai_engine.compile.intake.columns import Column
from zhengai_engine.compile.quoting import identifier, literals
from zhengai_engine.run.intake.staging import load_words
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset


class OutOfReach(ValueError):
    """No column says to whom the rows belong; the message is a Chinese sentence."""


def refuse_outside(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    columns: Sequence[Column],
    within: Mapping[str, frozenset[str]],
    lake: Lake,
    folder: Path,
    note: Callable[[str], None],
) -> None:
    """Notes rows that reach nothing of the sender's, and rows that would replace such rows."""
    mapped = [each.field.code for each in columns if each.field.code in within]
    if not mapped:
        names = "、".join(f"“{dataset.field(code).name}”" for code in within) or "能说明归属的"
        raise OutOfReach(f"文件里要有{names}列，才知道这些数据是否由您负责；请补上后再导入")
    allowed = {code: f"reached_{code}" for code in mapped}
    for code, table in allowed.items():
        load_words(connection, table, ("code",), ([each] for each in sorted(within[code])), folder)
    note(outside_problem(columns, allowed))
    version = lake.latest(dataset.code)
    if version is None or set(allowed) <= set(dataset.key):
        return  # rows that are theirs by their key can only replace rows that are theirs
    fields = dict.fromkeys((*dataset.key, *allowed))
    stored = read_files(lake.files(dataset.code, version), [identifier(each) for each in fields])
    connection.execute(f"CREATE TEMP VIEW {STORED} AS {stored}")
    note(outside_problem(columns, allowed, stored=True))


def reached_values(
    catalogue: Catalogue, lake: Lake, dataset: str, level: str, subjects: Collection[str]
) -> tuple[str, frozenset[str]] | None:
    """The field through which rows of `dataset` reach `level`, and its values that lead to one of `subjects`; null
    where rows do not reach the level. 考勤 reaches its teacher through the field 教学班: the classes this teacher
    gives."""
    path = catalogue.path(dataset, level)
    if not path:
        return None
    found = frozenset(subjects)
    chain = [catalogue.dataset(dataset)]
    for step in path[:-1]:
        chain.append(catalogue.dataset(chain[-1].field(step).references or ""))
    for step, holder in reversed(list(zip(path[1:], chain[1:], strict=True))):
        found = _leading_to(lake, holder, step, found)
    return path[0], found


def _leading_to(lake: Lake, holder: Dataset, step: str, values: frozenset[str]) -> frozenset[str]:
    """Keys of the rows of `holder` whose field `step` is one of `values`."""
    version = lake.latest(holder.code)
    files = lake.files(holder.code, version) if version is not None else []
    if not files or not values:
        return frozenset()
    key, field = identifier(holder.key[0]), identifier(step)
    rows = read_files(files, [f"{key}::VARCHAR AS code", f"{field}::VARCHAR AS value"])
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT code FROM ({rows}) WHERE value IN ({literals(sorted(values))})"  # noqa: S608
        ).fetchall()
    return frozenset(code for (code,) in found)
