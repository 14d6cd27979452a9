"""Rows on their way into the lake: typed as they will be stored, refused where they cannot be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
from deltalake import DeltaTable

from zhengai_engine.compile.partitions import partition_of
from zhengai_engine.compile.quoting import identifier, literal
from zhengai_engine.compile.types import BATCH, PARTITION, data_type, sql_types
from zhengai_engine.tables.dataset import Dataset, Field, FieldType

ROWS = "_incoming"
# a partition is a folder's name, and stands inside the predicates of another engine
_PARTITION_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,39}")
_STORED = {
    FieldType.TEXT: "string",
    FieldType.INTEGER: "long",
    FieldType.NUMBER: "double",
    FieldType.DATE: "date",
    FieldType.BOOLEAN: "boolean",
}
_CHINESE = {"string": "文字", "long": "整数", "double": "数值", "date": "日期", "boolean": "是否"}


class DuplicateKeys(ValueError):
    """The rows to merge hold one key twice or an empty key; the message is a Chinese sentence."""


class UnfitRows(ValueError):
    """The rows cannot lie beside what is stored; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Incoming:
    """The view `ROWS` on `connection`: the fields in `given`, typed. The fields in `lacking` are no column of it."""

    dataset: Dataset
    connection: duckdb.DuckDBPyConnection
    given: tuple[Field, ...]
    lacking: tuple[Field, ...]
    batch: str

    def placed(self, select: str, keep: tuple[str, ...] = ()) -> str:
        """A statement for the rows of `select`, which has all fields, with batch and partition; `keep` names
        further columns."""
        place = partition_of(self.dataset).sql("duckdb")
        columns = [*(identifier(each.code) for each in self.dataset.fields), *keep]
        return (
            f"SELECT {', '.join(columns)}, {literal(self.batch)} AS {BATCH}, {place} AS {PARTITION} "  # noqa: S608
            f"FROM ({select})"
        )

    def new(self) -> str:
        """All rows as they are stored when none of them is stored yet."""
        defaults = [f"{default_of(each)} AS {identifier(each.code)}" for each in self.lacking]
        return self.placed(f"SELECT {', '.join(['*', *defaults])} FROM {ROWS}")  # noqa: S608


def receive(
    dataset: Dataset, connection: duckdb.DuckDBPyConnection, table: str, target: DeltaTable | None, batch: str
) -> Incoming:
    """Of the table's columns those that are fields; a key that it lacks takes its default, because rows are
    recognised by it. Raises UnfitRows."""
    if target is not None:
        _refuse_other_types(dataset, target)
    columns = set(connection.table(table).columns)
    given = tuple(each for each in dataset.fields if each.code in columns or each.code in dataset.key)
    types = sql_types(dataset)
    select = ", ".join(
        f"CAST({identifier(each.code)} AS {types[each.code]}) AS {identifier(each.code)}"
        if each.code in columns
        else f"{default_of(each)} AS {identifier(each.code)}"
        for each in given
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {ROWS} AS SELECT {select} FROM {identifier(table)}")  # noqa: S608
    lacking = tuple(each for each in dataset.fields if each not in given)
    return Incoming(dataset, connection, given, lacking, batch)


def default_of(each: Field) -> str:
    """What a new row holds in a field that nobody filled."""
    value = "NULL" if each.default is None else literal(str(each.default))
    return f"CAST({value} AS {data_type(each.type).sql('duckdb')})"


def refuse_duplicates(rows: Incoming) -> None:
    """Different hashes mean different keys: only where two are equal are the keys themselves grouped, which takes
    three times as long."""
    dataset, connection = rows.dataset, rows.connection
    keys = ", ".join(identifier(each) for each in dataset.key)
    empty = " OR ".join(f"{identifier(each)} IS NULL" for each in dataset.key)
    total, distinct, nulls = connection.execute(
        f"SELECT count(*), count(DISTINCT hash({keys})), count(*) FILTER ({empty}) FROM {ROWS}"  # noqa: S608
    ).fetchall()[0]
    if total == distinct and not nulls:
        return
    found = connection.execute(
        f"SELECT {keys} FROM {ROWS} GROUP BY {keys} HAVING count(*) > 1 OR bool_or({empty}) LIMIT 1"  # noqa: S608
    ).fetchone()
    if found:
        shown = "、".join("空" if each is None else str(each) for each in found)
        names = "、".join(dataset.field(each).name for each in dataset.key)
        raise DuplicateKeys(f"{dataset.name}的{names}“{shown}”为空或出现了两次，请先去掉重复的行")


def refuse_places(connection: duckdb.DuckDBPyConnection, dataset: Dataset, rows: str) -> None:
    """`rows` is a statement or a table with the column of the partition."""
    for (code,) in connection.execute(f"SELECT DISTINCT {PARTITION} FROM ({rows})").fetchall():  # noqa: S608
        if not _PARTITION_CODE.fullmatch(code):
            field = dataset.field(dataset.time.fields[0]) if dataset.time else dataset.fields[0]
            raise UnfitRows(
                f"{dataset.name}的{field.name}“{code[:40]}”不能作周期的代码："
                "只能用字母、数字和 - _ .，最多 40 个，请先改正"
            )


def _refuse_other_types(dataset: Dataset, target: DeltaTable) -> None:
    stored: Mapping[str, str] = {
        each.name: str(getattr(each.type, "type", "")) for each in target.schema().fields
    }
    for each in dataset.fields:
        kind, wanted = stored.get(each.code), _STORED[each.type]
        if kind is not None and kind != wanted:
            raise UnfitRows(
                f"“{dataset.name}”的字段“{each.name}”({each.code})已经存为{_CHINESE.get(kind, kind)}，"
                f"方案包现在声明为{_CHINESE[wanted]}，两种不能混存；请把声明改回来，或给新的内容另起一个字段代码"
            )
