"""Every value one by one, straight from the definitions; nothing is shared but values already known."""

from collections.abc import Mapping, Sequence

from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Expression,
    IndicatorRef,
    PeerMean,
    Round,
    Shift,
    Window,
)
from zhengai_engine.model.indicator import Indicator, OverLevels, OverTime
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.model.value import NullReason, Value
from zhengai_engine.model.walk import datasets_of
from zhengai_engine.reference.aggregates import total
from zhengai_engine.reference.expressions import Outcome, null, number
from zhengai_engine.reference.formula import Formula
from zhengai_engine.reference.rows import Row, Rows
from zhengai_engine.reference.windows import combine, ratio_of_sums, reason_of
from zhengai_engine.tables.catalogue import Catalogue


def evaluate(
    indicators: Mapping[str, Indicator],
    catalogue: Catalogue,
    rows: Mapping[str, Sequence[Row]],
    calendar: Calendar,
    *,
    college: str,
    level: str,
    periods: Sequence[Period],
    codes: Sequence[str] | None = None,
) -> list[Value]:
    """Values by code, then period, then member in order. A dataset missing from `rows` was never received."""
    evaluation = Evaluation(indicators, Rows(catalogue, rows, calendar, college))
    members = evaluation.rows.members(level)
    return [
        evaluation.value(code, level, member, period)
        for code in (indicators if codes is None else codes)
        for period in periods
        for member in members
    ]


class Evaluation:
    """Values of one data state, remembered once computed."""

    def __init__(self, indicators: Mapping[str, Indicator], rows: Rows) -> None:
        self.rows = rows
        self._indicators = indicators
        self._known: dict[tuple[str, str, str, str], Value] = {}

    def indicator(self, code: str) -> Indicator:
        return self._indicators[code]

    def value(self, code: str, level: str, subject: str, period: Period) -> Value:
        place = (code, level, subject, period.code)
        if place not in self._known:
            outcome = self._outcome(self._indicators[code], level, subject, period)
            value = None if outcome.value is None else float(outcome.value)
            self._known[place] = Value(*place, value, outcome.numerator, outcome.denominator, outcome.reason)
        return self._known[place]

    def carries(self, code: str, level: str, kind: PeriodKind) -> bool:
        """Whether values of the indicator there hold numerator and denominator."""
        indicator = self._indicators[code]
        if level not in indicator.levels or kind not in indicator.periods:
            return False
        if _above(indicator, level) and indicator.over_levels is not OverLevels.WEIGHTED:
            return False
        if _longer(indicator, kind) and indicator.over_time not in (OverTime.LAST, OverTime.FIRST):
            return False
        base_level = indicator.levels[0] if _above(indicator, level) else level
        base_kind = indicator.periods[0] if _longer(indicator, kind) else kind
        return self._carries(indicator.expression, base_level, base_kind)

    def _carries(self, expression: Expression, level: str, kind: PeriodKind) -> bool:
        if isinstance(expression, Arithmetic):
            return expression.operator is ArithmeticOperator.DIVIDE
        if isinstance(expression, Aggregate):
            return expression.function is AggregateFunction.MEAN
        if isinstance(expression, Round):
            return self._carries(expression.operand, level, kind)
        if isinstance(expression, IndicatorRef | Shift | Window | PeerMean):
            return self.carries(expression.code, level, kind)
        return False

    def _outcome(self, indicator: Indicator, level: str, subject: str, period: Period) -> Outcome:
        """Time is the outermost fold: a college's year is made of the college's semesters."""
        if level not in indicator.levels or period.kind not in indicator.periods:
            return null(NullReason.NOT_APPLICABLE)
        if _longer(indicator, period.kind):
            return self._over_time(indicator, level, subject, period)
        if _above(indicator, level):
            return self._over_levels(indicator, level, subject, period)
        return Formula(self, level, subject, period, indicator.missing).outcome(indicator.expression)

    def _over_time(self, indicator: Indicator, level: str, subject: str, period: Period) -> Outcome:
        how = indicator.over_time
        if how is OverTime.NONE:
            return null(NullReason.NOT_APPLICABLE)
        parts = self.rows.calendar.parts(period, indicator.periods[0])
        read = datasets_of(indicator.expression)
        if how in (OverTime.LAST, OverTime.FIRST) and read:
            # weeks to come have no rows anywhere; their count of 0 must not become the semester's headcount
            parts = [part for part in parts if any(self.rows.reported(dataset, part) for dataset in read)]
        return combine([self.value(indicator.code, level, subject, part) for part in parts], how)

    def _over_levels(self, indicator: Indicator, level: str, subject: str, period: Period) -> Outcome:
        base = indicator.levels[0]
        members = self.rows.children(level, subject, base)
        if indicator.over_levels is OverLevels.NONE or members is None:
            return null(NullReason.NOT_APPLICABLE)
        values = [self.value(indicator.code, base, member, period) for member in members]
        if indicator.over_levels is OverLevels.WEIGHTED:
            if not self.carries(indicator.code, base, period.kind):
                return null(NullReason.NOT_APPLICABLE)
            return ratio_of_sums(values)
        present = [value.value for value in values if value.value is not None]
        return number(total(present)) if present else null(reason_of(values))


def _longer(indicator: Indicator, kind: PeriodKind) -> bool:
    """Whether a period of `kind` is folded from base periods instead of computed from rows."""
    return indicator.over_time is not OverTime.ROWS and kind is not indicator.periods[0]


def _above(indicator: Indicator, level: str) -> bool:
    """Whether the level is folded from the base level's members instead of computed from rows."""
    return indicator.over_levels is not OverLevels.ROWS and level != indicator.levels[0]
