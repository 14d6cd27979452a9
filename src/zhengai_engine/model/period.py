"""Typed, nested periods (学年、自然年、学期、月、周、日) and the calendar of one college.

Codes: academic year `2026-2027` (09-01…08-31), calendar year `2026`, semester `2026-2027-1`,
month `2026-11`, week `2026-2027-1-W06` (teaching week 6), day `2026-11-20`.
A teaching week belongs to its semester: it starts on a Monday, week 1 at the semester's first Monday.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum


class PeriodKind(StrEnum):
    """Kinds of period. `contains` says which kinds are whole parts of which."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEMESTER = "semester"
    ACADEMIC_YEAR = "academic_year"
    CALENDAR_YEAR = "calendar_year"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]

    def contains(self, other: "PeriodKind") -> bool:
        """Whether every period of kind `other` lies whole inside one period of this kind."""
        return other is self or other in _PARTS[self]


_CHINESE = {
    PeriodKind.DAY: "日",
    PeriodKind.WEEK: "周",
    PeriodKind.MONTH: "月",
    PeriodKind.SEMESTER: "学期",
    PeriodKind.ACADEMIC_YEAR: "学年",
    PeriodKind.CALENDAR_YEAR: "自然年",
}
_PARTS: dict[PeriodKind, frozenset[PeriodKind]] = {
    PeriodKind.DAY: frozenset(),
    PeriodKind.WEEK: frozenset({PeriodKind.DAY}),
    PeriodKind.MONTH: frozenset({PeriodKind.DAY}),
    PeriodKind.SEMESTER: frozenset({PeriodKind.DAY, PeriodKind.WEEK}),
    PeriodKind.ACADEMIC_YEAR: frozenset(
        {PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.SEMESTER}
    ),
    PeriodKind.CALENDAR_YEAR: frozenset({PeriodKind.DAY, PeriodKind.MONTH}),
}


class UnknownPeriod(ValueError):
    """The code names no period of this college's calendar; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Period:
    """One stretch of time, first and last day included."""

    kind: PeriodKind
    code: str
    start: date
    end: date

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def name(self) -> str:
        """How people say it: 2026—2027学年第1学期第6周."""
        return _spoken(self)


@dataclass(frozen=True)
class Semester:
    """A row of the college's calendar: `code` such as 2026-2027-1, the Monday of week 1, teaching weeks."""

    code: str
    first_monday: date
    weeks: int

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d{4}-\d{4}-[12]", self.code):
            raise ValueError(f"学期代码 {self.code!r} 不是“2026-2027-1”的样子")
        if self.first_monday.weekday() != 0:
            raise ValueError(f"学期 {self.code} 的第一周应从星期一开始，{self.first_monday} 不是星期一")

    @property
    def academic_year(self) -> str:
        return self.code[:9]


