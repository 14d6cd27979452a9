"""Folding several values of one indicator into one: over periods, over the members below, over peers."""

from collections.abc import Sequence

from zhengai_engine.model.indicator import OverTime
from zhengai_engine.model.value import NullReason, Value
from zhengai_engine.reference.aggregates import total
from zhengai_engine.reference.expressions import Outcome, null, number


def ratio_of_sums(values: Sequence[Value]) -> Outcome:
    """Σ numerator / Σ denominator, never a mean of rates. A 5/0 takes part: its rows are in both sums."""
    pairs = [
        (value.numerator, value.denominator)
        for value in values
        if value.numerator is not None and value.denominator is not None
    ]
    if not pairs:
        return null(reason_of(values))
    numerator = total([pair[0] for pair in pairs])
    denominator = total([pair[1] for pair in pairs])
    quotient = None if numerator is None or not denominator else numerator / denominator
    outcome = number(quotient, reason_of(values))
    return Outcome(outcome.value, outcome.reason, numerator, denominator)


def combine(values: Sequence[Value], how: OverTime) -> Outcome:
    """`values` oldest first; nulls are left out. ROWS and NONE have no rule of their own: the mean."""
    present = [value for value in values if value.value is not None]
    if not present:
        return null(reason_of(values))
    if how is OverTime.LAST:
        return outcome_of(present[-1])
    if how is OverTime.FIRST:
        return outcome_of(present[0])
    numbers = [value.value for value in present if value.value is not None]
    if how is OverTime.MAX:
        return Outcome(max(numbers))
    if how is OverTime.MIN:
        return Outcome(min(numbers))
    summed = total(numbers)
    if how is OverTime.SUM or summed is None:
        return number(summed)
    return number(summed / len(numbers))


def reason_of(values: Sequence[Value]) -> NullReason:
    """Why a fold is null: rows were there but nothing to divide by, or there was nothing at all."""
    if any(v.value is not None or v.reason is NullReason.NO_DENOMINATOR for v in values):
        return NullReason.NO_DENOMINATOR
    return NullReason.NO_DATA


def outcome_of(value: Value) -> Outcome:
    return Outcome(value.value, value.reason, value.numerator, value.denominator)
