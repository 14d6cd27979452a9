"""How each field of a dataset is read: by SQL where the text is in plain form, by a reader word by word elsewhere."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from zhengai_engine.compile.intake.times import read_year, time_reader
from zhengai_engine.compile.intake.values import (
    Reader,
    choice_reader,
    read_boolean,
    read_date,
    read_integer,
    read_number,
)
from zhengai_engine.tables.dataset import Dataset, Field, FieldType

# texts that SQL's own cast reads exactly as the reader does; dates are checked by the reader, each once
PLAIN = {
    FieldType.INTEGER: r"-?\d{1,15}",
    FieldType.NUMBER: r"-?\d{1,15}(\.\d{1,15})?",
}
# a code never carries a fraction: 2021001.0 is a number that was a code
SPURIOUS_FRACTION = r"^(\d+)\.0+$"
SCIENTIFIC = r"\d(\.\d+)?[eE]\+?\d+"
LONGEST_CODE, LONGEST_LABEL, LONGEST_TEXT = 80, 120, 4000  # as pages and the relational side hold them


@dataclass(frozen=True)
class Column:
    """One mapped column: the field, where its raw text lies (`raw`, an SQL column), and its header in the file."""

    field: Field
    raw: str
    header: str
    reader: Reader | None = None  # null for free text
    plain: str | None = None  # what SQL may read without the reader
    is_key: bool = False
    is_code: bool = False
    longest: int = LONGEST_TEXT
    constant: bool = False  # not of the file: one text for all rows

    @property
    def dictionary(self) -> str:
        """The table that says what each distinct text means."""
        return f"means_{self.field.code}"


def columns_of(
    dataset: Dataset, mapping: Mapping[str, int], headers: Mapping[int, str], constants: Collection[str] = ()
) -> list[Column]:
    """`mapping` says which column of the file (counted from 0) holds a field, `constants` are the fields that one
    text fills for all rows; in the order of the fields."""
    return [
        _column(dataset, each, f"c{mapping[each.code]}", headers[mapping[each.code]])
        if each.code in mapping
        else _column(dataset, each, f"constant{number}", each.name, constant=True)
        for number, each in enumerate(dataset.fields)
        if each.code in mapping or each.code in constants
    ]


def _column(dataset: Dataset, each: Field, raw: str, header: str, constant: bool = False) -> Column:
    is_key = each.code in dataset.key
    timed = time_reader(dataset, each)
    reader = timed or reader_of(each)
    is_code = reader is None and (is_key or each.references is not None)
    longest = LONGEST_CODE if is_key or each.references else LONGEST_TEXT
    if dataset.level and each.code == dataset.label:
        longest = LONGEST_LABEL
    return Column(
        field=each,
        raw=raw,
        header=header,
        reader=reader,
        plain=None if timed else PLAIN.get(each.type),
        is_key=is_key,
        is_code=is_code,
        longest=longest,
        constant=constant,
    )


def reader_of(each: Field) -> Reader | None:
    """By type; null for free text, which SQL tidies."""
    if each.choices:
        return choice_reader(each)
    if each.type is FieldType.INTEGER:
        return read_year if each.unit == "年" else partial(read_integer, unit=each.unit)
    if each.type is FieldType.NUMBER:
        return partial(read_number, unit=each.unit)
    if each.type is FieldType.DATE:
        return read_date
    return read_boolean if each.type is FieldType.BOOLEAN else None


def is_plain(kind: FieldType, text: str) -> bool:
    return kind in PLAIN and re.fullmatch(PLAIN[kind], text, re.ASCII) is not None


def key_defaults(dataset: Dataset, mapping: Mapping[str, int]) -> dict[str, str]:
    """Rows are recognised by their key, so a default must fill it before anything is compared."""
    fields = [dataset.field(code) for code in dataset.key if code not in mapping]
    return {each.code: str(each.default) for each in fields if each.default is not None}
