"""Indicators made of indicators: nesting, members below, rank, peers, weights."""

import pytest

from tests.spec.conftest import Ask
from tests.spec.tables import same
from tests.spec.write import aggregate, calculate, compare, count, indicator, share, where
from zhengai_engine.model.expression import (
    Children,
    ChildrenFunction,
    ChildValue,
    Expression,
    IndicatorRef,
    PeerMean,
    Rank,
    Weighted,
    WeightedPart,
)
from zhengai_engine.model.indicator import Direction, Missing

MEAN = indicator("mean", aggregate("mean", "grades.score"))
TOP = indicator("top", aggregate("max", "grades.score"))
GRADES = """
    student | offering | semester    | score
    s1      | o1       | 2026-2027-1 | 90
    s1      | o2       | 2026-2027-1 | 70
    s2      | o1       | 2026-2027-1 | 50
    s3      | o1       | 2026-2027-1 | 80
"""


def test_composites_of_composites_of_composites(ask: Ask) -> None:
    found = ask(
        indicator("fourth", calculate(IndicatorRef("third"), "/", IndicatorRef("third"))),
        indicator("third", calculate(IndicatorRef("second"), "+", IndicatorRef("mean"))),
        indicator("second", calculate(IndicatorRef("mean"), "*", IndicatorRef("mean"))),
        MEAN,
        codes=["third", "fourth"],
        level="programme",
        periods="2026-2027-1",
        grades=GRADES,
    )
    same(
        found,
        """
        indicator | subject | value | numerator | denominator | reason
        third     | p1      | 4970  | -         | -           | -
        third     | p2      | 6480  | -         | -           | -
        third     | p3      | -     | -         | -           | no_data
        fourth    | p1      | 1     | 4970      | 4970        | -
        fourth    | p2      | 1     | 6480      | 6480        | -
        fourth    | p3      | -     | -         | -           | no_data
        """,
    )


def test_the_reason_of_the_first_missing_operand_is_kept(ask: Ask) -> None:
    nothing = calculate(count("grades"), "/", count("grades", where("score", ">", 100)))
    found = ask(
        TOP,
        indicator("ratio", nothing),
        indicator("a", calculate(IndicatorRef("ratio"), "+", IndicatorRef("top"))),
        indicator("b", calculate(IndicatorRef("top"), "+", IndicatorRef("ratio"))),
        codes=["a", "b"],
        level="student",
        periods="2026-2027-1",
        grades=GRADES.replace("50", "-"),
    )
    reasons = {(v.indicator, v.subject): str(v.reason) for v in found}
    assert reasons["a", "s2"] == "no_denominator"
    assert reasons["b", "s2"] == "no_data"
    assert reasons["b", "s1"] == "no_denominator"
    assert reasons["a", "s4"] == "no_data"


@pytest.mark.parametrize(
    ("function", "condition", "values"),
    [
        ("count", None, [2, 1, 0]),
        ("count", compare(ChildValue(), "<", 80), [1, 0, 0]),
        ("sum", None, [130, 80, None]),
        ("mean", None, [65, 80, None]),
        ("mean", compare(ChildValue(), "<", 80), [50, None, None]),
        ("max", None, [80, 80, None]),
        ("min", None, [50, 80, None]),
        ("median", None, [65, 80, None]),
    ],
)
def test_children_are_the_members_below(
    ask: Ask, function: str, condition: Expression | None, values: list[float | None]
) -> None:
    """The mean of students' means is asked for here (65); from rows the programme's mean is 70."""
    below = Children(ChildrenFunction(function), "mean", "student", condition)
    found = ask(MEAN, indicator("x", below), level="programme", periods="2026-2027-1", grades=GRADES)
    assert [v.value for v in found] == values
    assert {str(v.reason) for v in found if v.value is None} <= {"no_data"}
    assert {v.denominator for v in found} == {None}


def test_children_of_the_college_are_all_members_even_those_of_no_programme(ask: Ask) -> None:
    below = Children(ChildrenFunction.COUNT, "n", "student", compare(ChildValue(), "=", 0))
    found = ask(
        indicator("n", count("grades")),
        indicator("x", below),
        level="college",
        periods="2026-2027-1",
        students="""
            student | programme
            s1      | p1
            s2      | -
            s3      | gone
        """,
    )
    assert [v.value for v in found] == [3]


