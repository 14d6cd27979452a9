"""Which period's data tells of a measure."""

from datetime import date

import pytest

from zhengai.improvement.rules.waiting import Course, first_to_speak, has_come, speaks
from zhengai_engine.model.period import Calendar, PeriodKind, Semester

CALENDAR = Calendar(
    [
        Semester("2025-2026-2", date(2026, 3, 2), 18),
        Semester("2026-2027-1", date(2026, 8, 31), 18),
        Semester("2026-2027-2", date(2027, 3, 1), 18),
    ]
)


def course(kind: str, baseline: str, began: date | None = None, done: date | None = None) -> Course:
    return Course(PeriodKind(kind), CALENDAR.period(baseline).end, began, done)


@pytest.mark.parametrize(
    ("period", "began", "done", "tells"),
    [
        ("2026-2027-1-W13", date(2026, 11, 17), date(2026, 11, 20), True),  # first complete week after
        ("2026-2027-1-W12", date(2026, 11, 16), date(2026, 11, 16), False),  # the week it was done in
        ("2026-2027-1-W13", date(2026, 11, 17), None, False),  # not done yet
        ("2026-2027-1-W11", date(2026, 11, 1), date(2026, 11, 2), False),  # before the baseline
        ("2026-2027-1-W10", None, None, False),
        ("2026-2027-1", date(2026, 11, 17), date(2026, 11, 20), False),  # another kind
    ],
)
def test_weeks(period: str, began: date | None, done: date | None, tells: bool) -> None:
    found = course("week", "2026-2027-1-W11", began, done)
    assert speaks(CALENDAR.period(period), found) is tells


@pytest.mark.parametrize(
    ("period", "length", "tells"),
    [
        ("2026-2027-1-W13", 1, True),
        ("2026-2027-1-W13", 4, False),  # three of its weeks were before the measure
        ("2026-2027-1-W15", 4, False),
        ("2026-2027-1-W16", 4, True),
        ("2026-2027-2-W01", 4, True),  # the new semester's weeks are all there are
        ("2026-12-10", 21, False),
        ("2026-12-11", 21, True),
        ("2026-12", 2, False),
        ("2027-01", 2, True),
    ],
)
def test_a_rolling_value_tells_when_all_it_covers_came_after(period: str, length: int, tells: bool) -> None:
    asked = CALENDAR.period(period)
    baseline_end, done = date(2026, 11, 15), date(2026, 11, 20)
    assert speaks(asked, Course(asked.kind, baseline_end, done, done, length)) is tells


@pytest.mark.parametrize(
    ("period", "began", "tells"),
    [
        ("2026-2027-1", date(2026, 7, 10), True),
        ("2026-2027-1", date(2026, 9, 20), True),  # in its first weeks
        ("2026-2027-1", date(2026, 11, 1), True),  # at its middle
        ("2026-2027-1", date(2026, 11, 20), False),  # mostly before the measure
        ("2026-2027-2", date(2026, 11, 20), True),
        ("2025-2026-2", date(2026, 3, 2), False),  # the baseline itself
        ("2026-2027-1", None, False),
    ],
)
def test_semesters(period: str, began: date | None, tells: bool) -> None:
    assert speaks(CALENDAR.period(period), course("semester", "2025-2026-2", began)) is tells


@pytest.mark.parametrize(
    ("found", "awaited"),
    [
        (course("week", "2026-2027-1-W11", date(2026, 11, 17), date(2026, 11, 20)), "2026-2027-1-W13"),
        (course("week", "2026-2027-1-W11", date(2026, 11, 17)), None),
        (course("week", "2026-2027-2-W18", date(2027, 7, 1), date(2027, 7, 2)), None),  # the calendar ends
        (course("week", "2026-2027-1-W18", date(2027, 1, 5), date(2027, 1, 5)), "2026-2027-2-W01"),
        (course("semester", "2025-2026-2", date(2026, 9, 1)), "2026-2027-1"),
        (course("semester", "2025-2026-2", date(2026, 12, 1)), "2026-2027-2"),
        (course("academic_year", "2025-2026", date(2026, 11, 1)), "2026-2027"),
        (course("academic_year", "2025-2026", date(2027, 6, 1)), "2027-2028"),
        (course("calendar_year", "2025", date(2026, 11, 20)), "2027"),
        (course("month", "2026-10", date(2026, 11, 1), date(2026, 11, 20)), "2026-12"),
        (course("day", "2026-11-19", date(2026, 11, 20), date(2026, 11, 20)), "2026-11-21"),
    ],
)
def test_what_is_awaited(found: Course, awaited: str | None) -> None:
    period = first_to_speak(CALENDAR, found)
    assert (period.code if period else None) == awaited


def test_a_running_period_counts_only_where_it_may() -> None:
    week = CALENDAR.period("2026-2027-1-W12")  # 11-16 … 11-22
    assert not has_come(week, date(2026, 11, 20), running=False)
    assert has_come(week, date(2026, 11, 20), running=True)
    assert not has_come(week, date(2026, 11, 15), running=True)
    assert has_come(week, date(2026, 11, 22), running=False)
