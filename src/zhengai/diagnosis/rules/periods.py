"""Which of an indicator's periods speaks for a round."""

from collections.abc import Collection

from zhengai_engine.model.period import Calendar, Period, PeriodKind


def fits(asked: Period, period: Period) -> bool:
    """Whether a value of `period` belongs to the round of `asked`: the same, or a part that ends inside it.

    A calendar year is part of no academic year; its figures (money, research) count in the one in which it ends.
    An autumn semester may begin in the last days of August, so ends are compared, not beginnings.
    """
    if period == asked:
        return True
    year = asked.kind is PeriodKind.ACADEMIC_YEAR and period.kind is PeriodKind.CALENDAR_YEAR
    part = period.kind is not asked.kind and asked.kind.contains(period.kind)
    return (year or part) and asked.covers(period.end)


def at_most(asked: Period, period: Period) -> bool:
    """Whether `period` begins before `asked` ends."""
    return period.start <= asked.end


def newest_inside(calendar: Calendar, asked: Period, codes: Collection[str]) -> str | None:
    """The round's own period if it is among `codes`, else the longest of the newest inside it."""
    if asked.code in codes:
        return asked.code
    known = [calendar.find(code) for code in codes]
    inside = [period for period in known if period is not None and fits(asked, period)]
    newest = max(inside, key=lambda period: (period.end, -period.start.toordinal()), default=None)
    return newest.code if newest else None


def before(calendar: Calendar, period: Period) -> list[tuple[Period, bool]]:
    """The periods to compare with, best first, and whether it is the same one last year: a course that is taught
    every autumn has no value in spring."""
    found = [(calendar.previous(period), False)]
    if period.kind in (PeriodKind.SEMESTER, PeriodKind.MONTH):
        found.append((calendar.last_year(period), True))
    return [(each, same) for each, same in found if each is not None]