class Calendar:
    """The semesters of one college; everything else about time follows from them."""

    def __init__(self, semesters: list[Semester]) -> None:
        self.semesters = tuple(sorted(semesters, key=lambda s: s.first_monday))
        self._by_code = {s.code: s for s in self.semesters}

    def period(self, code: str) -> Period:
        """The period a code names; raises UnknownPeriod with the nearest known codes."""
        found = self.find(code)
        if found is None:
            near = get_close_matches(code, [p.code for p in self.all()], n=2, cutoff=0.6)
            hint = f"。是不是 {' 或 '.join(near)}？" if near else "，用 zhengai periods 查看可用的周期"
            raise UnknownPeriod(f"没有“{code}”这个周期{hint}")
        return found

    def find(self, code: str) -> Period | None:
        """The same, or null: for codes that were written down once and may have left the calendar since."""
        return self._parse(code.strip())

    def all(self) -> list[Period]:
        """Every academic year, semester and teaching week, oldest first, a year before its semesters."""
        result: list[Period] = []
        for year in dict.fromkeys(s.academic_year for s in self.semesters):
            result.append(_academic_year(year))
            for semester in self.semesters:
                if semester.academic_year == year:
                    result.append(_semester(semester))
                    result.extend(_week(semester, n) for n in range(1, semester.weeks + 1))
        years = {d for s in self.semesters for d in (s.first_monday.year, _semester(s).end.year)}
        result.extend(_calendar_year(y) for y in sorted(years))
        return result

    def containing(self, day: date, kind: PeriodKind) -> Period | None:
        """The period of `kind` that holds `day`; in a vacation the semester or week that ended last."""
        if kind in (PeriodKind.SEMESTER, PeriodKind.WEEK):
            return self._latest_started(day, kind)
        if kind is PeriodKind.ACADEMIC_YEAR:
            first = day.year if day.month >= 9 else day.year - 1
            return _academic_year(f"{first}-{first + 1}")
        return _natural(day, kind)

    def previous(self, period: Period) -> Period | None:
        """The period before of the same kind (上期). Week 1 has none: a semester's weeks stand alone."""
        if period.kind is PeriodKind.WEEK:
            return self._week_offset(period, -1)
        if period.kind is PeriodKind.SEMESTER:
            index = self._index(period.code)
            return _semester(self.semesters[index - 1]) if index > 0 else None
        if period.kind is PeriodKind.ACADEMIC_YEAR:
            return _academic_year(_shift_year_code(period.code, -1))
        return _natural(period.start - timedelta(days=1), period.kind)

    def last_year(self, period: Period) -> Period | None:
        """The same period one year earlier (去年同期): same week of the semester of the same number."""
        if period.kind in (PeriodKind.WEEK, PeriodKind.SEMESTER):
            semester, _, week = period.code.partition("-W")
            earlier = _shift_year_code(semester[:9], -1) + semester[9:]
            return self._parse(f"{earlier}-W{week}" if week else earlier)
        if period.kind is PeriodKind.ACADEMIC_YEAR:
            return _academic_year(_shift_year_code(period.code, -1))
        year = period.start.year - 1
        last_day = calendar.monthrange(year, period.start.month)[1]
        return _natural(date(year, period.start.month, min(period.start.day, last_day)), period.kind)

    def parts(self, period: Period, kind: PeriodKind) -> list[Period]:
        """The periods of `kind` inside `period`, oldest first; [period] when it is of that kind itself."""
        if period.kind is kind:
            return [period]
        if not period.kind.contains(kind):
            return []
        if kind in (PeriodKind.SEMESTER, PeriodKind.WEEK):
            return [p for p in self._teaching(kind) if p.code.startswith(period.code)]
        return list(_days_as(period, kind))

    def window(self, period: Period, length: int) -> list[Period]:
        """`length` periods ending with `period`, oldest first; fewer where the calendar begins."""
        found = [period]
        while len(found) < length:
            earlier = self.previous(found[0])
            if earlier is None:
                break
            found.insert(0, earlier)
        return found

    def since_start(self, period: Period) -> list[Period]:
        """From the start of the enclosing period to this one (累计): weeks of the semester, semesters and
        months of the academic year, days of the month."""
        if period.kind is PeriodKind.WEEK:
            parent: Period | None = self._parse(period.code.partition("-W")[0])
        elif period.kind is PeriodKind.DAY:
            parent = _natural(period.start, PeriodKind.MONTH)
        elif period.kind is PeriodKind.SEMESTER:
            # by its code: an autumn semester may begin in the last days of August
            parent = _academic_year(period.code[:9])
        elif period.kind is PeriodKind.MONTH:
            parent = self.containing(period.start, PeriodKind.ACADEMIC_YEAR)
        else:
            parent = None
        if parent is None:
            return [period]
        return [p for p in self.parts(parent, period.kind) if p.start <= period.start]

    def _parse(self, code: str) -> Period | None:
        if match := re.fullmatch(r"(\d{4}-\d{4}-[12])(?:-W(\d{2}))?", code):
            semester = self._by_code.get(match[1])
            if semester is None:
                return None
            if match[2] is None:
                return _semester(semester)
            number = int(match[2])
            return _week(semester, number) if 1 <= number <= semester.weeks else None
        if match := re.fullmatch(r"(\d{4})-(\d{4})", code):
            return _academic_year(code) if int(match[2]) == int(match[1]) + 1 else None
        return _parse_natural(code)

    def _teaching(self, kind: PeriodKind) -> Iterator[Period]:
        for semester in self.semesters:
            if kind is PeriodKind.SEMESTER:
                yield _semester(semester)
            else:
                yield from (_week(semester, n) for n in range(1, semester.weeks + 1))

    def _latest_started(self, day: date, kind: PeriodKind) -> Period | None:
        started = [p for p in self._teaching(kind) if p.start <= day]
        return started[-1] if started else None

    def _index(self, code: str) -> int:
        return next(i for i, s in enumerate(self.semesters) if s.code == code)

    def _week_offset(self, period: Period, offset: int) -> Period | None:
        semester, _, week = period.code.partition("-W")
        return self._parse(f"{semester}-W{int(week) + offset:02d}")


