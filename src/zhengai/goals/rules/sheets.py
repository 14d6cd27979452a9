"""The tables of the goal chain as spreadsheets, in exactly the columns of their sources: 表4, 表5 and 表6 of 襄阳方案,
附件2 of 乌海方案. Reading is pure: rows of text in, rows of fields and refusals out."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhengai.goals.rules.machine import GoalRefused

MOST_ROWS = 5000
_SEARCHED = 20
_MONTH = re.compile(r"(\d{1,3})月")


class SheetRefused(GoalRefused):
    """The file as a whole cannot be read as this table; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Table:
    """`columns` are verbatim; a column with `parts` stands over several. `fields` names each column that is read."""

    code: str
    title: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    fields: tuple[str, ...]

    @property
    def leaves(self) -> list[str]:
        return [leaf for name, parts in self.columns for leaf in (parts or (name,))]


_MONTHS = tuple(f"{number}月" for number in range(1, 13))
TABLE_4 = Table(
    "table-4",
    "表4 发展规划目标链一览表",
    (("规划类别", ()), ("规划名称", ()), ("责任部门", ())),
    ("category", "title", "department"),
)
TABLE_5 = Table(
    "table-5",
    "表5 年度重点工作任务分解表",
    (
        ("重点项目(任务)", ()),
        ("工作标准", ()),
        ("牵头部门", ()),
        ("责任部门", ()),
        ("措施及目标", ()),
        ("工作成效", ()),
    ),
    ("title", "standard", "lead", "department", "measures", "result"),
)
TABLE_6 = Table(
    "table-6",
    "表6 部门工作任务完成情况一览表",
    (
        ("任务来源", ()),
        ("工作属性", ()),
        ("工作任务", ()),
        ("完成时限", ()),
        ("月度任务完成情况", _MONTHS),
        ("责任部门", ()),
        ("责任人", ()),
    ),
    (
        "origin",
        "attribute",
        "title",
        "due",
        *(f"month_{number}" for number in range(1, 13)),
        "department",
        "owner",
    ),
)
ANNEX_2 = Table(
    "annex-2",
    "附件2 内部质量保证体系建设运行与工作任务一览表",
    (
        ("部门", ()),
        ("年月日", ()),
        ("工作任务", ("类别", "参考提示")),
        ("职责分工(牵头或参与)", ()),
        ("具体任务名称", ()),
        ("现状(是否健全)", ()),
        ("如有缺项，计划完成时间", ()),
        ("关键数据名称", ()),
    ),
    ("department", "day", "category", "hint", "role", "title", "sound", "promised", "key_data"),
)
TABLES = {each.code: each for each in (TABLE_4, TABLE_5, TABLE_6, ANNEX_2)}


@dataclass(frozen=True)
class BadCell:
    """`cell` as Excel names it ("D7")."""

    cell: str
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class SheetRow:
    """`values` holds text, dates and, for whole columns, what `Words` made of them; `number` is the row in the file."""

    number: int
    values: Mapping[str, Any]


@dataclass
class Reading:
    rows: list[SheetRow] = field(default_factory=list)
    refused: list[BadCell] = field(default_factory=list)


@dataclass(frozen=True)
class Words:
    """What the college knows: names of departments, and for other columns the words that may stand there. A column
    that is not named may hold anything."""

    departments: Mapping[str, Any]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needed: tuple[str, ...] = ("title", "department")


def read_sheet(rows: Sequence[Sequence[str]], table: Table, words: Words, year: int) -> Reading:
    """`year` completes dates that name none. Raises SheetRefused when the header is not this table's; a bad row is
    kept with its cell and reason, and then nothing of the file may be written."""
    first, places = _header(rows, table)
    reading = Reading()
    for number, cells in enumerate(rows[first:], start=first + 1):
        texts = {name: _text(cells, place) for name, place in places.items()}
        if not any(texts.values()):
            continue
        bad = list(_bad(number, texts, places, table, words, year))
        reading.refused += bad
        if not bad:
            values = {name: _value(name, text, words, year) for name, text in texts.items()}
            reading.rows.append(SheetRow(number, values))
    return reading


def _header(rows: Sequence[Sequence[str]], table: Table) -> tuple[int, dict[str, int]]:
    """Where the data begin, and field → column."""
    wanted = {_key(name) for name, _ in table.columns}
    two_lines = any(parts for _, parts in table.columns)
    for number, cells in enumerate(rows[:_SEARCHED]):
        if len(wanted & {_key(cell) for cell in cells}) * 2 < len(wanted):
            continue
        lower = rows[number + 1] if two_lines and number + 1 < len(rows) else []
        leaves = {_key(leaf) for leaf in table.leaves}
        has_lower = any(_key(cell) in leaves - wanted for cell in lower)
        named = _joined(cells, lower) if has_lower else [str(cell) for cell in cells]
        return number + (2 if has_lower else 1), _places(named, table)
    raise SheetRefused(f"没有找到“{table.title}”的表头，应有的列：{'、'.join(table.leaves)}")


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    width = max(len(upper), len(lower))
    below = [*lower, *[""] * (width - len(lower))]
    above = [*upper, *[""] * (width - len(upper))]
    return [under.strip() or over for over, under in zip(above, below, strict=True)]


