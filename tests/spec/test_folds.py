"""How a value crosses time and the hierarchy: the same rate is recomputed, a headcount is not added up."""

import pytest

from tests.spec.conftest import Ask
from tests.spec.tables import same
from tests.spec.write import aggregate, calculate, count, indicator, share, where
from zhengai_engine.model.expression import IndicatorRef
from zhengai_engine.model.indicator import OverLevels, OverTime
from zhengai_engine.model.period import PeriodKind

TERMS = (PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR)
WEEKS = (PeriodKind.WEEK, PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR)
REGISTRATIONS = """
    student | semester
    s1      | 2025-2026-1
    s2      | 2025-2026-1
    s3      | 2025-2026-1
    s1      | 2025-2026-2
    s3      | 2025-2026-2
    s1      | 2026-2027-1
"""
ATTENDANCE = """
    student | offering | semester    | week | status
    s1      | o1       | 2026-2027-1 | 1    | absent
    s1      | o1       | 2026-2027-1 | 2    | absent
    s2      | o1       | 2026-2027-1 | 2    | present
    s3      | o2       | 2026-2027-1 | 2    | present
    s1      | o2       | 2026-2027-1 | 3    | present
"""


@pytest.mark.parametrize(
    ("how", "value", "reason"),
    [
        (OverTime.ROWS, 5, None),
        (OverTime.SUM, 5, None),
        (OverTime.MEAN, 2.5, None),
        (OverTime.LAST, 2, None),
        (OverTime.FIRST, 3, None),
        (OverTime.MAX, 3, None),
        (OverTime.MIN, 2, None),
        (OverTime.NONE, None, "not_applicable"),
    ],
)
def test_headcount_of_a_year_from_its_semesters(
    ask: Ask, how: OverTime, value: float, reason: str | None
) -> None:
    """Three students registered in the first semester and two in the second: a year has 2, not 5."""
    heads = indicator("x", count("registrations"), periods=TERMS, over_time=how)
    [found] = ask(heads, level="college", periods="2025-2026", registrations=REGISTRATIONS)
    assert (found.value, str(found.reason) if found.reason else None) == (value, reason)


def test_the_base_period_itself_is_computed_from_rows(ask: Ask) -> None:
    heads = indicator("x", count("registrations"), periods=TERMS, over_time=OverTime.NONE)
    [found] = ask(heads, level="college", periods="2025-2026-1", registrations=REGISTRATIONS)
    assert found.value == 3


def test_semesters_to_come_are_not_a_headcount_of_nought(ask: Ask) -> None:
    """Of 2026-2027 only the first semester is known; a programme that lost its students in it has 0."""
    heads = indicator("x", count("attendance"), periods=WEEKS, over_time=OverTime.LAST)
    found = ask(heads, level="programme", periods="2026-2027-1", attendance=ATTENDANCE)
    same(
        found,
        """
        subject | value | reason
        p1      | 1     | -
        p2      | 0     | -
        p3      | 0     | -
        """,
    )
    nothing = ask(heads, level="college", periods="2025-2026-1", attendance=ATTENDANCE)
    assert [(v.value, str(v.reason)) for v in nothing] == [(None, "no_data")]


def test_the_last_rate_keeps_its_parts_and_the_mean_of_rates_has_none(ask: Ask) -> None:
    rate = share("attendance", where("status", "=", "absent"))
    found = ask(
        indicator("rows", rate, periods=WEEKS),
        indicator("first", rate, periods=WEEKS, over_time=OverTime.FIRST),
        indicator("mean", rate, periods=WEEKS, over_time=OverTime.MEAN),
        codes=["rows", "first", "mean"],
        level="college",
        periods="2026-2027-1",
        attendance=ATTENDANCE,
    )
    same(
        found,
        """
        indicator | value        | numerator | denominator
        rows      | 0.4          | 2         | 5
        first     | 1            | 1         | 1
        mean      | 0.4444444444 | -         | -
        """,
    )


