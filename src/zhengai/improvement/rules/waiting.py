"""Which period's data can speak of a measure, and why none does yet.

A week, month or day speaks when it began after the measure was carried out: the first complete one. A rolling value
speaks when all it covers did: four weeks after the measure, not three before it and one after. A semester or
year is long: waiting for a whole one after a measure of its first weeks would lose half a year, so it speaks when the
measure began no later than its middle.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from zhengai_engine.model.period import Calendar, Period, PeriodKind

SHORT = (PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH)
_TEACHING = (PeriodKind.WEEK, PeriodKind.SEMESTER)  # these end with the calendar


@dataclass(frozen=True)
class Course:
    """When a measure was done, and what came before it."""

    kind: PeriodKind
    baseline_end: date
    began: date | None
    carried_out: date | None
    length: int = 1  # how many periods one value covers: 4 for a rolling value of four weeks

    @property
    def since(self) -> date | None:
        """The day from which periods of this kind can speak; null while none can."""
        return self.carried_out if self.kind in SHORT else self.began


def speaks(period: Period, course: Course) -> bool:
    """Whether the period's value tells of the measure."""
    since = course.since
    if period.kind is not course.kind or since is None or period.start <= course.baseline_end:
        return False
    if course.kind in SHORT:
        return _covered_from(period, course.length) > since
    return since <= period.start + (period.end - period.start) // 2


def _covered_from(period: Period, length: int) -> date:
    """The first day that the value of a short period tells of. In the first weeks of a semester it covers those that
    there are."""
    if period.kind is PeriodKind.WEEK:
        return period.start - timedelta(weeks=min(length, int(period.code.rpartition("-W")[2])) - 1)
    if period.kind is PeriodKind.DAY:
        return period.start - timedelta(days=length - 1)
    months = period.start.year * 12 + period.start.month - length
    return date(months // 12, months % 12 + 1, 1)


def has_come(period: Period, today: date, *, running: bool) -> bool:
    """A period that still runs is judged only where the control point says so."""
    return period.start <= today if running else period.end <= today


def first_to_speak(calendar: Calendar, course: Course) -> Period | None:
    """The period whose data is awaited; null before the measure is done and where the calendar ends."""
    if course.since is None:
        return None
    return next((each for each in _coming(calendar, course) if speaks(each, course)), None)


def _coming(calendar: Calendar, course: Course) -> Iterable[Period]:
    if course.kind in _TEACHING:
        return sorted((p for p in calendar.all() if p.kind is course.kind), key=lambda p: p.start)
    return _natural(calendar, course)


def _natural(calendar: Calendar, course: Course) -> Iterable[Period]:
    """Three are enough: the one that runs, the next, and one more when its middle has passed."""
    assert course.since is not None
    day = max(course.baseline_end, course.since)
    for _ in range(3):
        found = calendar.containing(day, course.kind)
        if found is not None:
            yield found
            day = found.end + timedelta(days=1)
