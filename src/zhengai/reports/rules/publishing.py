"""When a publication of statistics is due (INF-15)."""

from datetime import date, timedelta

from zhengai_engine.model.period import Calendar, Period, PeriodKind

# how often statistics can be published
KINDS = (PeriodKind.MONTH, PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR)
MOST_WAIT = 180  # days
MOST_FIGURES = 5000  # of one publication: what a page can still show


class PublicationRefused(ValueError):
    """The message is a Chinese sentence."""


def due_period(calendar: Calendar, kind: PeriodKind, wait: int, planned: date, day: date) -> Period | None:
    """The newest period of the kind that has been over for `wait` days, so that late data are in. What was due before
    the plan was made is not published: nobody waited for it."""
    over = [
        each
        for each in calendar.all()
        if each.kind is kind and each.end + timedelta(days=wait) <= day and each.end >= planned
    ]
    return max(over, key=lambda each: each.end, default=None)
