"""SQL that finds what is wrong in `typed`. Every statement selects: row, field code, what was written, reason."""

from collections.abc import Mapping, Sequence

from zhengai_engine.compile.intake.cleaning import RAW, ROW, TYPED, is_blank
from zhengai_engine.compile.intake.columns import SCIENTIFIC, Column
from zhengai_engine.compile.quoting import identifier, literal, literals
from zhengai_engine.tables.dataset import Dataset, FieldType

PROBLEMS = "problems"
REJECTED = "rejected"  # the number of every row that has a problem, whether the problem was kept or not
ACCEPTED = "accepted"
DROPPED = "dropped"
STORED = "stored"  # the rows of the lake


def field_checks(columns: Sequence[Column], with_problems: set[str]) -> list[str]:
    """What one cell alone tells. `with_problems` are the dictionaries that hold an unreadable word."""
    found = []
    for each in columns:
        if each.dictionary in with_problems:
            found.append(_unreadable(each))
        if each.field.required or each.is_key:
            found.append(_missing(each))
        found.extend(_limits(each))
        if each.reader is None:
            found.append(_too_long(each))
        if each.is_code:
            found.append(_scientific(each))
    return found


def _select(column: Column, reason: str, where: str, join: str = "") -> str:
    return (
        f"SELECT r.{ROW}, {literal(column.field.code)} AS field, r.{column.raw} AS written, {reason} AS reason "  # noqa: S608
        f"FROM {RAW} AS r JOIN {TYPED} AS t ON t.{ROW} = r.{ROW} {join} WHERE {where}"
    )


def _unreadable(column: Column) -> str:
    name = identifier(column.dictionary)
    join = f"JOIN {name} ON {name}.word = r.{column.raw}"
    return _select(column, f"{name}.problem", f"{name}.problem IS NOT NULL", join)


def _missing(column: Column) -> str:
    reason = "主键不能为空，无法识别这一行" if column.is_key else "不能为空"
    return _select(
        column, literal(reason), f"t.{identifier(column.field.code)} IS NULL AND {is_blank(column)}"
    )


def _limits(column: Column) -> list[str]:
    each, value = column.field, f"t.{identifier(column.field.code)}"
    if each.type not in (FieldType.INTEGER, FieldType.NUMBER):
        return []
    found = []
    if each.minimum is not None:
        found.append(
            _select(column, literal(f"小于最小值 {each.minimum:.15g}"), f"{value} < {each.minimum!r}")
        )
    if each.maximum is not None:
        found.append(
            _select(column, literal(f"大于最大值 {each.maximum:.15g}"), f"{value} > {each.maximum!r}")
        )
    return found


def _too_long(column: Column) -> str:
    return _select(
        column,
        literal(f"太长，最多 {column.longest} 个字"),
        f"length(t.{identifier(column.field.code)}) > {column.longest}",
    )


def _scientific(column: Column) -> str:
    reason = "是科学计数法，原来的编号已经丢失，请在表格里把这一列设为文本后重新填写"
    return _select(
        column,
        literal(reason),
        f"regexp_full_match(t.{identifier(column.field.code)}, {literal(SCIENTIFIC)})",
    )


def constant_problem(columns: Sequence[Column]) -> str:
    """What is wrong with the texts that fill a field for all rows."""
    codes = literals(each.field.code for each in columns)
    return f"SELECT field, written, reason FROM {PROBLEMS} WHERE field IN ({codes}) ORDER BY {ROW} LIMIT 1"  # noqa: S608


def unknown_references(column: Column, members: str) -> str:
    """Distinct values that are no key of the referenced dataset; `members` is a table with the column `code`."""
    value = identifier(column.field.code)
    return (
        f"SELECT DISTINCT {value}::VARCHAR AS code FROM {TYPED} "  # noqa: S608
        f"WHERE {value} NOT IN (SELECT code FROM {identifier(members)})"
    )


def reference_problem(column: Column, unknown: str, reason: str) -> str:
    name = identifier(unknown)
    return _select(
        column, literal(reason), "true", f"JOIN {name} ON {name}.code = t.{identifier(column.field.code)}"
    )


def period_problem(column: Column, fields: Sequence[str], unknown: str) -> str:
    """`unknown` holds the combinations of the time fields that the calendar does not have, with the reason."""
    name = identifier(unknown)
    on = " AND ".join(
        f"{name}.{identifier(each)} IS NOT DISTINCT FROM t.{identifier(each)}" for each in fields
    )
    return _select(column, f"{name}.reason", "true", f"JOIN {name} ON {on}")


def create_valid() -> str:
    """The rows without a problem so far."""
    return (
        f"CREATE TEMP TABLE {ACCEPTED} AS SELECT * FROM {TYPED} "  # noqa: S608
        f"WHERE {ROW} NOT IN (SELECT {ROW} FROM {REJECTED})"
    )


