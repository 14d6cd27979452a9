"""Writing expressions shortly: plain Python values become literals, a text with `.` or in a row is a field."""

from datetime import date
from typing import Any, TypeAlias

from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Comparison,
    ComparisonOperator,
    Expression,
    FieldRef,
    Literal,
    Logic,
    LogicOperator,
    Type,
)
from zhengai_engine.model.indicator import Indicator, IndicatorKind
from zhengai_engine.model.period import PeriodKind

Plain: TypeAlias = "Expression | float | int | str | bool | date"
EVERY_LEVEL = ("student", "teacher", "course", "programme", "department", "college")
EVERY_KIND = tuple(PeriodKind)


def field(path: str) -> FieldRef:
    return FieldRef(tuple(path.split(".")))


def lift(value: Plain) -> Expression:
    """bool before int: Python thinks yes is the number 1."""
    for kind, type_ in (
        (bool, Type.BOOLEAN),
        (int, Type.NUMBER),
        (float, Type.NUMBER),
        (str, Type.TEXT),
        (date, Type.DATE),
    ):
        if isinstance(value, kind):
            return Literal(value, type_)  # type: ignore[arg-type]
    return value  # type: ignore[return-value]


def compare(left: Plain, operator: str, right: Plain) -> Comparison:
    return Comparison(ComparisonOperator(operator), lift(left), lift(right))


def where(path: str, operator: str, value: Plain) -> Comparison:
    return compare(field(path), operator, value)


def calculate(left: Plain, operator: str, right: Plain) -> Arithmetic:
    return Arithmetic(ArithmeticOperator(operator), lift(left), lift(right))


def both(*operands: Expression) -> Logic:
    return Logic(LogicOperator.AND, operands)


def either(*operands: Expression) -> Logic:
    return Logic(LogicOperator.OR, operands)


def count(dataset: str, when: Expression | None = None) -> Aggregate:
    return Aggregate(AggregateFunction.COUNT, dataset, condition=when)


def aggregate(
    function: str, operand: str | Expression, when: Expression | None = None, quantile: float | None = None
) -> Aggregate:
    """`operand` is an expression for the dataset of its first word: "grades.score"."""
    assert isinstance(operand, str)
    dataset, _, path = operand.partition(".")
    return Aggregate(AggregateFunction(function), dataset, field(path), when, quantile)


def share(dataset: str, when: Expression) -> Arithmetic:
    return calculate(count(dataset, when), "/", count(dataset))


def indicator(code: str, expression: Expression, **more: Any) -> Indicator:
    """Offered everywhere unless said otherwise."""
    settings: dict[str, Any] = {
        "name": code,
        "kind": IndicatorKind.NUMBER,
        "formula": "",
        "levels": EVERY_LEVEL,
        "periods": EVERY_KIND,
        **more,
    }
    return Indicator(code=code, expression=expression, **settings)
