"""One number from the operand values of the rows that count."""

import math
from collections.abc import Sequence
from fractions import Fraction
from statistics import median, pvariance
from typing import Any

from zhengai_engine.model.expression import AggregateFunction


def aggregate(function: AggregateFunction, values: Sequence[Any], quantile: float | None = None) -> Any:
    """`values` are not null. Null when there are none, except for the two counts."""
    if function is AggregateFunction.COUNT:
        return float(len(values))
    if function is AggregateFunction.COUNT_DISTINCT:
        return float(len(set(values)))
    if not values:
        return None
    if function is AggregateFunction.MAX:
        return max(values)
    if function is AggregateFunction.MIN:
        return min(values)
    return _of_numbers(function, values, quantile)


def total(values: Sequence[float]) -> float | None:
    """The sum, correctly rounded; null when it is beyond what a number can hold."""
    try:
        return math.fsum(values)
    except OverflowError:
        return None


def _of_numbers(function: AggregateFunction, values: Sequence[float], quantile: float | None) -> float | None:
    if function is AggregateFunction.SUM:
        return total(values)
    if function is AggregateFunction.MEAN:
        summed = total(values)
        return None if summed is None else summed / len(values)
    if function is AggregateFunction.MEDIAN:
        return median(values)
    if function is AggregateFunction.STDDEV:
        return math.sqrt(pvariance([Fraction(v) for v in values]))
    if function is AggregateFunction.QUANTILE:
        assert quantile is not None
        return interpolate(sorted(values), quantile)
    raise AssertionError(f"{function} is not an aggregate of numbers")


def interpolate(ordered: Sequence[float], quantile: float) -> float:
    """Linear between neighbours: quantile 0 is the smallest value, 1 the largest."""
    position = (len(ordered) - 1) * quantile
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)
