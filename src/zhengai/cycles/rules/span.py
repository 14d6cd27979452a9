"""Which periods a cycle holds: a proof of week 6 belongs to the cycle of its semester or of its academic year."""

from datetime import date, timedelta

from zhengai_engine.model.period import Calendar, Period, PeriodKind

_DAY = timedelta(days=1)


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


def codes_inside(calendar: Calendar, cycle: Period) -> list[str]:
    """The codes of all periods whose cycle this is, so that a database can be asked for them."""
    codes = [cycle.code]
    for kind in (PeriodKind.SEMESTER, PeriodKind.WEEK):
        codes += [part.code for part in calendar.parts(cycle, kind) if part.code != cycle.code]
    day, last = cycle.start, _last_day(calendar, cycle)
    while day <= last:
        codes.append(day.isoformat())
        following = day + _DAY
        if following.day == 1:
            codes.append(f"{day.year}-{day.month:02d}")
            if following.month == 1:
                codes.append(str(day.year))
        day = following
    year = cycle.code[:9]
    if cycle.kind is PeriodKind.SEMESTER and _is_last_of(calendar, cycle, year):
        codes.append(year)
    return codes


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
