"""Earlier periods: previous, last year, changes, rolling and cumulative windows, and their gaps."""

from tests.spec.conftest import Ask
from tests.spec.tables import same
from tests.spec.write import aggregate, calculate, count, indicator, share, where
from zhengai_engine.model.expression import (
    Change,
    ChangeKind,
    IndicatorRef,
    Shift,
    ShiftKind,
    Window,
    WindowKind,
)
from zhengai_engine.model.indicator import OverTime
from zhengai_engine.model.period import PeriodKind

RATE = indicator("rate", share("attendance", where("status", "=", "absent")))
MEAN = indicator("mean", aggregate("mean", "grades.score"))
TOP = indicator("top", aggregate("max", "grades.score"))
ATTENDANCE = """
    student | offering | semester    | week | status
    s1      | o1       | 2026-2027-1 | 1    | absent
    s1      | o1       | 2026-2027-1 | 2    | absent
    s2      | o1       | 2026-2027-1 | 2    | present
    s3      | o1       | 2026-2027-1 | 2    | present
    s1      | o1       | 2026-2027-1 | 5    | present
"""
GRADES = """
    student | offering | semester    | score
    s1      | o1       | 2025-2026-1 | 80
    s3      | o1       | 2025-2026-1 | 0
    s1      | o1       | 2025-2026-2 | 60
    s1      | o1       | 2026-2027-1 | 90
    s3      | o1       | 2026-2027-1 | 50
    s4      | o1       | 2026-2027-1 | 70
"""


def rolling(code: str, length: int, unit: PeriodKind = PeriodKind.WEEK) -> Window:
    return Window(WindowKind.ROLLING, code, length, unit)


def test_previous_and_last_year(ask: Ask) -> None:
    found = ask(
        MEAN,
        indicator("previous", Shift(ShiftKind.PREVIOUS, "mean")),
        indicator("last_year", Shift(ShiftKind.LAST_YEAR, "mean")),
        indicator("pop", Change(ChangeKind.POP, "mean")),
        indicator("yoy", Change(ChangeKind.YOY, "mean")),
        codes=["previous", "last_year", "pop", "yoy"],
        level="programme",
        periods="2026-2027-1",
        grades=GRADES,
    )
    same(
        found,
        """
        indicator | subject | value | numerator | denominator | reason
        previous  | p1      | 60    | 60        | 1           | -
        previous  | p2      | -     | 0         | 0           | no_data
        previous  | p3      | -     | 0         | 0           | no_data
        last_year | p1      | 80    | 80        | 1           | -
        last_year | p2      | 0     | 0         | 1           | -
        last_year | p3      | -     | 0         | 0           | no_data
        pop       | p1      | 0.5   | -         | -           | -
        pop       | p2      | -     | -         | -           | no_data
        pop       | p3      | -     | -         | -           | no_data
        yoy       | p1      | 0.125 | -         | -           | -
        yoy       | p2      | -     | -         | -           | no_denominator
        yoy       | p3      | -     | -         | -           | no_data
        """,
    )


def test_the_first_semester_and_the_first_week_have_nothing_before_them(ask: Ask) -> None:
    previous = indicator("x", Shift(ShiftKind.PREVIOUS, "count"))
    for period in ("2025-2026-1", "2026-2027-1-W01"):
        [found] = ask(
            indicator("count", count("attendance")),
            previous,
            level="college",
            periods=period,
            attendance=ATTENDANCE,
        )
        assert (found.value, str(found.reason)) == (None, "no_data")


def test_the_same_week_of_the_semester_a_year_ago(ask: Ask) -> None:
    [found] = ask(
        indicator("count", count("attendance")),
        indicator("x", Shift(ShiftKind.LAST_YEAR, "count")),
        level="college",
        periods="2026-2027-1-W02",
        attendance="""
            student | offering | semester    | week
            s1      | o1       | 2025-2026-1 | 2
            s1      | o1       | 2025-2026-2 | 2
        """,
    )
    assert found.value == 1


def test_a_rolling_rate_is_sum_by_sum_and_gaps_do_not_stop_it(ask: Ask) -> None:
    """Weeks 3 and 4 have no rows. A mean of weekly rates would be 2/3 in week 2."""
    found = ask(
        RATE,
        indicator("x", rolling("rate", 3)),
        level="college",
        periods="2026-2027-1-W01 2026-2027-1-W02 2026-2027-1-W04 2026-2027-1-W05 2026-2027-1-W09",
        attendance=ATTENDANCE,
    )
    same(
        found,
        """
        period          | value        | numerator | denominator | reason
        2026-2027-1-W01 | 1            | 1         | 1           | -
        2026-2027-1-W02 | 0.5          | 2         | 4           | -
        2026-2027-1-W04 | 0.3333333333 | 1         | 3           | -
        2026-2027-1-W05 | 0            | 0         | 1           | -
        2026-2027-1-W09 | -            | 0         | 0           | no_data
        """,
    )


