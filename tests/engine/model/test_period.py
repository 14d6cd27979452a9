"""The calendar of a college: codes, names, neighbours, parts."""

from datetime import date

import pytest

from zhengai_engine.model.period import Calendar, Period, PeriodKind, Semester, UnknownPeriod

CALENDAR = Calendar(
    [
        Semester("2026-2027-1", date(2026, 8, 31), 18),
        Semester("2025-2026-1", date(2025, 9, 1), 18),
        Semester("2025-2026-2", date(2026, 3, 2), 17),
    ]
)


def codes(periods: list[Period]) -> list[str]:
    return [period.code for period in periods]


@pytest.mark.parametrize(
    ("code", "kind", "start", "end", "name"),
    [
        ("2025-2026", "academic_year", "2025-09-01", "2026-08-31", "2025—2026学年"),
        ("2025-2026-2", "semester", "2026-03-02", "2026-06-28", "2025—2026学年第2学期"),
        ("2026-2027-1-W06", "week", "2026-10-05", "2026-10-11", "2026—2027学年第1学期第6周"),
        ("2026", "calendar_year", "2026-01-01", "2026-12-31", "2026年"),
        ("2026-02", "month", "2026-02-01", "2026-02-28", "2026年2月"),
        ("2024-02", "month", "2024-02-01", "2024-02-29", "2024年2月"),
        ("2026-11-20", "day", "2026-11-20", "2026-11-20", "2026年11月20日"),
    ],
)
def test_a_code_names_a_period(code: str, kind: str, start: str, end: str, name: str) -> None:
    found = CALENDAR.period(f" {code} ")
    assert (found.kind, found.code, found.name) == (kind, code, name)
    assert (found.start, found.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert found.covers(found.start)
    assert found.covers(found.end)
    assert not found.covers(date(2030, 1, 1))


@pytest.mark.parametrize(
    "code",
    [
        "2026-2028",
        "2026-2027-2",
        "2026-2027-3",
        "2026-2027-1-W00",
        "2026-2027-1-W19",
        "2026-13",
        "2026-02-30",
        "0000",
        "",
    ],
)
def test_what_is_no_period_says_so_in_chinese(code: str) -> None:
    with pytest.raises(UnknownPeriod, match=f"没有“{code}”这个周期"):
        CALENDAR.period(code)


def test_a_mistyped_period_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownPeriod, match="是不是 2026-2027-1"):
        CALENDAR.period("2026-2027-11")
    with pytest.raises(UnknownPeriod, match="zhengai periods"):
        CALENDAR.period("上学期")


def test_a_code_that_left_the_calendar_is_not_found() -> None:
    assert CALENDAR.find("2019-2020-1-W03") is None
    assert CALENDAR.find(" 2026-2027-1 ") == CALENDAR.period("2026-2027-1")


def test_a_semester_has_a_code_of_its_form_and_begins_on_a_monday() -> None:
    with pytest.raises(ValueError, match="不是“2026-2027-1”的样子"):
        Semester("2026秋", date(2026, 8, 31), 18)
    with pytest.raises(ValueError, match="不是星期一"):
        Semester("2026-2027-1", date(2026, 9, 1), 18)


def test_all_lists_years_before_their_semesters_oldest_first() -> None:
    found = codes(CALENDAR.all())
    assert found[:3] == ["2025-2026", "2025-2026-1", "2025-2026-1-W01"]
    assert found[-3:] == ["2026-2027-1-W18", "2025", "2026"] or found[-4:] == [
        "2026-2027-1-W18",
        "2025",
        "2026",
        "2027",
    ]
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("day", "kind", "code"),
    [
        ("2026-11-20", "week", "2026-2027-1-W12"),
        ("2026-11-20", "semester", "2026-2027-1"),
        ("2026-07-20", "semester", "2025-2026-2"),
        ("2026-07-20", "week", "2025-2026-2-W17"),
        ("2025-08-01", "semester", None),
        ("2026-08-31", "academic_year", "2025-2026"),
        ("2026-09-01", "academic_year", "2026-2027"),
        ("2026-08-31", "calendar_year", "2026"),
        ("2026-08-31", "month", "2026-08"),
        ("2026-08-31", "day", "2026-08-31"),
    ],
)
def test_the_period_that_holds_a_day_or_ended_last_before_it(day: str, kind: str, code: str | None) -> None:
    found = CALENDAR.containing(date.fromisoformat(day), PeriodKind(kind))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("code", "previous", "last_year"),
    [
        ("2026-2027-1-W06", "2026-2027-1-W05", "2025-2026-1-W06"),
        ("2026-2027-1-W01", None, "2025-2026-1-W01"),
        ("2026-2027-1", "2025-2026-2", "2025-2026-1"),
        ("2025-2026-2", "2025-2026-1", None),
        ("2025-2026-1", None, None),
        ("2026-2027", "2025-2026", "2025-2026"),
        ("2026", "2025", "2025"),
        ("2026-01", "2025-12", "2025-01"),
        ("2026-03-01", "2026-02-28", "2025-03-01"),
        ("2024-02-29", "2024-02-28", "2023-02-28"),
        ("2026-01-01", "2025-12-31", "2025-01-01"),
    ],
)
def test_the_period_before_and_the_one_a_year_ago(
    code: str, previous: str | None, last_year: str | None
) -> None:
    period = CALENDAR.period(code)
    found = CALENDAR.previous(period), CALENDAR.last_year(period)
    assert tuple(each.code if each else None for each in found) == (previous, last_year)


