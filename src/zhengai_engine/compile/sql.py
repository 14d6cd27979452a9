"""Small SQL trees with one meaning on every engine. What engines do differently is hidden here, nowhere else."""

import math
from collections.abc import Iterable, Sequence
from datetime import date

from sqlglot import exp

from zhengai_engine.model.expression import (
    ArithmeticOperator,
    ComparisonOperator,
    Literal,
    LogicOperator,
    Type,
)

LARGEST = 1.7976931348623157e308
_COMPARISONS: dict[ComparisonOperator, type[exp.Binary]] = {
    ComparisonOperator.EQUAL: exp.EQ,
    ComparisonOperator.NOT_EQUAL: exp.NEQ,
    ComparisonOperator.LESS: exp.LT,
    ComparisonOperator.LESS_OR_EQUAL: exp.LTE,
    ComparisonOperator.GREATER: exp.GT,
    ComparisonOperator.GREATER_OR_EQUAL: exp.GTE,
}
_ARITHMETIC: dict[ArithmeticOperator, type[exp.Binary]] = {
    ArithmeticOperator.ADD: exp.Add,
    ArithmeticOperator.SUBTRACT: exp.Sub,
    ArithmeticOperator.MULTIPLY: exp.Mul,
}


def column(name: str, table: str | None = None) -> exp.Column:
    return exp.column(name, table=table, quoted=True)


