"""The judge's own arithmetic, checked against sums a person can do."""

import math

import pytest

from zhengai_engine.model.expression import AggregateFunction
from zhengai_engine.model.value import NullReason, Value
from zhengai_engine.reference.aggregates import aggregate, interpolate, total
from zhengai_engine.reference.expressions import number, round_half_away
from zhengai_engine.reference.windows import ratio_of_sums, reason_of


def value(
    number: float | None, numerator: float | None, denominator: float | None, reason: NullReason | None = None
) -> Value:
    return Value("x", "college", "c", "2026", number, numerator, denominator, reason)


def test_a_sum_is_rounded_once() -> None:
    assert total([0.1] * 10) == 1.0
    assert total([1e308, 1e308]) is None


def test_a_mean_that_cannot_be_held_is_null() -> None:
    assert aggregate(AggregateFunction.MEAN, [1e308, 1e308]) is None


@pytest.mark.parametrize(("quantile", "wanted"), [(0, 1), (0.25, 1.75), (0.5, 2.5), (1, 4)])
def test_quantiles_lie_between_neighbours(quantile: float, wanted: float) -> None:
    assert interpolate([1, 2, 3, 4], quantile) == wanted


def test_the_spread_of_nearly_equal_large_numbers_does_not_cancel() -> None:
    assert aggregate(AggregateFunction.STDDEV, [1e12, 1e12 + 2]) == 1


def test_rounding_a_decimal_as_it_is_written() -> None:
    """Every three-place decimal that ends in 5 goes up at two places, although half of their doubles are less."""
    for thousandths in range(5, 10_000, 10):
        assert round_half_away(thousandths / 1000, 2) == math.floor(thousandths / 10 + 1) / 100
        assert round_half_away((thousandths - 1) / 1000, 2) == math.floor(thousandths / 10) / 100


def test_a_number_that_is_not_finite_is_null() -> None:
    for bad in (math.inf, -math.inf, math.nan, None):
        assert (number(bad).value, number(bad).reason) == (None, NullReason.NO_DATA)


def test_a_ratio_of_sums_leaves_out_what_has_no_parts() -> None:
    found = ratio_of_sums([value(0.5, 1, 2), value(None, None, None, NullReason.NO_DATA), value(1, 2, 2)])
    assert (found.value, found.numerator, found.denominator) == (0.75, 3, 4)


def test_a_ratio_of_sums_that_cancel_has_no_denominator() -> None:
    found = ratio_of_sums([value(1, 1, 1), value(-1, 1, -1)])
    assert (found.value, found.reason, found.numerator, found.denominator) == (
        None,
        NullReason.NO_DENOMINATOR,
        2,
        0,
    )


def test_nothing_folded_has_neither_value_nor_parts() -> None:
    found = ratio_of_sums([])
    assert (found.value, found.reason, found.numerator, found.denominator) == (
        None,
        NullReason.NO_DATA,
        None,
        None,
    )
    assert reason_of([value(None, 1, 0, NullReason.NO_DENOMINATOR)]) is NullReason.NO_DENOMINATOR
