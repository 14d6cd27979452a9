"""What rows, values and children share: arithmetic, comparison, logic, rounding, and their null rules."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from zhengai_engine.model.expression import (
    Arithmetic,
    ArithmeticOperator,
    Clip,
    Comparison,
    ComparisonOperator,
    Expression,
    If,
    InList,
    IsNull,
    Literal,
    Logic,
    LogicOperator,
    Not,
    Round,
)
from zhengai_engine.model.indicator import Missing
from zhengai_engine.model.value import NullReason

EXACT = 2.0**52  # from here on a double has no places after the point


@dataclass(frozen=True)
class Outcome:
    """A value or the reason why there is none; a rate also carries what it was divided from."""

    value: Any
    reason: NullReason | None = None
    numerator: float | None = None
    denominator: float | None = None


def null(reason: NullReason) -> Outcome:
    return Outcome(None, reason)


def number(value: float | None, reason: NullReason = NullReason.NO_DATA) -> Outcome:
    """A finite number; anything else is null with `reason`."""
    return Outcome(value) if value is not None and math.isfinite(value) else null(reason)


def plain(value: Any) -> Any:
    """Whole numbers become doubles, as in every engine; yes/no, text and dates stay."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@dataclass(frozen=True)
class Operators:
    """Evaluates the shared nodes; `leaf` evaluates every other node of its world."""

    leaf: Callable[[Expression], Outcome]
    missing: Missing = Missing.SKIP_IF_ANY

    def __call__(self, expression: Expression) -> Outcome:
        if isinstance(expression, Literal):
            return Outcome(plain(expression.value))
        if isinstance(expression, Arithmetic):
            return self._arithmetic(expression)
        if isinstance(expression, Comparison):
            return self._comparison(expression)
        if isinstance(expression, Round | Clip):
            return self._shaped(expression)
        return self._logical(expression)

    def _logical(self, expression: Expression) -> Outcome:
        if isinstance(expression, Logic):
            return self._logic(expression)
        if isinstance(expression, Not):
            operand = self(expression.operand)
            return operand if operand.value is None else Outcome(not operand.value)
        if isinstance(expression, IsNull):
            return Outcome((self(expression.operand).value is None) != expression.negated)
        if isinstance(expression, InList):
            operand = self(expression.operand)
            if operand.value is None:
                return null(_reason(operand))
            found = any(operand.value == plain(choice.value) for choice in expression.choices)
            return Outcome(found != expression.negated)
        if isinstance(expression, If):
            branch = expression.then if self(expression.condition).value else expression.otherwise
            return replace(self(branch), numerator=None, denominator=None)
        return self.leaf(expression)

    def _arithmetic(self, expression: Arithmetic) -> Outcome:
        left, right = self(expression.left), self(expression.right)
        operator = expression.operator
        if operator is ArithmeticOperator.DIVIDE:
            return replace(_divide(left, right), numerator=left.value, denominator=right.value)
        if operator is not ArithmeticOperator.MULTIPLY and self.missing is Missing.SKIP_IF_ALL:
            left, right = _skip_if_all(left, right)
        for operand in (left, right):
            if operand.value is None:
                return null(_reason(operand))
        if operator is ArithmeticOperator.ADD:
            return number(left.value + right.value)
        if operator is ArithmeticOperator.SUBTRACT:
            return number(left.value - right.value)
        return number(left.value * right.value)

    def _comparison(self, expression: Comparison) -> Outcome:
        left, right = self(expression.left), self(expression.right)
        for operand in (left, right):
            if operand.value is None:
                return null(_reason(operand))
        return Outcome(_COMPARE[expression.operator](left.value, right.value))

    def _logic(self, expression: Logic) -> Outcome:
        """Three-valued: one false decides an "and", one true an "or", even beside a null."""
        decisive = expression.operator is LogicOperator.OR
        operands = [self(operand) for operand in expression.operands]
        if any(o.value is not None and bool(o.value) is decisive for o in operands):
            return Outcome(decisive)
        for operand in operands:
            if operand.value is None:
                return null(_reason(operand))
        return Outcome(not decisive)

    def _shaped(self, expression: Round | Clip) -> Outcome:
        operand = self(expression.operand)
        if isinstance(expression, Clip):
            operand = replace(operand, numerator=None, denominator=None)
        if operand.value is None:
            return operand
        if isinstance(expression, Round):
            return replace(operand, value=round_half_away(operand.value, expression.digits))
        return Outcome(min(max(operand.value, float(expression.lowest)), float(expression.highest)))


def round_half_away(value: float, digits: int) -> float:
    """Half away from zero, as a person rounds the decimal they see: 1.005 is 1.01 although its double is
    a little less. The nudge of four units in the last place makes up for that; every step is plain IEEE
    arithmetic, so each engine gives the same bits."""
    scaled = abs(value) * 10.0**digits
    if scaled >= EXACT:
        return value
    rounded = math.floor(scaled + (0.5 + min(scaled * 2.0**-50, 0.001))) / 10.0**digits
    return -rounded if value < 0 else rounded


def _divide(left: Outcome, right: Outcome) -> Outcome:
    for operand in (left, right):
        if operand.value is None:
            return null(_reason(operand))
    if right.value == 0:
        return null(NullReason.NO_DENOMINATOR)
    return number(left.value / right.value, NullReason.NO_DENOMINATOR)


def _skip_if_all(left: Outcome, right: Outcome) -> tuple[Outcome, Outcome]:
    if left.value is None and right.value is None:
        return left, right
    zero = Outcome(0.0)
    return (zero if left.value is None else left), (zero if right.value is None else right)


def _reason(outcome: Outcome) -> NullReason:
    return outcome.reason or NullReason.NO_DATA


_COMPARE: dict[ComparisonOperator, Callable[[Any, Any], bool]] = {
    ComparisonOperator.EQUAL: lambda a, b: a == b,
    ComparisonOperator.NOT_EQUAL: lambda a, b: a != b,
    ComparisonOperator.LESS: lambda a, b: a < b,
    ComparisonOperator.LESS_OR_EQUAL: lambda a, b: a <= b,
    ComparisonOperator.GREATER: lambda a, b: a > b,
    ComparisonOperator.GREATER_OR_EQUAL: lambda a, b: a >= b,
}