def alias(expression: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(expression, name, quoted=True, copy=False)


def table(name: str, known_as: str | None = None) -> exp.Table:
    return exp.Table(
        this=exp.to_identifier(name, quoted=True),
        alias=exp.TableAlias(this=exp.to_identifier(known_as, quoted=True)) if known_as else None,
    )


_TYPES = {
    "double": exp.DataType.Type.DOUBLE,
    "int": exp.DataType.Type.INT,
    "text": exp.DataType.Type.TEXT,
    "date": exp.DataType.Type.DATE,
    "boolean": exp.DataType.Type.BOOLEAN,
}


def cast(value: exp.Expr, kind: str) -> exp.Expr:
    """As `exp.cast`, without parsing the type's name each time; a cast of a cast to the same type is one."""
    wanted = _TYPES[kind]
    if isinstance(value, exp.Cast) and value.to.this is wanted:
        return value
    return exp.Cast(this=value, to=exp.DataType(this=wanted))


def text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def number(value: float) -> exp.Expr:
    """A double; never a decimal, whose arithmetic rounds differently from engine to engine."""
    shown = repr(float(value))
    return cast(exp.Literal.number(shown if "e" in shown else f"{shown}e0"), "double")


def plain_number(value: float) -> exp.Expr:
    """A whole number as people write it, where it is only compared; else a double."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return exp.Literal.number(int(value))
    return number(value)


def no_number() -> exp.Expr:
    return cast(exp.null(), "double")


def no_text() -> exp.Expr:
    return cast(exp.null(), "text")


def constant(literal: Literal, compared: bool = False) -> exp.Expr:
    value = literal.value
    if literal.type is Type.BOOLEAN:
        return exp.true() if value else exp.false()
    if literal.type is Type.DATE:
        assert isinstance(value, date)
        return cast(text(value.isoformat()), "date")
    if literal.type is Type.TEXT:
        return text(str(value))
    assert isinstance(value, (int, float))
    return plain_number(value) if compared else number(value)


def compare(operator: ComparisonOperator, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return _COMPARISONS[operator](this=enclose(left), expression=enclose(right))


def arithmetic(operator: ArithmeticOperator, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Of two doubles; x / 0 is null on every engine. Overflow is left to `finite`."""
    if operator is ArithmeticOperator.DIVIDE:
        return divide(left, right)
    return _ARITHMETIC[operator](this=enclose(left), expression=enclose(right))


def divide(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    guarded = exp.Nullif(this=right, expression=exp.Literal.number(0))
    return exp.Div(this=enclose(left), expression=guarded)


def combine(operator: LogicOperator, operands: Sequence[exp.Expr]) -> exp.Expr:
    kind = exp.And if operator is LogicOperator.AND else exp.Or
    result: exp.Expr = exp.paren(operands[0], copy=False)
    for each in operands[1:]:
        result = kind(this=result, expression=exp.paren(each, copy=False))
    return exp.paren(result, copy=False)


def finite(value: exp.Expr) -> exp.Expr:
    """Null in place of an infinity: no formula yields one. NaN cannot arise from finite operands and `divide`."""
    up = exp.Nullif(this=value, expression=cast(text("Infinity"), "double"))
    return exp.Nullif(this=up, expression=cast(text("-Infinity"), "double"))


def round_half_away(value: exp.Expr, digits: int) -> exp.Expr:
    """四舍五入 of a decimal stored in binary: 1.005 to two digits is 1.01. The tiny addend lifts values that are
    one representation error below the half; beyond 2^52 a double has no fraction to round."""
    scale = 10.0**digits
    scaled = exp.Mul(this=exp.Abs(this=value), expression=number(scale))
    error = exp.Mul(this=scaled, expression=number(2.0**-50))
    nudge = case((exp.LT(this=error, expression=number(0.001)), error.copy()), default=number(0.001))
    lifted = exp.Add(this=scaled.copy(), expression=exp.paren(exp.Add(this=number(0.5), expression=nudge)))
    whole = exp.Mul(this=exp.Sign(this=value.copy()), expression=exp.Floor(this=lifted))
    large = exp.GTE(this=scaled.copy(), expression=number(2.0**52))
    return case((large, value.copy()), default=exp.Div(this=whole, expression=number(scale)))


def clip(value: exp.Expr, lowest: float, highest: float) -> exp.Expr:
    below = exp.LT(this=value, expression=number(lowest))
    above = exp.GT(this=value.copy(), expression=number(highest))
    return case((below, number(lowest)), (above, number(highest)), default=value.copy())


def case(*branches: tuple[exp.Expr, exp.Expr], default: exp.Expr | None = None) -> exp.Case:
    return exp.Case(ifs=[when(condition, value) for condition, value in branches], default=default)


def when(condition: exp.Expr, value: exp.Expr) -> exp.If:
    return exp.If(this=condition, true=value)


def is_null(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=enclose(value), expression=exp.null())


def not_null(value: exp.Expr) -> exp.Expr:
    return exp.Not(this=is_null(value))


def coalesce(value: exp.Expr, other: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=value, expressions=[other])


def one_of(value: exp.Expr, choices: Iterable[exp.Expr], negated: bool = False) -> exp.Expr:
    found = exp.In(this=enclose(value), expressions=list(choices))
    return exp.Not(this=found) if negated else found


def all_of(conditions: Sequence[exp.Expr]) -> exp.Expr:
    return exp.and_(*conditions, copy=False)


def quantile(value: exp.Expr, share: float) -> exp.Expr:
    """Linear interpolation between neighbours; nulls are skipped."""
    ordered = exp.Order(expressions=[exp.Ordered(this=value)])
    return exp.WithinGroup(this=exp.PercentileCont(this=exp.Literal.number(share)), expression=ordered)


def last_by(value: exp.Expr, order: Sequence[exp.Expr], present: exp.Expr) -> exp.Expr:
    """`value` of the row with the greatest `order` among rows where `present` holds; nulls sort lowest."""
    ordered = exp.Order(
        this=value, expressions=[exp.Ordered(this=each, desc=True, nulls_first=False) for each in order]
    )
    return exp.Filter(this=exp.First(this=ordered), expression=exp.Where(this=present))


def unfold(columns: Sequence[exp.Expr], label: str | None = None) -> exp.Expr:
    """One row for each of the columns; several of these in one SELECT advance together. With `label` they are words of
    that type."""
    if len(columns) == 1:
        return columns[0] if label is None else labelled(columns[0], label)
    found: exp.Expr = exp.Array(expressions=list(columns))
    if label is not None:
        several = exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[_label(label)], nested=True)
        found = exp.Cast(this=found, to=several)
    return exp.Explode(this=found)


def labelled(word: exp.Expr, label: str) -> exp.Expr:
    """A word as a value of a type that lists all there can be."""
    return exp.Cast(this=word, to=_label(label))


def _label(name: str) -> exp.DataType:
    return exp.DataType.build(exp.to_identifier(name, quoted=True), udt=True)


def enclose(value: exp.Expr) -> exp.Expr:
    """Brackets where the printed text would otherwise be read in another order."""
    if isinstance(value, exp.Binary | exp.Not | exp.In | exp.Neg) and not isinstance(value, exp.Column):
        return exp.paren(value, copy=False)
    return value


def values(rows: Sequence[Sequence[exp.Expr]], names: Sequence[str]) -> exp.Select:
    """A small constant relation; with no rows, an empty one of the same shape (all text)."""
    if not rows:
        empty = [alias(no_text(), name) for name in names]
        return exp.select(*empty, copy=False).where(exp.false(), copy=False)
    listed = exp.Values(
        expressions=[exp.Tuple(expressions=list(row)) for row in rows],
        alias=exp.TableAlias(
            this=exp.to_identifier("listed", quoted=True),
            columns=[exp.to_identifier(name, quoted=True) for name in names],
        ),
    )
    return exp.select(*[column(name) for name in names], copy=False).from_(listed, copy=False)
