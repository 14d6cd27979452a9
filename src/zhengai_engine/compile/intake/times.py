"""The many ways to write a semester, a teaching week, a month or a year, brought to the codes of the calendar."""

import re

from zhengai_engine.compile.intake.characters import plain
from zhengai_engine.compile.intake.values import Reader, Unreadable, counted, read_integer
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.dataset import Dataset, Field, FieldType

_YEARS = r"(\d{4})(?:学年)?[-~至/]+(\d{4}|\d{2})(?:学年度?|年度?)?"
_TERM = {"1": 1, "一": 1, "上": 1, "秋": 1, "秋季": 1, "2": 2, "二": 2, "下": 2, "春": 2, "春季": 2}
_BY_YEARS = re.compile(rf"{_YEARS}[-()第]*([12一二上下秋春]季?)\)?(?:学期|半年)?\)?")
_BY_SEASON = re.compile(r"(\d{4})年?[-]?(秋|春)(?:季)?(?:学期)?")
_COMPACT = re.compile(r"(\d{4})([12])")
_COMPACT_YEARS = re.compile(r"(\d{4})(\d{4})-?([12])")
_WEEK = re.compile(r"[第W]?(\d{1,2}|[一二三四五六七八九十]{1,3})(?:教学)?周?(?:次)?", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:月|-01)?")  # spreadsheets turn 2026-11 into its first day
_ACADEMIC_YEAR = re.compile(_YEARS)


def time_reader(dataset: Dataset, each: Field) -> Reader | None:
    """The reader of a field that says when; null for fields that are read by their type alone."""
    if dataset.time is None or each.code not in dataset.time.fields:
        return None
    if dataset.time.kind is PeriodKind.WEEK and each.code == dataset.time.fields[1]:
        return read_week
    if each.type is FieldType.INTEGER:
        return read_year
    if each.type is not FieldType.TEXT:
        return None
    return {
        PeriodKind.WEEK: read_semester,
        PeriodKind.SEMESTER: read_semester,
        PeriodKind.MONTH: read_month,
        PeriodKind.ACADEMIC_YEAR: read_academic_year,
        PeriodKind.CALENDAR_YEAR: lambda text: str(read_year(text)),
    }.get(dataset.time.kind)


def read_semester(text: str) -> str:
    """2026-2027学年第1学期 · 2026-2027(1) · 20261 · 2026秋: the autumn semester opens the academic year; 2027春 is
    the second semester of 2026-2027."""
    written = plain(text)
    if match := _BY_YEARS.fullmatch(written):
        return _semester(_academic_year(match[1], match[2]), _TERM[match[3]])
    if match := _COMPACT_YEARS.fullmatch(written):
        return _semester(_academic_year(match[1], match[2]), int(match[3]))
    if match := _BY_SEASON.fullmatch(written):
        term = _TERM[match[2]]
        first = int(match[1]) - (term - 1)
        return _semester(f"{first}-{first + 1}", term)
    if match := _COMPACT.fullmatch(written):
        return _semester(f"{match[1]}-{int(match[1]) + 1}", int(match[2]))
    raise Unreadable("不是学期，请写成 2026-2027-1 的样子")


def read_academic_year(text: str) -> str:
    written = plain(text)
    if match := _ACADEMIC_YEAR.fullmatch(written):
        return _academic_year(match[1], match[2])
    raise Unreadable("不是学年，请写成 2026-2027 的样子")


def read_week(text: str) -> int:
    """第6周 · 第十二周 · W06 · 6."""
    match = _WEEK.fullmatch(plain(text))
    if match:
        number = int(match[1]) if match[1].isdecimal() else counted(match[1])
        if number:
            return number
    raise Unreadable("不是周次，请写成 6 或 第6周")


def read_month(text: str) -> str:
    match = _MONTH.fullmatch(plain(text))
    if not match:
        raise Unreadable("不是月份，请写成 2026-11 的样子")
    if not 1 <= int(match[2]) <= 12:
        raise Unreadable("这个月不存在")
    return f"{match[1]}-{int(match[2]):02d}"


def read_year(text: str) -> int:
    """2026 · 2026年 · 2026年度 · 2026级."""
    written = re.sub(r"(年度?|级)$", "", plain(text))
    year = read_integer(written)
    if not 1900 <= year <= 2100:
        raise Unreadable("不是年份，请写成 2026 的样子")
    return year


def _academic_year(first: str, second: str) -> str:
    following = int(first) + 1
    if int(second) not in (following, following % 100):
        raise Unreadable(f"学年应是相连的两年，例如 {first}-{following}")
    return f"{first}-{following}"


def _semester(academic_year: str, term: int) -> str:
    return f"{academic_year}-{term}"
