"""Which periods a cycle holds: a proof of week 6 belongs to the cycle of its semester or of its academic year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zhengai_engine.model.period import Calendar, Period, PeriodKind

_DAY = timedelta(days=1)
_A_MONTH = timedelta(days=31)  # from the first of a month: into the next


class OutsideCalendar(ValueError):
    """The calendar has no cycle that holds the period; the message is a Chinese sentence."""


def cycle_period(calendar: Calendar, kind: PeriodKind, period: Period) -> Period:
    """The cycle of `kind` that holds the period. One that no cycle holds whole, a month or a calendar year, belongs
    to the cycle in which it ends; a vacation belongs to the semester before it."""
    if period.kind is kind:
        return period
    if period.kind in (PeriodKind.WEEK, PeriodKind.SEMESTER):
        # by its code: an autumn semester may begin in the last days of August
        inside = period.code[:9] if kind is PeriodKind.ACADEMIC_YEAR else period.code.partition("-W")[0]
        return calendar.period(inside)
    if kind is PeriodKind.SEMESTER and period.kind is PeriodKind.ACADEMIC_YEAR:
        parts = calendar.parts(period, kind)
        found = parts[-1] if parts else None
    else:
        found = calendar.containing(period.end, kind)
    if found is None:
        raise OutsideCalendar(
            f"校历里没有包含{period.name}的{kind.chinese}，请先在校历中登记{kind.chinese}的起止日期"
        )
    return found


@dataclass(frozen=True)
class Span:
    """The periods whose cycle this is, short enough to be written into a question to a database: a year of single
    codes is some four hundred. Days are written alike, so that they compare as texts."""

    codes: frozenset[str]  # the cycle itself, semesters, months, years
    weeks: tuple[str, ...]  # of these semesters: what their weeks' codes begin with
    first_day: str
    last_day: str

    def holds(self, code: str) -> bool:
        if code in self.codes or code.startswith(self.weeks):
            return True
        return len(code) == len(self.first_day) and self.first_day <= code <= self.last_day


def span_of(calendar: Calendar, cycle: Period) -> Span:
    last = _last_day(calendar, cycle)
    semesters = [part.code for part in calendar.parts(cycle, PeriodKind.SEMESTER)]
    codes = {cycle.code, *semesters, *_months_and_years(cycle.start, last)}
    year = cycle.code[:9]
    if cycle.kind is PeriodKind.SEMESTER and _is_last_of(calendar, cycle, year):
        codes.add(year)
    weeks = tuple(f"{code}-W" for code in semesters)
    return Span(frozenset(codes), weeks, cycle.start.isoformat(), last.isoformat())


def _months_and_years(first: date, last: date) -> Iterator[str]:
    """Those that end between the two days."""
    month = first.replace(day=1)
    while (following := (month + _A_MONTH).replace(day=1)) - _DAY <= last:
        yield f"{month.year}-{month.month:02d}"
        if following.month == 1:
            yield str(month.year)
        month = following


def _last_day(calendar: Calendar, cycle: Period) -> date:
    """A semester's cycle goes on through the vacation, until the next begins."""
    if cycle.kind is not PeriodKind.SEMESTER:
        return cycle.end
    later = [each.first_monday for each in calendar.semesters if each.first_monday > cycle.start]
    year_end = date(int(cycle.code[5:9]), 8, 31)
    return min(later) - _DAY if later else max(year_end, cycle.end)


def _is_last_of(calendar: Calendar, cycle: Period, year: str) -> bool:
    parts = calendar.parts(calendar.period(year), PeriodKind.SEMESTER)
    return bool(parts) and parts[-1].code == cycle.code