def test_cumulative_starts_with_the_semester(ask: Ask) -> None:
    more = ATTENDANCE + "\n s1 | o1 | 2025-2026-2 | 18 | absent"
    found = ask(
        RATE,
        indicator("x", Window(WindowKind.CUMULATIVE, "rate")),
        level="college",
        periods="2026-2027-1-W01 2026-2027-1-W05",
        attendance=more,
    )
    same(
        found,
        """
        period          | value | numerator | denominator
        2026-2027-1-W01 | 1     | 1         | 1
        2026-2027-1-W05 | 0.4   | 2         | 5
        """,
    )


def test_a_rolling_rate_counts_rows_of_periods_without_a_value(ask: Ask) -> None:
    """One late in a week without absence is 1/0 alone; over two weeks its row is in the numerator."""
    late, absent = (
        count("attendance", where("status", "=", "late")),
        count("attendance", where("status", "=", "absent")),
    )
    found = ask(
        indicator("rate", calculate(late, "/", absent)),
        indicator("x", rolling("rate", 2)),
        codes=["rate", "x"],
        level="college",
        periods="2026-2027-1-W02",
        attendance="""
            student | offering | semester    | week | status
            s1      | o1       | 2026-2027-1 | 1    | absent
            s1      | o1       | 2026-2027-1 | 2    | late
        """,
    )
    same(
        found,
        """
        indicator | value | numerator | denominator | reason
        rate      | -     | 1         | 0           | no_denominator
        x         | 1     | 1         | 1           | -
        """,
    )


def test_a_rolling_number_goes_by_the_indicators_over_time(ask: Ask) -> None:
    """Semester maxima 80, 60, 90 for p1."""
    values = {}
    for how in OverTime:
        top = indicator(
            "top", aggregate("max", "grades.score"), periods=(PeriodKind.SEMESTER,), over_time=how
        )
        window = indicator("x", rolling("top", 3, PeriodKind.SEMESTER))
        values[how.value] = ask(top, window, level="programme", periods="2026-2027-1", grades=GRADES)[0].value
    mean = 230 / 3
    assert values == {
        "rows": mean, "sum": 230, "mean": mean, "last": 90, "first": 80, "max": 90, "min": 60, "none": mean,
    }  # fmt: skip


def test_a_rolling_window_of_another_unit_is_not_applicable(ask: Ask) -> None:
    found = ask(
        RATE,
        indicator("x", rolling("rate", 3)),
        level="college",
        periods="2026-2027-1",
        attendance=ATTENDANCE,
    )
    assert [(v.value, str(v.reason)) for v in found] == [(None, "not_applicable")]


def test_a_window_over_nothing_says_why(ask: Ask) -> None:
    """p1 has rows but nothing to divide by, p2 has no rows."""
    ratio = calculate(count("grades"), "/", count("grades", where("score", ">", 100)))
    found = ask(
        indicator("ratio", ratio),
        indicator("x", rolling("ratio", 2, PeriodKind.SEMESTER)),
        level="programme",
        periods="2025-2026-2",
        grades=GRADES.replace("s3      | o1       | 2025", "s4      | o1       | 2025"),
    )
    same(
        found,
        """
        subject | value | numerator | denominator | reason
        p1      | -     | 2         | 0           | no_denominator
        p2      | -     | 0         | 0           | no_data
        p3      | -     | 1         | 0           | no_denominator
        """,
    )


def test_windows_of_windows_resolve(ask: Ask) -> None:
    """The change of a rolling rate: 2/4 after 1/1 is a fall by half."""
    found = ask(
        RATE,
        indicator("rolling", rolling("rate", 3)),
        indicator("pop", Change(ChangeKind.POP, "rolling")),
        indicator("x", calculate(IndicatorRef("pop"), "*", 100)),
        level="college",
        periods="2026-2027-1-W02",
        attendance=ATTENDANCE,
    )
    assert [v.value for v in found] == [-50]


def test_months_and_years_shift_too(ask: Ask) -> None:
    energy = """
        month   | kwh
        2025-09 | 100
        2026-08 | 80
        2026-09 | 120
    """
    known = (
        indicator("kwh", aggregate("sum", "energy.kwh")),
        indicator("pop", Change(ChangeKind.POP, "kwh")),
        indicator("yoy", Change(ChangeKind.YOY, "kwh")),
        indicator("so_far", Window(WindowKind.CUMULATIVE, "kwh")),
    )
    codes = ["pop", "yoy", "so_far"]
    month = ask(*known, codes=codes, level="college", periods="2026-09", energy=energy)
    assert [v.value for v in month] == [0.5, 0.2, 120]
    year = ask(*known, codes=codes, level="college", periods="2026", energy=energy)
    assert [v.value for v in year] == [1, 1, 200]
