"""Aggregates become measures: columns of a pass. Equal ones are computed once, whatever indicator asks for them.

A mean is two columns, sum and count, because sums and counts can be added up and means cannot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.rows import RowScope
from zhengai_engine.model.expression import Aggregate, AggregateFunction, Expression, Type
from zhengai_engine.tables.dataset import Dataset


class MeasureKind(StrEnum):
    ROWS = "rows"  # all rows of the subject, whatever the conditions
    COUNT = "count"
    SUM = "sum"
    MAX = "max"
    MIN = "min"
    DISTINCT = "distinct"
    QUANTILE = "quantile"
    STDDEV = "stddev"
    LATEST = "latest"

    @property
    def additive(self) -> bool:
        """Whether the value of a whole follows from the values of its parts."""
        return self in _ADDITIVE


_ADDITIVE = {MeasureKind.ROWS, MeasureKind.COUNT, MeasureKind.SUM, MeasureKind.MAX, MeasureKind.MIN}


@dataclass(frozen=True)
class Measure:
    """One column of a pass over a dataset."""

    kind: MeasureKind
    operand: Expression | None = None
    condition: Expression | None = None
    share: float | None = None


ROWS = Measure(MeasureKind.ROWS)
_SQUARABLE = 1e150  # its square, summed over any number of rows, is still a double
_SIMPLE = {
    AggregateFunction.COUNT: MeasureKind.COUNT,
    AggregateFunction.COUNT_DISTINCT: MeasureKind.DISTINCT,
    AggregateFunction.SUM: MeasureKind.SUM,
    AggregateFunction.MAX: MeasureKind.MAX,
    AggregateFunction.MIN: MeasureKind.MIN,
    AggregateFunction.STDDEV: MeasureKind.STDDEV,
    AggregateFunction.LATEST: MeasureKind.LATEST,
}


def measures_of(aggregate: Aggregate) -> tuple[Measure, ...]:
    """The columns from which the aggregate is read; for a mean, its sum and its count."""
    operand, condition = aggregate.operand, aggregate.condition
    if aggregate.function is AggregateFunction.MEAN:
        return (
            Measure(MeasureKind.SUM, operand, condition),
            Measure(MeasureKind.COUNT, operand, condition),
        )
    if aggregate.function is AggregateFunction.MEDIAN:
        return (Measure(MeasureKind.QUANTILE, operand, condition, 0.5),)
    if aggregate.function is AggregateFunction.QUANTILE:
        return (Measure(MeasureKind.QUANTILE, operand, condition, aggregate.quantile),)
    return (Measure(_SIMPLE[aggregate.function], operand, condition),)


def value_type(aggregate: Aggregate, scope: RowScope) -> Type:
    """The type of the aggregate's value: the largest date is a date, the latest word a text."""
    keeps = (AggregateFunction.MAX, AggregateFunction.MIN, AggregateFunction.LATEST)
    if aggregate.operand is not None and aggregate.function in keeps:
        return scope.type_of(aggregate.operand)
    return Type.NUMBER


def aggregate_sql(measure: Measure, scope: RowScope, dataset: Dataset) -> exp.Expr:
    """The measure straight from rows."""
    if measure.kind is MeasureKind.ROWS:
        return exp.Count(this=exp.Star())
    operand = sql.plain_number(1) if measure.operand is None else scope.compile(measure.operand)
    condition = None if measure.condition is None else scope.compile(measure.condition)
    if measure.kind is MeasureKind.LATEST:
        present = sql.not_null(operand.copy())
        order = [scope.field((code,)) for code in _recency(dataset)]
        return sql.last_by(operand, order, sql.all_of([present, condition]) if condition else present)
    if condition is not None:
        operand = sql.case((condition, operand))
    elif measure.operand is None:
        operand = exp.Star()
    return _plain(measure, operand)


def counted_sql(measure: Measure, scope: RowScope) -> exp.Expr:
    """What a distinct count looks at in one row; null where the row does not count."""
    assert measure.operand is not None, "a distinct count has an operand"
    operand = scope.compile(measure.operand)
    return operand if measure.condition is None else sql.case((scope.compile(measure.condition), operand))


def _plain(measure: Measure, operand: exp.Expr) -> exp.Expr:
    if measure.kind is MeasureKind.QUANTILE:
        return sql.quantile(operand, float(measure.share or 0.0))
    if measure.kind is MeasureKind.DISTINCT:
        return exp.Count(this=exp.Distinct(expressions=[operand]))
    if measure.kind is MeasureKind.STDDEV:
        return _spread(operand)
    functions: dict[MeasureKind, type[exp.Func]] = {
        MeasureKind.COUNT: exp.Count,
        MeasureKind.SUM: exp.Sum,
        MeasureKind.MAX: exp.Max,
        MeasureKind.MIN: exp.Min,
    }
    return functions[measure.kind](this=operand)


def _spread(operand: exp.Expr) -> exp.Expr:
    """Null where a square could overflow: some engines stop with an error instead of giving an infinity."""
    size = exp.Abs(this=operand)
    small = exp.LTE(this=size, expression=sql.number(_SQUARABLE))
    largest = exp.LTE(this=exp.Max(this=size.copy()), expression=sql.number(_SQUARABLE))
    return sql.case((largest, exp.StddevPop(this=sql.case((small, operand.copy())))))


def _recency(dataset: Dataset) -> Sequence[str]:
    return (*(dataset.time.fields if dataset.time else ()), *dataset.key)