def test_children_that_cannot_be_are_not_applicable(ask: Ask) -> None:
    """A course has no students below it, and the rate is not computed for courses."""
    mean = indicator("mean", aggregate("mean", "grades.score"), levels=("student",))
    students = indicator("a", Children(ChildrenFunction.COUNT, "mean", "student"))
    courses = indicator("b", Children(ChildrenFunction.COUNT, "mean", "course"))
    assert {str(v.reason) for v in ask(mean, students, level="course", periods="2026-2027-1")} == {
        "not_applicable"
    }
    assert {str(v.reason) for v in ask(mean, courses, level="college", periods="2026-2027-1")} == {
        "not_applicable"
    }
    unknown = ask(mean, students, level="college", periods="2026-2027-1", never=("students",))
    assert [(v.value, str(v.reason)) for v in unknown] == [(None, "no_data")]


@pytest.mark.parametrize(
    ("direction", "ranks"),
    [
        (Direction.HIGHER, [1, 3, 1, None]),
        (Direction.LOWER, [2, 1, 2, None]),
        (Direction.NONE, [1, 3, 1, None]),
        (Direction.BAND, [1, 3, 1, None]),
    ],
)
def test_equal_values_share_a_rank(ask: Ask, direction: Direction, ranks: list[int | None]) -> None:
    mean = indicator("mean", aggregate("mean", "grades.score"), direction=direction)
    found = ask(mean, indicator("x", Rank("mean")), level="student", periods="2026-2027-1", grades=GRADES)
    assert [v.value for v in found] == ranks
    assert str(found[-1].reason) == "no_data"


def test_the_peer_mean_of_a_rate_is_sum_by_sum_and_of_a_number_the_mean(ask: Ask) -> None:
    """Programme maxima 90 and 80: 85. Means 70 (of three) and 80 (of one): 290 / 4."""
    found = ask(
        MEAN,
        TOP,
        indicator("rate", PeerMean("mean")),
        indicator("number", PeerMean("top")),
        indicator("gap", calculate(IndicatorRef("mean"), "-", PeerMean("mean"))),
        codes=["rate", "number", "gap"],
        level="programme",
        periods="2026-2027-1",
        grades=GRADES,
    )
    same(
        found,
        """
        indicator | subject | value | numerator | denominator | reason
        rate      | p1      | 72.5  | 290       | 4           | -
        rate      | p2      | 72.5  | 290       | 4           | -
        rate      | p3      | 72.5  | 290       | 4           | -
        number    | p1      | 85    | -         | -           | -
        number    | p2      | 85    | -         | -           | -
        number    | p3      | 85    | -         | -           | -
        gap       | p1      | -2.5  | -         | -           | -
        gap       | p2      | 7.5   | -         | -           | -
        gap       | p3      | -     | -         | -           | no_data
        """,
    )


WEIGHTED = Weighted((WeightedPart("pass", 0.6), WeightedPart("absent", 0.2, inverted=True)))


@pytest.mark.parametrize(
    ("missing", "values"),
    [
        (Missing.SKIP_IF_ANY, [0.875, None, None, None]),
        (Missing.SKIP_IF_ALL, [0.875, 1, 0, None]),
        (Missing.NEVER, [0.875, 0.75, 0, 0]),
    ],
)
def test_weights_and_what_a_missing_part_does(ask: Ask, missing: Missing, values: list[float | None]) -> None:
    """s1 passed all and was absent half the time; s2 has grades only, s3 attendance only, s4 neither."""
    found = ask(
        indicator("pass", share("grades", where("score", ">=", 60))),
        indicator("absent", share("attendance", where("status", "=", "absent"))),
        indicator("x", WEIGHTED, missing=missing),
        level="student",
        periods="2026-2027-1",
        grades="""
            student | offering | semester    | score
            s1      | o1       | 2026-2027-1 | 60
            s2      | o1       | 2026-2027-1 | 60
        """,
        attendance="""
            student | offering | semester    | week | status
            s1      | o1       | 2026-2027-1 | 1    | absent
            s1      | o1       | 2026-2027-1 | 2    | present
            s3      | o1       | 2026-2027-1 | 2    | absent
        """,
    )
    assert [v.value for v in found] == [None if v is None else pytest.approx(v) for v in values]


def test_weights_that_cancel_leave_nothing_to_divide_by(ask: Ask) -> None:
    parts = (WeightedPart("n", 1), WeightedPart("n", -1))
    found = ask(
        indicator("n", count("grades")),
        indicator("x", Weighted(parts)),
        level="college",
        periods="2026-2027-1",
    )
    assert [(v.value, str(v.reason)) for v in found] == [(None, "no_denominator")]