def test_week_eighteen_has_no_week_a_year_ago_in_a_shorter_semester() -> None:
    longer = Calendar([Semester("2025-2026-1", date(2025, 9, 1), 16), *CALENDAR.semesters[2:]])
    assert longer.last_year(longer.period("2026-2027-1-W18")) is None


@pytest.mark.parametrize(
    ("code", "kind", "count", "first", "last"),
    [
        ("2025-2026", "semester", 2, "2025-2026-1", "2025-2026-2"),
        ("2025-2026", "week", 35, "2025-2026-1-W01", "2025-2026-2-W17"),
        ("2025-2026", "month", 12, "2025-09", "2026-08"),
        ("2025-2026", "day", 365, "2025-09-01", "2026-08-31"),
        ("2025-2026-2", "week", 17, "2025-2026-2-W01", "2025-2026-2-W17"),
        ("2025-2026-2-W01", "day", 7, "2026-03-02", "2026-03-08"),
        ("2026", "month", 12, "2026-01", "2026-12"),
        ("2024-02", "day", 29, "2024-02-01", "2024-02-29"),
        ("2026-02", "month", 1, "2026-02", "2026-02"),
    ],
)
def test_the_parts_of_a_period(code: str, kind: str, count: int, first: str, last: str) -> None:
    found = codes(CALENDAR.parts(CALENDAR.period(code), PeriodKind(kind)))
    assert (len(found), found[0], found[-1]) == (count, first, last)


@pytest.mark.parametrize(
    ("code", "kind"), [("2026-02", "week"), ("2026", "semester"), ("2025-2026-1", "month")]
)
def test_what_does_not_lie_whole_inside_is_no_part(code: str, kind: str) -> None:
    """A week may straddle two months, a semester two calendar years, a month two semesters."""
    assert CALENDAR.parts(CALENDAR.period(code), PeriodKind(kind)) == []
    assert not CALENDAR.period(code).kind.contains(PeriodKind(kind))


def test_a_window_is_shorter_where_the_calendar_begins() -> None:
    week = CALENDAR.period("2026-2027-1-W03")
    assert codes(CALENDAR.window(week, 2)) == ["2026-2027-1-W02", "2026-2027-1-W03"]
    assert len(CALENDAR.window(week, 9)) == 3
    assert codes(CALENDAR.window(CALENDAR.period("2026-01"), 2)) == ["2025-12", "2026-01"]


@pytest.mark.parametrize(
    ("code", "count", "first"),
    [
        ("2026-2027-1-W03", 3, "2026-2027-1-W01"),
        ("2025-2026-2", 2, "2025-2026-1"),
        ("2026-01", 5, "2025-09"),
        ("2026-01-03", 3, "2026-01-01"),
        ("2026-2027", 1, "2026-2027"),
        ("2026", 1, "2026"),
    ],
)
def test_cumulating_begins_with_the_enclosing_period(code: str, count: int, first: str) -> None:
    found = codes(CALENDAR.since_start(CALENDAR.period(code)))
    assert (len(found), found[0], found[-1]) == (count, first, code)


def test_a_semester_that_begins_in_august_belongs_to_the_year_in_its_code() -> None:
    """2026-2027-1 starts on 2026-08-31, a day before the academic year does."""
    assert codes(CALENDAR.since_start(CALENDAR.period("2026-2027-1"))) == ["2026-2027-1"]
    assert codes(CALENDAR.parts(CALENDAR.period("2026-2027"), PeriodKind.SEMESTER)) == ["2026-2027-1"]


def test_every_kind_has_a_chinese_name() -> None:
    assert [kind.chinese for kind in PeriodKind] == ["日", "周", "月", "学期", "学年", "自然年"]
