"""The formula of one indicator for one subject and period: aggregates, other indicators, weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Change,
    ChangeKind,
    Children,
    ChildrenFunction,
    ChildValue,
    Expression,
    FieldRef,
    IndicatorRef,
    PeerMean,
    Rank,
    Shift,
    ShiftKind,
    Type,
    Weighted,
    Window,
    WindowKind,
)
from zhengai_engine.model.indicator import Direction, Indicator, Missing, OverTime
from zhengai_engine.model.period import Period, PeriodKind
from zhengai_engine.model.value import NullReason, Value
from zhengai_engine.model.walk import datasets_of
from zhengai_engine.reference.aggregates import aggregate, total
from zhengai_engine.reference.expressions import Operators, Outcome, null, number, plain
from zhengai_engine.reference.rows import Row, Rows
from zhengai_engine.reference.windows import combine, outcome_of, ratio_of_sums


class Values(Protocol):
    """What a formula asks of the evaluation around it."""

    rows: Rows

    def indicator(self, code: str) -> Indicator: ...

    def value(self, code: str, level: str, subject: str, period: Period) -> Value: ...

    def carries(self, code: str, level: str, kind: PeriodKind) -> bool:
        """Whether values of the indicator there hold numerator and denominator."""
        ...


@dataclass(frozen=True)
class Formula:
    values: Values
    level: str
    subject: str
    period: Period
    missing: Missing

    def outcome(self, expression: Expression) -> Outcome:
        """A subject without any row is "no data", not "nothing to divide by"."""
        outcome = Operators(self._leaf, self.missing)(expression)
        read = datasets_of(expression)
        if outcome.reason is NullReason.NO_DENOMINATOR and read and not any(self._rows(d) for d in read):
            return Outcome(None, NullReason.NO_DATA, outcome.numerator, outcome.denominator)
        return outcome

    def _leaf(self, node: Expression) -> Outcome:
        if isinstance(node, Weighted):
            return self._weighted(node)
        if isinstance(node, Change):
            return self._change(node)
        if isinstance(node, Rank):
            return self._rank(node)
        return self._or_zero(self._read(node)) if self._is_number(node) else self._read(node)

    def _read(self, node: Expression) -> Outcome:
        if isinstance(node, Aggregate):
            return self._aggregate(node)
        if isinstance(node, IndicatorRef):
            return outcome_of(self._value(node.code, self.period))
        if isinstance(node, Shift):
            return self._shift(node)
        if isinstance(node, Window):
            return self._window(node)
        if isinstance(node, Children):
            return self._children(node)
        assert isinstance(node, PeerMean), f"{node} has no place outside an aggregate"
        return self._fold(node.code, self._peers(node.code), OverTime.MEAN)

    def _or_zero(self, outcome: Outcome) -> Outcome:
        if outcome.value is None and self.missing is Missing.NEVER:
            return Outcome(0.0, None, outcome.numerator, outcome.denominator)
        return outcome

    def _is_number(self, node: Expression) -> bool:
        """A missing text or date has no 0 to become."""
        if not isinstance(node, Aggregate) or not isinstance(node.operand, FieldRef):
            return True
        if node.function not in (AggregateFunction.MAX, AggregateFunction.MIN, AggregateFunction.LATEST):
            return True
        return self.values.rows.type(node.dataset, node.operand.path) in (Type.NUMBER, Type.BOOLEAN)

    # --- rows ----------------------------------------------------------------------------------------------

    def _rows(self, dataset: str) -> Sequence[Row]:
        rows = self.values.rows
        if not rows.applicable(dataset, self.level, self.period.kind):
            return ()
        return rows.of(dataset, self.level, self.subject, self.period)

    def _aggregate(self, node: Aggregate) -> Outcome:
        rows = self.values.rows
        if not rows.applicable(node.dataset, self.level, self.period.kind):
            return null(NullReason.NOT_APPLICABLE)
        if not rows.received(node.dataset):
            return null(NullReason.NO_DATA)
        meant = [row for row in self._rows(node.dataset) if self._counts(node, row)]
        if node.function is AggregateFunction.LATEST:
            meant.sort(key=lambda row: rows.moment(node.dataset, row))
        operands = [1.0 if node.operand is None else self._in_row(node, node.operand, row) for row in meant]
        present = [operand for operand in operands if operand is not None]
        if node.function is AggregateFunction.LATEST:
            return Outcome(present[-1]) if present else null(NullReason.NO_DATA)
        value = aggregate(node.function, present, node.quantile)
        outcome = Outcome(value, None if value is not None else NullReason.NO_DATA)
        if node.function is AggregateFunction.MEAN:
            return Outcome(outcome.value, outcome.reason, total(present), float(len(present)))
        return outcome

    def _counts(self, node: Aggregate, row: Row) -> bool:
        return node.condition is None or bool(self._in_row(node, node.condition, row))

    def _in_row(self, node: Aggregate, expression: Expression, row: Row) -> Any:
        """Missing strategies stay outside: within a row null is null."""

        def leaf(field: Expression) -> Outcome:
            assert isinstance(field, FieldRef), f"{field} has no place inside an aggregate"
            return Outcome(plain(self.values.rows.read(node.dataset, row, field.path)))

        return Operators(leaf)(expression).value

    # --- other values --------------------------------------------------------------------------------------

    def _value(self, code: str, period: Period) -> Value:
        return self.values.value(code, self.level, self.subject, period)

    def _earlier(self, kind: ShiftKind | ChangeKind) -> Period | None:
        calendar = self.values.rows.calendar
        if kind in (ShiftKind.PREVIOUS, ChangeKind.POP):
            return calendar.previous(self.period)
        return calendar.last_year(self.period)

    def _shift(self, node: Shift) -> Outcome:
        period = self._earlier(node.kind)
        return null(NullReason.NO_DATA) if period is None else outcome_of(self._value(node.code, period))

    def _change(self, node: Change) -> Outcome:
        now = self._or_zero(outcome_of(self._value(node.code, self.period)))
        period = self._earlier(node.kind)
        base = self._or_zero(
            null(NullReason.NO_DATA) if period is None else outcome_of(self._value(node.code, period))
        )
        for operand in (now, base):
            if operand.value is None:
                return null(operand.reason or NullReason.NO_DATA)
        if base.value == 0:
            return null(NullReason.NO_DENOMINATOR)
        return number((now.value - base.value) / base.value, NullReason.NO_DENOMINATOR)

    def _window(self, node: Window) -> Outcome:
        calendar, indicator = self.values.rows.calendar, self.values.indicator(node.code)
        if not self._offered(node.code, self.level):
            return null(NullReason.NOT_APPLICABLE)
        if node.kind is WindowKind.CUMULATIVE:
            periods = calendar.since_start(self.period)
        elif node.unit is not self.period.kind:
            return null(NullReason.NOT_APPLICABLE)
        else:
            periods = calendar.window(self.period, node.length or 1)
        return self._fold(node.code, [self._value(node.code, p) for p in periods], indicator.over_time)

    def _fold(self, code: str, values: Sequence[Value], how: OverTime) -> Outcome:
        if not self._offered(code, self.level):
            return null(NullReason.NOT_APPLICABLE)
        if self.values.carries(code, self.level, self.period.kind):
            return ratio_of_sums(values)
        return combine(values, how)

    def _offered(self, code: str, level: str) -> bool:
        indicator = self.values.indicator(code)
        return level in indicator.levels and self.period.kind in indicator.periods

    def _peers(self, code: str) -> list[Value]:
        members = self.values.rows.members(self.level)
        return [self.values.value(code, self.level, member, self.period) for member in members]

    def _rank(self, node: Rank) -> Outcome:
        own = self._value(node.code, self.period)
        if own.value is None:
            return null(own.reason or NullReason.NO_DATA)
        others = [peer.value for peer in self._peers(node.code) if peer.value is not None]
        if self.values.indicator(node.code).direction is Direction.LOWER:
            return Outcome(1.0 + sum(other < own.value for other in others))
        return Outcome(1.0 + sum(other > own.value for other in others))

    def _children(self, node: Children) -> Outcome:
        rows = self.values.rows
        members = rows.children(self.level, self.subject, node.level)
        if members is None or not self._offered(node.code, node.level):
            return null(NullReason.NOT_APPLICABLE)
        table = rows.catalogue.members(node.level)
        if table is None or not rows.received(table.code):
            return null(NullReason.NO_DATA)
        found = [self.values.value(node.code, node.level, member, self.period).value for member in members]
        meant = [child for child in found if child is not None and _meets(node, child)]
        value = aggregate(_CHILDREN[node.function], meant)
        return Outcome(value) if value is not None else null(NullReason.NO_DATA)

    def _weighted(self, node: Weighted) -> Outcome:
        """A missing part counts as 0 after inversion: a missing absence rate is not a full score."""
        products, weights = [], []
        first: NullReason | None = None
        for part in node.parts:
            found = self._value(part.code, self.period)
            if found.value is None:
                first = first or found.reason
                if self.missing is Missing.SKIP_IF_ALL:
                    continue
            score = 0.0 if found.value is None else 1 - found.value if part.inverted else found.value
            products.append(score * part.weight)
            weights.append(part.weight)
        if first and (self.missing is Missing.SKIP_IF_ANY or not weights):
            return null(first)
        over = total(weights)
        summed = total(products)
        if not over or summed is None:
            return null(NullReason.NO_DENOMINATOR)
        return number(summed / over)


def _meets(node: Children, child: float) -> bool:
    def leaf(expression: Expression) -> Outcome:
        assert isinstance(expression, ChildValue), f"{expression} has no place in a condition on members"
        return Outcome(child)

    return node.condition is None or bool(Operators(leaf)(node.condition).value)


_CHILDREN = {
    ChildrenFunction.COUNT: AggregateFunction.COUNT,
    ChildrenFunction.SUM: AggregateFunction.SUM,
    ChildrenFunction.MEAN: AggregateFunction.MEAN,
    ChildrenFunction.MAX: AggregateFunction.MAX,
    ChildrenFunction.MIN: AggregateFunction.MIN,
    ChildrenFunction.MEDIAN: AggregateFunction.MEDIAN,
}
