"""Median, spread, quantile, latest, distinct, and rounding."""

import pytest

from tests.spec.conftest import Ask
from tests.spec.tables import same
from tests.spec.write import aggregate, calculate, compare, indicator, where
from zhengai_engine.model.expression import Aggregate, AggregateFunction, Clip, FieldRef, Round

GRADES = """
    student | offering | semester    | score
    s1      | o1       | 2026-2027-1 | 60
    s1      | o2       | 2026-2027-1 | 70
    s1      | o3       | 2026-2027-1 | 80
    s2      | o1       | 2026-2027-1 | 60
    s2      | o2       | 2026-2027-1 | -
    s3      | o1       | 2026-2027-1 | 10
    s3      | o2       | 2026-2027-1 | 20
    s3      | o3       | 2026-2027-1 | 30
    s3      | o4       | 2026-2027-1 | 100
"""


@pytest.mark.parametrize(
    ("function", "quantile", "s1", "s2", "s3"),
    [
        ("sum", None, 210, 60, 160),
        ("mean", None, 70, 60, 40),
        ("max", None, 80, 60, 100),
        ("min", None, 60, 60, 10),
        ("median", None, 70, 60, 25),
        ("stddev", None, 8.16496580927726, 0, 35.3553390593274),
        ("quantile", 0.9, 78, 60, 79),
        ("quantile", 0.0, 60, 60, 10),
        ("quantile", 1.0, 80, 60, 100),
        ("quantile", 0.5, 70, 60, 25),
        ("count_distinct", None, 3, 1, 4),
        ("count", None, 3, 1, 4),
    ],
)
def test_the_functions(
    ask: Ask, function: str, quantile: float | None, s1: float, s2: float, s3: float
) -> None:
    """s2 has one score: its spread is 0, every quantile is that score; s4 has none."""
    x = indicator("x", aggregate(function, "grades.score", quantile=quantile))
    found = ask(x, level="student", periods="2026-2027-1", grades=GRADES)
    none = 0 if function.startswith("count") else None
    assert [v.value for v in found] == [pytest.approx(s1), pytest.approx(s2), pytest.approx(s3), none]


def test_distinct_people_are_counted_once_at_every_level(ask: Ask) -> None:
    """挂科人数: s3 failed three times but is one person, in the department as in the programme."""
    failed = indicator("x", aggregate("count_distinct", "grades.student", where("score", "<", 60)))
    found = ask(failed, level="college", periods="2026-2027-1", grades=GRADES)
    assert [v.value for v in found] == [1]


def test_the_latest_value_is_that_of_the_latest_time_and_ties_go_to_the_greatest_key(ask: Ask) -> None:
    found = ask(
        indicator("x", aggregate("latest", "incidents.severity")),
        level="teacher",
        periods="2026-2027-1",
        incidents="""
            incident | teacher | day        | severity
            i9       | t1      | 2026-09-01 | 9
            i1       | t1      | 2026-09-08 | 1
            i3       | t1      | 2026-09-08 | 3
            i4       | t1      | 2026-09-08 | -
            i5       | t1      | 2027-03-01 | 5
            i6       | t2      | 2026-09-08 | -
        """,
    )
    same(
        found,
        """
        subject | value | reason
        t1      | 3     | -
        t2      | -     | no_data
        """,
    )


def test_the_latest_of_weeks_counts_weeks_as_numbers(ask: Ask) -> None:
    """Week 10 is later than week 9; a row whose week is lost is the earliest."""
    status = Aggregate(AggregateFunction.LATEST, "attendance", FieldRef(("status",)))
    [found] = ask(
        indicator("x", compare(status, "=", "absent")),
        level="college",
        periods="2026-2027-1",
        attendance="""
            student | offering | semester    | week | status
            s1      | o1       | 2026-2027-1 | 9    | present
            s1      | o1       | 2026-2027-1 | 10   | absent
            s2      | o1       | 2026-2027-1 | -    | late
        """,
    )
    assert found.value == 1


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        (0.125, 2, 0.13),
        (1.005, 2, 1.01),
        (2.5, 0, 3),
        (-2.5, 0, -3),
        (-0.125, 2, -0.13),
        (0.285, 2, 0.29),
        (2.4999, 0, 2),
        (1e15 + 1, 0, 1e15 + 1),
        (123456789.125, 2, 123456789.13),
        (9007199254740992, 2, 9007199254740992),
        (0, 3, 0),
    ],
)
def test_half_is_rounded_away_from_nought(ask: Ask, value: float, digits: int, rounded: float) -> None:
    fee = f"""
        student | programme | fee
        s1      | p1        | {value!r}
    """
    [found] = ask(
        indicator("x", Round(aggregate("sum", "students.fee"), digits)),
        level="student",
        periods="2026",
        students=fee,
    )
    assert found.value == rounded


@pytest.mark.parametrize(("fee", "clipped"), [("-5", 0), ("50", 50), ("200", 100), ("-", None)])
def test_clip(ask: Ask, fee: str, clipped: float | None) -> None:
    students = f"""
        student | programme | fee
        s1      | p1        | {fee}
    """
    [found] = ask(
        indicator("x", Clip(aggregate("sum", "students.fee"), 0, 100)),
        level="student",
        periods="2026",
        students=students,
    )
    assert found.value == clipped


def test_clipping_a_rate_drops_its_numerator(ask: Ask) -> None:
    """A clipped rate is no longer that quotient, so nothing may add up its parts."""
    [found] = ask(
        indicator("x", Clip(aggregate("mean", "grades.score"), 0, 50)),
        level="college",
        periods="2026-2027-1",
        grades=GRADES,
    )
    assert (found.value, found.numerator, found.denominator) == (50, None, None)


def test_a_number_too_large_to_hold_is_null(ask: Ask) -> None:
    [found] = ask(
        indicator("x", calculate(aggregate("max", "students.fee"), "*", 1e300)),
        level="student",
        periods="2026",
        students="""
            student | programme | fee
            s1      | p1        | 1e300
        """,
    )
    assert (found.value, str(found.reason)) == (None, "no_data")
