"""Which rows count: comparison, logic with three values, lists, dates, and fields of referred rows."""

from datetime import date

import pytest

from tests.spec.conftest import Ask
from tests.spec.tables import same
from tests.spec.write import both, calculate, compare, count, either, field, indicator, lift, where
from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Clip,
    Expression,
    If,
    InList,
    IsNull,
    Literal,
    Not,
    Round,
    Type,
)

GRADES = """
    student | offering | semester    | score | passed
    s1      | o1       | 2026-2027-1 | 90    | 是
    s2      | o1       | 2026-2027-1 | 59    | 否
    s3      | o1       | 2026-2027-1 | -     | -
    s4      | o2       | 2026-2027-1 | 60    | -
"""
HIGH, PASSED = where("score", ">=", 60), where("passed", "=", True)
TEXTS = (Literal("女", Type.TEXT), Literal("x", Type.TEXT))


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        (HIGH, 2),
        (Not(HIGH), 1),
        (where("score", "!=", 60), 2),
        (where("score", "<", 60), 1),
        (where("score", "<=", 60), 2),
        (where("score", ">", 60), 1),
        (field("passed"), 1),
        (PASSED, 1),
        (Not(PASSED), 1),
        (both(HIGH, PASSED), 1),
        (either(HIGH, PASSED), 2),
        (Not(both(HIGH, PASSED)), 1),
        (Not(either(HIGH, PASSED)), 1),
        (either(PASSED, Not(PASSED)), 2),
        (IsNull(field("score")), 1),
        (IsNull(field("score"), negated=True), 3),
        (IsNull(PASSED), 2),
        (InList(field("student.gender"), TEXTS), 2),
        (InList(field("student.gender"), TEXTS, negated=True), 2),
        (InList(field("score"), (Literal(59, Type.NUMBER), Literal(60, Type.NUMBER))), 2),
        (InList(field("score"), (Literal(59, Type.NUMBER),), negated=True), 2),
        (where("student.programme.department", "=", "d1"), 3),
        (where("offering.teacher.double", "=", True), 3),
        (where("offering.teacher.born", "<", date(1985, 1, 1)), 3),
        (where("offering.seats", ">", 35), 3),
        (compare(calculate(field("score"), "/", 2), ">", 29.5), 2),
        (compare(calculate(field("score"), "+", field("student.fee")), ">", 5000), 3),
        (IsNull(calculate(1, "/", calculate(field("score"), "-", 60))), 2),
        (compare(If(PASSED, lift(1), lift(2)), "=", 2), 3),
        (compare(If(HIGH, field("score"), lift(0)), "=", 0), 2),
        (compare(Round(calculate(field("score"), "/", 100), 1), "=", 0.6), 2),
        (compare(Clip(field("score"), 60, 80), "=", 60), 2),
    ],
)
def test_a_row_counts_only_when_its_condition_is_true(ask: Ask, condition: Expression, rows: int) -> None:
    """A null condition is not true; neither is its negation."""
    [found] = ask(
        indicator("x", count("grades", condition)), level="college", periods="2026-2027-1", grades=GRADES
    )
    assert found.value == rows


def test_an_operand_may_be_computed_and_follow_references(ask: Ask) -> None:
    """Student hours of the courses passed: nulls of either factor are skipped."""
    hours = Arithmetic(ArithmeticOperator.MULTIPLY, field("offering.course.hours"), field("score"))
    found = ask(
        indicator("x", Aggregate(AggregateFunction.SUM, "grades", hours, HIGH)),
        level="programme",
        periods="2026-2027-1",
        grades=GRADES,
    )
    same(
        found,
        """
        subject | value | reason
        p1      | 2880  | -
        p2      | -     | no_data
        p3      | 3840  | -
        """,
    )


def test_a_condition_through_a_broken_reference_is_null(ask: Ask) -> None:
    grades = GRADES.replace("o2", "o9")
    [other] = ask(
        indicator("x", count("grades", where("offering.course", "!=", "c1"))),
        level="college",
        periods="2026-2027-1",
        grades=grades,
    )
    assert other.value == 0


def test_conditions_on_values_have_three_values_too(ask: Ask) -> None:
    """s3 has no score: unknown, unless the other half decides."""
    top = Aggregate(AggregateFunction.MAX, "grades", field("score"))
    good, any_row, no_row = (
        compare(top, ">", 60),
        compare(count("grades"), ">", 0),
        compare(count("grades"), "=", 0),
    )
    found = ask(
        indicator("and", both(good, any_row)),
        indicator("and_false", both(good, no_row)),
        indicator("or_true", either(good, any_row)),
        indicator("not", Not(good)),
        indicator("null", IsNull(top)),
        indicator("if", If(good, lift(1), lift(2))),
        indicator("in", InList(top, (Literal(90, Type.NUMBER),))),
        codes=["and", "and_false", "or_true", "not", "null", "if", "in"],
        level="student",
        periods="2026-2027-1",
        grades=GRADES.replace("s4      | o2", "s1      | o2"),
    )
    assert {v.indicator: v.value for v in found if v.subject == "s3"} == {
        "and": None, "and_false": 0, "or_true": 1, "not": None, "null": 1, "if": 2, "in": None,
    }  # fmt: skip
    assert {v.indicator: v.value for v in found if v.subject == "s1"} == {
        "and": 1, "and_false": 0, "or_true": 1, "not": 0, "null": 0, "if": 1, "in": 1,
    }  # fmt: skip
    assert {str(v.reason) for v in found if v.value is None} == {"no_data"}


def test_text_is_compared_exactly(ask: Ask) -> None:
    [found] = ask(
        indicator("x", count("registrations", where("state", "=", "在读"))),
        level="college",
        periods="2026-2027-1",
        registrations="""
            student | semester    | state
            s1      | 2026-2027-1 | 在读
            s2      | 2026-2027-1 | 在读生
            s3      | 2026-2027-1 | -
        """,
    )
    assert found.value == 1
