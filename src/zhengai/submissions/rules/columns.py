"""A national table's columns, each with its origin: how a value is written in it, and what is wrong with what is
written. Every table is judged by its own declaration, because the standard types a name differently from table to
table (中职 2023.06)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from zhengai.quality.rules.sections import NationalFieldItem, NationalTableItem
from zhengai.submissions.rules.sections import CellItem, MappingItem

KEY, SCHOOL, COLLECTED = "ZJSJWYXBS", "XXDM", "SJCJSJ"
_KEY_LENGTH, _SCHOOL_LENGTH = 32, 10
_YES_NO = {True: ("1", "是"), False: ("0", "否")}


@dataclass(frozen=True)
class Codes:
    """What a code table says; `whole` is false where its source lacks entries: another code may be right."""

    names: Mapping[str, str] = field(default_factory=dict)  # code → meaning
    whole: bool = True


@dataclass(frozen=True)
class Column:
    """`sensitive`: our field is 敏感个人信息, which no submission carries. `broken`: why the origin cannot be read."""

    item: NationalFieldItem
    cell: CellItem | None = None
    codes: Codes | None = None
    origin: str = ""
    sensitive: bool = False
    broken: str = ""

    @property
    def is_fed(self) -> bool:
        return self.cell is not None and not self.sensitive and not self.broken

    @property
    def why_empty(self) -> str:
        if self.sensitive:
            return "敏感个人信息，不进报送表"
        return self.broken or ("" if self.cell else "还没有数据来源")

    @property
    def limits(self) -> str:
        """Type and length as the standard writes them."""
        return f"{self.item.type}({self.item.length})" if self.item.length else self.item.type


@dataclass(frozen=True)
class Problem:
    """Of one cell. A reminder does not stop the submission."""

    row: int
    key: str
    field: str
    name: str
    value: str
    text: str
    reminder: bool = False

    @property
    def sentence(self) -> str:
        value = f"“{self.value}”" if self.value else "空着"
        return f"第 {self.row} 行 {self.name}({self.field})：{value}，{self.text}"


def columns_of(
    table: NationalTableItem, mapping: MappingItem | None, codes: Mapping[str, Codes]
) -> list[Column]:
    """In the order of the standard, as far as the pack says."""
    return [
        Column(each, mapping.cell(each.code) if mapping else None, codes.get(each.codes))
        for each in table.fields
    ]


def heads(table: NationalTableItem, columns: Sequence[Column]) -> list[str]:
    """The columns of a file: the three that every table of the interface has come first."""
    own = [each.item.code for each in columns]
    return [KEY, SCHOOL, *own, COLLECTED] if table.object else own


def names(table: NationalTableItem, columns: Sequence[Column]) -> list[str]:
    own = [each.item.name for each in columns]
    return ["主键", "学校代码", *own, "采集时间"] if table.object else own


def primary_key(school: str, table: str, number: int) -> str:
    """32 characters: the school's code, the number of the data item, zeros, the number of the row."""
    return school + table + str(number).zfill(_KEY_LENGTH - len(school) - len(table))


def check_school(code: str) -> str:
    """A sentence, or "" when it is right."""
    if re.fullmatch(rf"\d{{{_SCHOOL_LENGTH}}}", code):
        return ""
    return f"学校代码要是 {_SCHOOL_LENGTH} 位数字，现在是“{code}”：请在“报送设置”里填写"


def written(value: Any, column: Column) -> str:
    """A value of ours as the standard writes it; what cannot be turned into a code stays as it is, to be named."""
    cell = column.cell
    if cell is None or not column.is_fed:
        return ""
    text = _plain(value, column)
    if cell.part and text:
        text = _part(text, cell.part)
    if cell.codes:
        return cell.codes.get(text, text)
    if column.codes and text not in column.codes.names:
        same = [code for code, name in column.codes.names.items() if name == text]
        return same[0] if len(same) == 1 else text
    return text


def _plain(value: Any, column: Column) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        coded = column.item.type and not (column.cell and column.cell.codes)
        return _YES_NO[value][0 if coded else 1]
    if isinstance(value, date | datetime):
        # the interface writes days without hyphens (GB/T 7408), the older platform asks for year and month
        return f"{value:%Y%m%d}" if column.item.type else f"{value:%Y-%m}"
    if isinstance(value, int | float | Decimal):
        return _number(value, column.item)
    return str(value).strip()


def _number(value: int | float | Decimal, item: NationalFieldItem) -> str:
    """With as many decimals as the field has room for."""
    exact = Decimal(str(value))
    _, point, decimals = item.length.partition(".")
    if point:
        exact = exact.quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _part(semester: str, part: str) -> str:
    """Of "2026-2027-1": the academic year "2026-2027" or the term "1"."""
    year, _, term = semester.rpartition("-")
    if not re.fullmatch(r"\d{4}-\d{4}", year):
        return semester
    return year if part == "academic_year" else term


def problems(row: int, key: str, values: Sequence[str], columns: Sequence[Column]) -> Iterator[Problem]:
    """What is wrong with a row. Fields without an origin are named once for the table (see lacking), not by row."""
    for value, column in zip(values, columns, strict=True):
        if not column.is_fed:
            continue
        for text, reminder in _wrong(value, column):
            yield Problem(row, key, column.item.code, column.item.name, value, text, reminder)


def lacking(columns: Sequence[Column]) -> list[Column]:
    """Fields that must be filled and have no origin."""
    return [each for each in columns if each.item.required and not each.is_fed]


def _wrong(value: str, column: Column) -> Iterator[tuple[str, bool]]:
    item = column.item
    doubtful = bool(item.doubt)
    if not value:
        if item.required:
            yield f"必填：请在源头补上{column.origin or item.name}", False
        return
    if column.codes and value not in column.codes.names:
        yield (
            f"不是代码表 {item.codes} 的代码：请在报送对应里写明它对应哪个代码",
            not column.codes.whole or doubtful,
        )
        return
    if text := _misfit(value, item):
        hint = f"(标准本身存疑：{item.doubt})" if doubtful else ""
        yield f"{text}{hint}", doubtful


def _misfit(value: str, item: NationalFieldItem) -> str:
    whole, _, decimals = item.length.partition(".")
    if item.type in ("N", "M"):
        return _number_misfit(value, int(whole or 0), int(decimals or 0), item)
    if whole and len(value) > int(whole) + (int(decimals) + 1 if decimals else 0):
        return f"有 {len(value)} 个字，最多 {whole} 个：请在源头改短"
    return ""


def _number_misfit(value: str, digits: int, decimals: int, item: NationalFieldItem) -> str:
    found = re.fullmatch(r"-?(\d+)(?:\.(\d+))?", value)
    if not found:
        return "要是数字：请在源头改正"
    if digits and len(found[1]) > digits:
        return f"整数部分有 {len(found[1])} 位，最多 {digits} 位：请核对单位和数值"
    if digits and item.type == "N" and len(found[2] or "") > decimals:
        return "要是整数：请在源头改正" if not decimals else f"小数最多 {decimals} 位：请在源头改正"
    return ""