def test_a_year_folds_weeks_not_semesters(ask: Ask) -> None:
    """The base period is the week: the year's maximum is that of its busiest week."""
    busiest = indicator("x", count("attendance"), periods=WEEKS, over_time=OverTime.MAX)
    [found] = ask(busiest, level="college", periods="2026-2027", attendance=ATTENDANCE)
    assert found.value == 3


def test_over_levels_sum_rows_and_weighted(ask: Ask) -> None:
    """s1 is absent in a course of each department: added up over courses he counts twice, from rows once."""
    people = aggregate("count_distinct", "attendance.student")
    rate = share("attendance", where("status", "=", "absent"))
    base = ("course", "department", "college")
    found = ask(
        indicator("sum", people, levels=base, over_levels=OverLevels.SUM),
        indicator("rows", people, levels=base),
        indicator("weighted", rate, levels=base, over_levels=OverLevels.WEIGHTED),
        indicator("added", rate, levels=base, over_levels=OverLevels.SUM),
        indicator("none", people, levels=base, over_levels=OverLevels.NONE),
        codes=["sum", "rows", "weighted", "added", "none"],
        level="college",
        periods="2026-2027-1",
        attendance=ATTENDANCE,
    )
    same(
        found,
        """
        indicator | value        | numerator | denominator | reason
        sum       | 4            | -         | -           | -
        rows      | 3            | -         | -           | -
        weighted  | 0.4          | 2         | 5           | -
        added     | 0.6666666667 | -         | -           | -
        none      | -            | -         | -           | not_applicable
        """,
    )


def test_weighted_goes_by_the_members_own_row(ask: Ask) -> None:
    """The department of a course is the course's, whatever department its students are of."""
    rate = share("attendance", where("status", "=", "absent"))
    x = indicator("x", rate, levels=("course", "department"), over_levels=OverLevels.WEIGHTED)
    found = ask(x, level="department", periods="2026-2027-1-W02", attendance=ATTENDANCE)
    same(
        found,
        """
        subject | value | numerator | denominator | reason
        d1      | 0.5   | 1         | 2           | -
        d2      | 0     | 0         | 1           | -
        """,
    )
    before = ask(x, level="department", periods="2026-2027-1-W09", attendance=ATTENDANCE)
    assert [(v.value, v.denominator, str(v.reason)) for v in before] == [(None, 0, "no_data")] * 2


def test_a_level_above_that_the_members_do_not_reach_is_not_applicable(ask: Ask) -> None:
    x = indicator("x", count("grades"), levels=("course", "programme"), over_levels=OverLevels.SUM)
    assert {str(v.reason) for v in ask(x, level="programme", periods="2026-2027-1")} == {"not_applicable"}


def test_time_is_folded_after_the_hierarchy(ask: Ask) -> None:
    """p2's student left: the college's year is its last semester (2), not each programme's last value (3)."""
    heads = indicator(
        "x",
        calculate(aggregate("sum", "grades.weight"), "*", 1),
        levels=("programme", "college"),
        periods=TERMS,
        over_time=OverTime.LAST,
        over_levels=OverLevels.SUM,
    )
    found = ask(
        heads,
        level="college",
        periods="2025-2026",
        grades="""
            student | offering | semester    | weight
            s1      | o1       | 2025-2026-1 | 1
            s3      | o1       | 2025-2026-1 | 1
            s1      | o1       | 2025-2026-2 | 2
        """,
    )
    assert [v.value for v in found] == [2]


def test_a_reference_reads_the_folded_value(ask: Ask) -> None:
    """Students per programme place: the year's headcount is the last semester's, wherever it is used."""
    found = ask(
        indicator("heads", count("registrations"), periods=TERMS, over_time=OverTime.LAST),
        indicator("x", calculate(IndicatorRef("heads"), "/", count("programmes"))),
        level="college",
        periods="2025-2026",
        registrations=REGISTRATIONS,
    )
    same(found, "value | numerator | denominator\n 0.666666667 | 2 | 3")