def _places(named: Sequence[str], table: Table) -> dict[str, int]:
    known = dict(zip((_key(leaf) for leaf in table.leaves), table.fields, strict=True))
    found: dict[str, int] = {}
    for place, name in enumerate(named):
        key = _key(name)
        if not key or key in {_key(over) for over, parts in table.columns if parts}:
            continue
        _check_month(key, place, table)
        if key not in known:
            raise SheetRefused(f"{_cell(place)} 列“{name}”不是{table.title}的列，请删去或改名")
        if known[key] in found:
            raise SheetRefused(f"列“{name}”出现了两次，请只留一列")
        found[known[key]] = place
    missing = [leaf for leaf, name in zip(table.leaves, table.fields, strict=True) if name not in found]
    if missing:
        raise SheetRefused(f"缺少列：{'、'.join(missing)}")
    return found


def _check_month(key: str, place: int, table: Table) -> None:
    month = _MONTH.fullmatch(key)
    if month and table is TABLE_6 and not 1 <= int(month[1]) <= 12:
        raise SheetRefused(f"{_cell(place)} 列写着“{key}”，一年只有 1月 到 12月，请改正后再导入")


def _bad(
    number: int, texts: Mapping[str, str], places: Mapping[str, int], table: Table, words: Words, year: int
) -> Iterator[BadCell]:
    names = dict(zip(table.fields, table.leaves, strict=True))
    for name, text in texts.items():
        reason = _reason(name, text, words, year)
        if reason:
            yield BadCell(f"{_cell(places[name])}{number}", names[name], text, reason)
    for name in words.needed:
        if name in texts and not texts[name]:
            yield BadCell(f"{_cell(places[name])}{number}", names[name], "", "没有填写")


def _reason(name: str, text: str, words: Words, year: int) -> str:
    if not text:
        return ""
    if name in _READERS and _READERS[name](text, year) is None:
        return _EXPECTED[name]
    if name in _DEPARTMENTS and text not in words.departments:
        return f"没有“{text}”这个部门，或者它不在您的范围内，请写部门名录里的名称"
    allowed = words.choices.get(name)
    if allowed and text not in allowed:
        return f"应写 {'、'.join(allowed)} 之一"
    return "" if len(text) <= LONGEST.get(name, 300) else f"最多写 {LONGEST.get(name, 300)} 个字"


def _value(name: str, text: str, words: Words, year: int) -> Any:
    if name in _READERS:
        return _READERS[name](text, year) if text else None
    if name in _DEPARTMENTS:
        return words.departments[text] if text else None
    return text


_DEPARTMENTS = ("department", "lead")
LONGEST = {
    "title": 200,
    "origin": 200,
    "owner": 60,
    "key_data": 200,
    "standard": 2000,
    "measures": 2000,
    "result": 2000,
}
_DAY = re.compile(r"(?:(\d{4})[年./-])?(\d{1,2})(?:[月./-](\d{1,2})日?|月(?:底|末)?)")
_WHOLE = re.compile(r"(\d{4})年?(?:底|末)?")


def read_day(text: str, year: int) -> date | None:
    """2026-12-20, 2026.12.20, 12月20日, 2026年12月 (its last day), 2026年底; null when it is no date."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    whole = _WHOLE.fullmatch(plain)
    if whole:
        return date(int(whole[1]), 12, 31)
    found = _DAY.fullmatch(plain) or re.fullmatch(r"(\d{4})[./-](\d{1,2})()", plain)
    if not found:
        return None
    in_year, month = int(found[1] or year), int(found[2])
    try:
        return date(in_year, month, int(found[3])) if found[3] else _last_of(in_year, month)
    except ValueError:
        return None


def _last_of(year: int, month: int) -> date:
    first = date(year, month, 1)  # also refuses a 13th month
    first_after = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(max(first, first_after).toordinal() - 1)


def _read_sound(text: str, year: int) -> bool | None:
    return {"是": True, "健全": True, "否": False, "不健全": False, "有缺项": False}.get(text)


_READERS: dict[str, Callable[[str, int], Any]] = {
    "due": read_day,
    "day": read_day,
    "promised": read_day,
    "sound": _read_sound,
}
_DATE = "不是日期，请写成 2026-12-20 的样子"
_EXPECTED = {"due": _DATE, "day": _DATE, "promised": _DATE, "sound": "应写“是”或“否”"}


def _key(name: str) -> str:
    """Titles are compared without spaces and marks: （） and (), ， and , are one."""
    return re.sub(r"[\s()（）,，、:：;]", "", unicodedata.normalize("NFKC", str(name)))


def _text(cells: Sequence[str], place: int) -> str:
    return str(cells[place]).strip() if place < len(cells) else ""


def _cell(place: int) -> str:
    """Column 0 is A, 26 is AA."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