def _academic_year(code: str) -> Period:
    first = int(code[:4])
    return Period(PeriodKind.ACADEMIC_YEAR, code, date(first, 9, 1), date(first + 1, 8, 31))


def _calendar_year(year: int) -> Period:
    return Period(PeriodKind.CALENDAR_YEAR, str(year), date(year, 1, 1), date(year, 12, 31))


def _semester(semester: Semester) -> Period:
    end = semester.first_monday + timedelta(weeks=semester.weeks, days=-1)
    return Period(PeriodKind.SEMESTER, semester.code, semester.first_monday, end)


def _week(semester: Semester, number: int) -> Period:
    start = semester.first_monday + timedelta(weeks=number - 1)
    return Period(PeriodKind.WEEK, f"{semester.code}-W{number:02d}", start, start + timedelta(days=6))


def _natural(day: date, kind: PeriodKind) -> Period:
    if kind is PeriodKind.DAY:
        return Period(kind, day.isoformat(), day, day)
    if kind is PeriodKind.MONTH:
        last = calendar.monthrange(day.year, day.month)[1]
        return Period(kind, f"{day.year}-{day.month:02d}", day.replace(day=1), day.replace(day=last))
    return _calendar_year(day.year)


def _parse_natural(code: str) -> Period | None:
    try:
        if re.fullmatch(r"\d{4}", code):
            return _calendar_year(int(code))
        if re.fullmatch(r"\d{4}-\d{2}", code):
            return _natural(date.fromisoformat(f"{code}-01"), PeriodKind.MONTH)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", code):
            return _natural(date.fromisoformat(code), PeriodKind.DAY)
    except ValueError:
        return None
    return None


def _days_as(period: Period, kind: PeriodKind) -> Iterator[Period]:
    day = period.start
    while day <= period.end:
        part = _natural(day, kind)
        yield part
        day = part.end + timedelta(days=1)


def _shift_year_code(code: str, years: int) -> str:
    first = int(code[:4]) + years
    return f"{first}-{first + 1}"


def _spoken(period: Period) -> str:
    if period.kind is PeriodKind.CALENDAR_YEAR:
        return f"{period.code}年"
    if period.kind is PeriodKind.MONTH:
        return f"{period.start.year}年{period.start.month}月"
    if period.kind is PeriodKind.DAY:
        return f"{period.start.year}年{period.start.month}月{period.start.day}日"
    year = f"{period.code[:4]}—{period.code[5:9]}学年"
    if period.kind is PeriodKind.ACADEMIC_YEAR:
        return year
    semester, _, week = period.code.partition("-W")
    return f"{year}第{semester[-1]}学期" + (f"第{int(week)}周" if week else "")