def newly_rejected(statement: str) -> str:
    return (
        f"INSERT INTO {REJECTED} SELECT DISTINCT {ROW} FROM ({statement}) "  # noqa: S608
        f"WHERE {ROW} NOT IN (SELECT {ROW} FROM {REJECTED})"
    )


def kept_problems(statement: str, room: int) -> str:
    """Everything about rows of which something is kept already, and about `room` further rows."""
    told = f"SELECT {ROW} FROM {PROBLEMS}"  # noqa: S608
    insert = f"INSERT INTO {PROBLEMS} SELECT {ROW}, field, written, reason FROM ({statement}) WHERE {ROW} IN ({told})"  # noqa: S608
    if not room:
        return insert
    more = f"SELECT DISTINCT {ROW} FROM ({statement}) WHERE {ROW} NOT IN ({told}) ORDER BY {ROW} LIMIT {room}"  # noqa: S608
    return f"{insert} OR {ROW} IN ({more})"


def outside_problem(columns: Sequence[Column], allowed: Mapping[str, str], stored: bool = False) -> str:
    """Rows that reach nothing their sender answers for, or would replace a stored row that does not. `allowed` names
    for each field the table whose column `code` holds what the sender reaches; one of them is enough."""
    source = "s" if stored else "t"
    reached = " OR ".join(
        f"coalesce({source}.{identifier(code)}::VARCHAR IN (SELECT code FROM {identifier(table)}), false)"  # noqa: S608
        for code, table in allowed.items()
    )
    column = next(each for each in columns if each.field.code in allowed)
    if not stored:
        return _select(column, literal("不由您负责，请由负责的人导入"), f"NOT ({reached})")
    keys = " AND ".join(
        f"s.{identifier(each.field.code)} = t.{identifier(each.field.code)}"
        for each in columns
        if each.is_key
    )
    reason = literal("已有的这一条不由您负责，不能改动；请由负责的人导入")
    return _select(column, reason, f"NOT ({reached})", f"JOIN {identifier(STORED)} AS s ON {keys}")


def keys_may_repeat(dataset: Dataset) -> str:
    """Whether `create_twice` can find anything; different hashes mean different keys."""
    keys = ", ".join(identifier(each) for each in dataset.key)
    return f"SELECT count(*) > count(DISTINCT hash({keys})) FROM {ACCEPTED}"  # noqa: S608


def create_twice(dataset: Dataset) -> str:
    """Rows of `accepted` whose key occurs more than once, each beside the first row of its key."""
    keys = ", ".join(identifier(each) for each in dataset.key)
    on = " AND ".join(f"a.{identifier(each)} = k.{identifier(each)}" for each in dataset.key)
    return (
        f"CREATE TEMP TABLE twice AS SELECT a.*, k.first AS _first FROM {ACCEPTED} AS a JOIN "  # noqa: S608
        f"(SELECT {keys}, min({ROW}) AS first FROM {ACCEPTED} GROUP BY {keys} HAVING count(*) > 1) AS k ON {on}"
    )


def dropped(columns: Sequence[Column]) -> str:
    """Later rows equal to the first of their key in every field."""
    same = " AND ".join(
        f"l.{identifier(each.field.code)} IS NOT DISTINCT FROM f.{identifier(each.field.code)}"
        for each in columns
    )
    return (
        f"SELECT l.{ROW}, l._first FROM twice AS l "  # noqa: S608
        f"JOIN twice AS f ON f.{ROW} = l._first WHERE l.{ROW} <> l._first AND {same}"
    )


def contradictions(dataset: Dataset, columns: Sequence[Column]) -> str:
    """Later rows with the key of an earlier one and other content; the reason names the first field that differs."""
    by_code = {each.field.code: each for each in columns}
    key = by_code[dataset.key[0]]
    cases = " ".join(
        f"WHEN l.{identifier(each.field.code)} IS DISTINCT FROM f.{identifier(each.field.code)} THEN "
        f"{literal(each.field.name + '“')} || coalesce(f.{identifier(each.field.code)}::VARCHAR, '空') || '”与“' "
        f"|| coalesce(l.{identifier(each.field.code)}::VARCHAR, '空') || '”'"
        for each in columns
    )
    names = "、".join(dataset.field(each).name for each in dataset.key)
    reason = f"{literal(f'{names}与第 ')} || l._first || ' 行相同而内容不同(' || CASE {cases} END || ')'"
    return (
        f"SELECT l.{ROW}, {literal(key.field.code)} AS field, r.{key.raw} AS written, {reason} AS reason "  # noqa: S608
        f"FROM twice AS l JOIN twice AS f ON f.{ROW} = l._first JOIN {RAW} AS r ON r.{ROW} = l.{ROW} "
        f"WHERE l.{ROW} <> l._first AND l.{ROW} NOT IN (SELECT {ROW} FROM {DROPPED})"
    )
