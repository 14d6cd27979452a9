"""SQL that turns the table `raw` (row number and one text per column of the file) into the table `typed`."""

from collections.abc import Sequence

from zhengai_engine.compile.intake.characters import FULL_WIDTH, HALF_WIDTH, INVISIBLE, NOTHING
from zhengai_engine.compile.intake.columns import SPURIOUS_FRACTION, Column
from zhengai_engine.compile.quoting import identifier, literal, literals
from zhengai_engine.compile.types import data_type

RAW, TYPED, ROW = "raw", "typed", "_row"
# rows below the data that are not data, recognised by their first written cell
_COLON = "[:\uff1a]"
NOTE = (
    rf"(合 ?计|总 ?计|小 ?计){_COLON}?"
    rf"|(注|备注|说明|附注|填表人|制表人|审核人|填报人|制表日期|填表日期){_COLON}.*"
)


def tidy_text(expression: str) -> str:
    """As `characters.tidy`; the search comes first because most texts need nothing."""
    strange = "[^\\x21-\\x7e\\x{4e00}-\\x{9fff}]"
    made = (
        f"translate(trim({expression}, {literal(INVISIBLE)}), {literal(FULL_WIDTH)}, {literal(HALF_WIDTH)})"
    )
    tidied = f"CASE WHEN regexp_matches({expression}, {literal(strange)}) THEN {made} ELSE {expression} END"
    return f"CASE WHEN ({tidied}) IN ('', {literals(NOTHING)}) THEN NULL ELSE ({tidied}) END"


def is_blank(column: Column) -> str:
    return f"({tidy_text('r.' + column.raw)}) IS NULL"


def notes(width: int) -> str:
    """Row number and first written cell of every row that is a note or a total."""
    first = f"coalesce({', '.join(f'c{i}' for i in range(width))})"
    return (
        f"SELECT {ROW}, {first} AS first FROM {RAW} "  # noqa: S608
        f"WHERE regexp_full_match(trim({first}, {literal(INVISIBLE)}), {literal(NOTE)})"
    )


def blank_rows(width: int) -> str:
    empty = " AND ".join(f"(c{i} IS NULL OR trim(c{i}, {literal(INVISIBLE)}) = '')" for i in range(width))
    return f"SELECT {ROW} FROM {RAW} WHERE {empty}"  # noqa: S608


def repeated_headers(columns: Sequence[Column]) -> str:
    """Pages printed to a file repeat their header."""
    same = " AND ".join(
        f"{each.raw} IS NOT DISTINCT FROM {literal(each.header)}" for each in columns if not each.constant
    )
    return f"SELECT {ROW} FROM {RAW} WHERE {same}"  # noqa: S608


def distinct_words(column: Column) -> str:
    """The texts of a column that need its reader."""
    odd = f" AND NOT regexp_full_match({column.raw}, {literal(column.plain)})" if column.plain else ""
    return f"SELECT DISTINCT {column.raw} FROM {RAW} WHERE {column.raw} IS NOT NULL{odd}"  # noqa: S608


def create_typed(columns: Sequence[Column], with_dictionary: set[str]) -> str:
    """One pass over `raw`; a dictionary is joined only where a column needs one."""
    values = [
        f"{_value(each, each.dictionary in with_dictionary)} AS {identifier(each.field.code)}"
        for each in columns
    ]
    joins = [
        f"LEFT JOIN {identifier(each.dictionary)} ON {identifier(each.dictionary)}.word = r.{each.raw}"
        for each in columns
        if each.dictionary in with_dictionary
    ]
    return (
        f"CREATE TEMP TABLE {TYPED} AS SELECT r.{ROW}, {', '.join(values)} FROM {RAW} AS r {' '.join(joins)}"  # noqa: S608
    )


def add_constant(column: Column, written: str) -> str:
    """A column of `raw` that holds the same text in every row: from there on it is read and checked as a cell."""
    return f"ALTER TABLE {RAW} ADD COLUMN {column.raw} VARCHAR DEFAULT {literal(written)}"


def _value(column: Column, has_dictionary: bool) -> str:
    """What the cell means; an empty one means the default. Where a cell cannot be read its row is refused anyway."""
    value, default = _written_value(column, has_dictionary), column.field.default
    if default is None:
        return value
    kind = data_type(column.field.type).sql("duckdb")
    return f"coalesce({value}, CAST({literal(str(default))} AS {kind}))"


def _written_value(column: Column, has_dictionary: bool) -> str:
    raw = f"r.{column.raw}"
    if column.reader is None:
        tidied = tidy_text(raw)
        if column.is_code:
            fraction = literal(SPURIOUS_FRACTION)
            return f"CASE WHEN {raw} LIKE '%.0%' THEN regexp_replace({tidied}, {fraction}, '\\1') ELSE {tidied} END"
        return tidied
    kind = data_type(column.field.type).sql("duckdb")
    meant = f"TRY_CAST({identifier(column.dictionary)}.meaning AS {kind})" if has_dictionary else "NULL"
    if column.plain:
        return f"CASE WHEN regexp_full_match({raw}, {literal(column.plain)}) THEN TRY_CAST({raw} AS {kind}) ELSE {meant} END"
    return meant
