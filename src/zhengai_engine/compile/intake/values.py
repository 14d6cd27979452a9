"""What one written value means. Every reader takes the text of a non-empty cell and returns the value or raises
Unreadable with the reason, a Chinese clause that follows “写的是…,”."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

from zhengai_engine.compile.intake.characters import plain, tidy
from zhengai_engine.tables.dataset import Field

Read: TypeAlias = str | int | float | bool | date | None
Reader: TypeAlias = Callable[[str], Read]

YES = frozenset(["是", "有", "对", "真", "y", "yes", "t", "true", "√", "✓", "✔", "1", "1.0", "on"])
NO = frozenset(
    ["否", "无", "没有", "不是", "错", "假", "n", "no", "f", "false", "×", "✗", "x", "0", "0.0", "off"]
)
LARGEST_INTEGER = 2**63 - 1

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][+-]?\d{1,2})?(%)?")
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?(?:[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_CHINESE_DATE = re.compile(
    r"([〇零○O一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]?"
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_DIGITS = {**{c: str(i) for i, c in enumerate("〇一二三四五六七八九")}, "零": "0", "○": "0", "O": "0"}
_UNITS = "一二三四五六七八九"
_COUNTED = {
    **{c: i for i, c in enumerate(_UNITS, 1)},
    "十": 10,
    **{"十" + c: 10 + i for i, c in enumerate(_UNITS, 1)},
    "二十": 20,
    **{"二十" + c: 20 + i for i, c in enumerate(_UNITS, 1)},
    "三十": 30,
    "三十一": 31,
}
_EARLIEST, _LATEST = 1900, 2100
# day 60 of the spreadsheet calendar is the 29 February 1900 that never was; all dates meant here come later
_SERIAL_ZERO = date(1899, 12, 30)


class Unreadable(ValueError):
    """The value cannot be what the field holds; the message is the reason."""


def counted(text: str) -> int | None:
    """三十一 → 31; null when it is no number up to 31."""
    return _COUNTED.get(text)


def read_number(text: str, unit: str = "") -> float:
    """1,234.5 · 85% → 0.85 (85 where the field's unit is %) · 1234元 where the unit is 元."""
    written = plain(text)
    if unit and unit != "%" and written.endswith(unit):
        written = written.removesuffix(unit)
    match = _NUMBER.fullmatch(written)
    if not match or not any(c.isdigit() for c in written):
        raise Unreadable("不是数字")
    value = float(written.rstrip("%").replace(",", ""))
    if abs(value) == float("inf"):
        raise Unreadable("数字太大")
    return value / 100 if match[5] and unit != "%" else value


def read_integer(text: str, unit: str = "") -> int:
    try:
        value = read_number(text, unit)
    except Unreadable as problem:
        raise Unreadable("不是整数" if str(problem) == "不是数字" else str(problem)) from problem
    if not value.is_integer():
        raise Unreadable("不是整数")
    if abs(value) > LARGEST_INTEGER:
        raise Unreadable("数字太大")
    return int(value)


def read_date(text: str) -> date:
    """Day by year, month, day in the ways people write it, compact (20260901), Chinese, or a spreadsheet's serial."""
    written = tidy(text)
    match = _DATE.fullmatch(written) or _DATE.fullmatch(plain(text))
    if match or (match := _COMPACT_DATE.fullmatch(written)):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _CHINESE_DATE.fullmatch(plain(text)):
        year = int("".join(_DIGITS[c] for c in match[1]))
        return _day(year, _COUNTED.get(match[2], 0), _COUNTED.get(match[3], 0))
    if _SERIAL.fullmatch(written):
        return _SERIAL_ZERO + timedelta(days=int(float(written)))
    raise Unreadable("不是日期，请写成 2026-09-01 的样子")


def _day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as problem:
        raise Unreadable("这一天不存在") from problem
    if not _EARLIEST <= year <= _LATEST:
        raise Unreadable(f"年份不在 {_EARLIEST} 到 {_LATEST} 之间")
    return found


def read_boolean(text: str) -> bool:
    written = tidy(text).lower()
    if written in YES:
        return True
    if written in NO:
        return False
    raise Unreadable("不是“是”或“否”")


NOT_A_CHOICE = "不在可选值中"  # begins the reason of a word that no choice knows


def choice_reader(each: Field) -> Reader:
    """A choice is written as its value or any of its aliases, in capitals or not."""
    meant = {
        plain(word).lower(): choice.value
        for choice in each.choices
        for word in (*choice.aliases, choice.value)
    }
    allowed = "、".join(choice.value for choice in each.choices)

    def read(text: str) -> str:
        found = meant.get(plain(text).lower())
        if found is None:
            raise Unreadable(f"{NOT_A_CHOICE}(可选：{allowed})")
        return found

    return read
