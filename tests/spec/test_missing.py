"""What a missing operand does: three strategies, chosen by the definition, never silently."""

import pytest

from tests.spec.conftest import Ask
from tests.spec.write import aggregate, calculate, count, field, indicator
from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Change,
    ChangeKind,
    Expression,
    IndicatorRef,
    IsNull,
    Rank,
    Shift,
    ShiftKind,
)
from zhengai_engine.model.indicator import Missing

GRADES = """
    student | offering | semester    | score | weight
    s1      | o1       | 2026-2027-1 | 90    | 2
    s2      | o1       | 2026-2027-1 | 80    | -
    s3      | o1       | 2026-2027-1 | -     | -
"""
SCORE, WEIGHT = aggregate("sum", "grades.score"), aggregate("sum", "grades.weight")


@pytest.mark.parametrize(
    ("expression", "any_", "all_", "never"),
    [
        (calculate(SCORE, "+", WEIGHT), [92, None, None], [92, 80, None], [92, 80, 0]),
        (calculate(WEIGHT, "-", SCORE), [-88, None, None], [-88, -80, None], [-88, -80, 0]),
        (calculate(SCORE, "*", WEIGHT), [180, None, None], [180, None, None], [180, 0, 0]),
        (calculate(SCORE, "/", WEIGHT), [45, None, None], [45, None, None], [45, None, None]),
        (calculate(calculate(SCORE, "+", WEIGHT), "+", 1), [93, None, None], [93, 81, 1], [93, 81, 1]),
        (IsNull(WEIGHT), [0, 1, 1], [0, 1, 1], [0, 0, 0]),
        (calculate(IndicatorRef("w"), "+", SCORE), [92, None, None], [92, 80, None], [92, 80, 0]),
        (Shift(ShiftKind.PREVIOUS, "w"), [None] * 3, [None] * 3, [0, 0, 0]),
        (Change(ChangeKind.POP, "w"), [None] * 3, [None] * 3, [None] * 3),
        (Rank("w"), [1, None, None], [1, None, None], [1, None, None]),
    ],
)
def test_the_three_strategies(
    ask: Ask, expression: Expression, any_: list[float], all_: list[float], never: list[float]
) -> None:
    """s2 has no weight, s3 neither score nor weight."""
    for missing, wanted in ((Missing.SKIP_IF_ANY, any_), (Missing.SKIP_IF_ALL, all_), (Missing.NEVER, never)):
        found = ask(
            indicator("w", WEIGHT),
            indicator("x", expression, missing=missing),
            level="student",
            periods="2026-2027-1",
            grades=GRADES,
        )
        assert [v.value for v in found[:3]] == wanted, missing


def test_a_quotient_keeps_what_the_strategy_made_of_its_parts(ask: Ask) -> None:
    ratio = calculate(WEIGHT, "/", SCORE)
    parts = {
        missing: [
            (v.numerator, v.denominator, None if v.reason is None else str(v.reason))
            for v in ask(
                indicator("x", ratio, missing=missing), level="student", periods="2026-2027-1", grades=GRADES
            )
        ]
        for missing in (Missing.SKIP_IF_ANY, Missing.NEVER)
    }
    assert parts == {
        Missing.SKIP_IF_ANY: [
            (2, 90, None),
            (None, 80, "no_data"),
            (None, None, "no_data"),
            (None, None, "no_data"),
        ],
        Missing.NEVER: [(2, 90, None), (0, 80, None), (0, 0, "no_denominator"), (0, 0, "no_data")],
    }


def test_inside_a_row_null_stays_null_under_every_strategy(ask: Ask) -> None:
    """The row without a weight is not counted as score + 0."""
    both = Aggregate(AggregateFunction.SUM, "grades", calculate(field("score"), "+", field("weight")))
    for missing in Missing:
        [found] = ask(
            indicator("x", both, missing=missing), level="college", periods="2026-2027-1", grades=GRADES
        )
        assert found.value == 92


def test_never_makes_a_dataset_that_was_not_received_nought(ask: Ask) -> None:
    found = ask(
        indicator("x", calculate(count("grades"), "+", count("students")), missing=Missing.NEVER),
        level="college",
        periods="2026-2027-1",
        never=("grades",),
    )
    assert [v.value for v in found] == [4]
