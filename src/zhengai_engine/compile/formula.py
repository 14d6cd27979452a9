"""The value of one cell as a term: aggregates, other indicators, other periods, members, peers."""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.cells import Cell, Mode
from zhengai_engine.compile.folds import Fold
from zhengai_engine.compile.frame import Stage, term_of
from zhengai_engine.compile.gathers import LevelLink, Link, PeerLink, Presence, TimeLink, source_column
from zhengai_engine.compile.inline import Inline
from zhengai_engine.compile.measures import ROWS, measures_of, value_type
from zhengai_engine.compile.operators import Operators
from zhengai_engine.compile.periods import PERIOD
from zhengai_engine.compile.rows import RowScope
from zhengai_engine.compile.terms import Term, depth_of, first_reason, may_lack_denominator, nothing, why
from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Change,
    ChangeKind,
    Children,
    ChildrenFunction,
    ChildValue,
    Expression,
    IndicatorRef,
    PeerMean,
    Rank,
    Shift,
    ShiftKind,
    Type,
    Weighted,
    WeightedPart,
    Window,
    WindowKind,
)
from zhengai_engine.model.indicator import Direction, Missing, OverLevels, OverTime
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.value import NullReason
from zhengai_engine.model.walk import datasets_of


class Formula:
    def __init__(self, stage: Stage, cell: Cell) -> None:
        self._stage = stage
        self._scheme = stage.scheme
        self._cell = cell
        self._indicator = stage.scheme.indicators[cell.code]

    def term(self) -> Term:
        mode = self._scheme.mode(self._cell)
        if mode is Mode.NOT_APPLICABLE:
            return nothing(NullReason.NOT_APPLICABLE)
        if mode is Mode.OVER_TIME:
            return self._over_time()
        if mode is Mode.OVER_LEVELS:
            return self._over_levels()
        expression = self._indicator.expression
        term = Operators(self._stage.layers, self._leaf, self._indicator.missing)(expression)
        return self._without_rows(replace(term, value=term.number(), type=Type.NUMBER))

    # --- folds of the indicator itself ---------------------------------------------------------------------

    def _over_time(self) -> Term:
        base = self._scheme.base(self._cell)
        how = self._indicator.over_time
        parts = tuple(
            (period.code, part.code, position)
            for period in self._stage.periods
            for position, part in enumerate(self._scheme.calendar.parts(period, base.kind))
        )
        present = self._presence(base) if how in (OverTime.LAST, OverTime.FIRST) else None
        link = TimeLink(f"parts {base.kind.value}", parts, present)
        return self._fold(base, link, how, ratio=False)

    def _presence(self, base: Cell) -> tuple[Presence, ...] | None:
        """Weeks to come have no rows anywhere; their count of 0 must not become the semester's headcount."""
        read = sorted(datasets_of(self._indicator.expression))
        if not read:
            return None
        periods = self._stage.closure.get(base, set())
        found = (self._stage.passes.over(each, COLLEGE, base.kind, periods) for each in read)
        return tuple(Presence(each.name, each.kind is not None) for each in found if each is not None)

    def _over_levels(self) -> Term:
        base = self._scheme.base(self._cell)
        link = LevelLink(base.level, self._cell.level)
        return self._fold(base, link, OverTime.SUM, self._indicator.over_levels is OverLevels.WEIGHTED)

    def _fold(self, source: Cell, link: Link, how: OverTime, ratio: bool) -> Term:
        fold = Fold(self._stage.source(source), how, ratio)
        return self._bound(fold.term(self._stage.gathered(source, link, fold.columns()), 0))

    # --- leaves of the formula -----------------------------------------------------------------------------

    def _leaf(self, node: Expression) -> Term:
        match node:
            case Aggregate():
                return self._never(self._aggregate(node))
            case IndicatorRef(code=code):
                return self._never(self._value(code))
            case Shift(kind=kind, code=code):
                return self._never(self._shifted(kind, code))
            case Window():
                return self._never(self._window(node))
            case Children():
                return self._never(self._children(node))
            case PeerMean(code=code):
                return self._never(self._peer_mean(code))
            case Change(kind=change, code=code):
                return self._change(change, code)
            case Rank(code=code):
                return self._rank(code)
            case Weighted(parts=parts):
                return self._weighted(parts)
        raise TypeError(f"{type(node).__name__} stands only inside an aggregate or a condition")

    def _never(self, term: Term) -> Term:
        """With the strategy `never`, what is missing counts as 0 or no; words and dates have no zero."""
        zeros: dict[Type, exp.Expr] = {Type.NUMBER: sql.number(0), Type.BOOLEAN: exp.false()}
        if self._indicator.missing is not Missing.NEVER or term.reason is None or term.type not in zeros:
            return term
        value = sql.coalesce(term.value.copy(), zeros[term.type])
        return self._bound(replace(term, value=value, reason=None))

    def _aggregate(self, node: Aggregate) -> Term:
        passes, cell = self._stage.passes, self._cell
        kind = value_type(node, RowScope(self._scheme.catalogue, node.dataset))
        if not passes.applicable(node.dataset, cell.level, cell.kind):
            return nothing(NullReason.NOT_APPLICABLE, kind)
        if not passes.received(node.dataset):
            return nothing(NullReason.NO_DATA, kind)
        columns = [self._stage.measure(cell, node.dataset, each) for each in measures_of(node)]
        if node.function in (AggregateFunction.COUNT, AggregateFunction.COUNT_DISTINCT):
            return self._bound(Term(columns[0]))
        if node.function is AggregateFunction.MEAN:
            total = sql.case(
                (exp.GT(this=columns[1], expression=exp.Literal.number(0)), columns[0]), default=sql.number(0)
            )
            summed, depth = self._stage.layers.bind(sql.finite(total), 0)
            value = sql.finite(sql.divide(summed.copy(), columns[1].copy()))
            term = Term(value, why(NullReason.NO_DATA), summed, columns[1].copy(), depth=depth)
            return self._bound(term)
        adds = node.function in (AggregateFunction.SUM, AggregateFunction.STDDEV)
        value = sql.finite(columns[0]) if adds else columns[0]
        return self._bound(Term(value, why(NullReason.NO_DATA), type=kind))

    def _value(self, code: str) -> Term:
        return self._stage.value(Cell(code, self._cell.level, self._cell.kind))

    def _shifted(self, kind: ShiftKind | ChangeKind, code: str) -> Term:
        source = Cell(code, self._cell.level, self._cell.kind)
        pairs = ((period, self._scheme.earlier(kind, period)) for period in self._stage.periods)
        found = tuple((period.code, other.code, 0) for period, other in pairs if other is not None)
        name = "previous" if kind in (ShiftKind.PREVIOUS, ChangeKind.POP) else "last_year"
        taken = self._stage.source(source)
        halves = [taken.numerator, taken.denominator] if taken.numerator is not None else []
        wanted = [exp.Max(this=each) for each in (taken.value, taken.reason, *halves) if each is not None]
        columns = self._stage.gathered(source, TimeLink(name, found), wanted)
        reason = sql.coalesce(columns[1], why(NullReason.NO_DATA))
        return term_of([columns[0], reason, *columns[2:]])

    def _change(self, kind: ChangeKind, code: str) -> Term:
        now, base = self._never(self._value(code)), self._never(self._shifted(kind, code))
        rise, depth = self._stage.layers.bind(
            exp.Sub(this=now.value.copy(), expression=base.value.copy()), depth_of(now, base)
        )
        value = sql.finite(sql.divide(rise, base.value.copy()))
        return self._bound(Term(value, first_reason([now, base], NullReason.NO_DENOMINATOR), depth=depth))

    def _window(self, node: Window) -> Term:
        source = Cell(node.code, self._cell.level, self._cell.kind)
        rolls = node.kind is WindowKind.ROLLING
        if not self._scheme.offered(source) or (rolls and node.unit is not self._cell.kind):
            return nothing(NullReason.NOT_APPLICABLE)
        pairs = tuple(
            (period.code, part.code, position)
            for period in self._stage.periods
            for position, part in enumerate(self._scheme.window(node, period))
        )
        name = f"rolling {node.length}" if rolls else "cumulative"
        how = self._scheme.indicators[node.code].over_time
        return self._fold(source, TimeLink(name, pairs), how, self._scheme.carries(source))

    def _children(self, node: Children) -> Term:
        source = Cell(node.code, node.level, self._cell.kind)
        if not self._scheme.links(node.level, self._cell.level) or not self._scheme.offered(source):
            return nothing(NullReason.NOT_APPLICABLE)
        members = self._scheme.catalogue.members(node.level)
        if members is None or not self._stage.passes.received(members.code):
            return nothing(NullReason.NO_DATA)
        value = self._stage.source(source).value
        if node.condition is not None:
            condition = Inline(lambda leaf, _: _child_value(leaf, value))(node.condition)
            value = sql.case((condition, value.copy()))
        link = LevelLink(node.level, self._cell.level)
        if node.function is ChildrenFunction.COUNT:
            counted = self._stage.gathered(source, link, [exp.Count(this=value)])[0]
            return self._bound(Term(sql.cast(sql.coalesce(counted, exp.Literal.number(0)), "double")))
        made = self._stage.gathered(source, link, _children_aggregate(node.function, value))
        result = sql.divide(made[0], made[1]) if len(made) == 2 else made[0]
        return self._bound(Term(sql.finite(result), why(NullReason.NO_DATA)))

    def _rank(self, code: str) -> Term:
        own = self._value(code)
        source = Cell(code, self._cell.level, self._cell.kind)
        value = self._stage.source(source).value
        better_low = self._scheme.indicators[code].direction is Direction.LOWER
        order = exp.Order(expressions=[exp.Ordered(this=value, desc=not better_low, nulls_first=False)])
        place = exp.Window(
            this=exp.Anonymous(this="RANK"),
            partition_by=[source_column(PERIOD)],
            order=order,
            over="OVER",
        )
        found = self._stage.gathered(source, PeerLink(ranked=True), [place])[0]
        among = sql.case((sql.not_null(own.value.copy()), sql.cast(found, "double")))
        return self._bound(replace(own.plain(), value=among))

    def _peer_mean(self, code: str) -> Term:
        source = Cell(code, self._cell.level, self._cell.kind)
        if not self._scheme.offered(source):
            return nothing(NullReason.NOT_APPLICABLE)
        return self._fold(source, PeerLink(ranked=False), OverTime.MEAN, self._scheme.carries(source))

    def _weighted(self, parts: Sequence[WeightedPart]) -> Term:
        """A missing part counts as 0 after inversion: a missing absence rate is not a full score."""
        terms = [self._value(part.code) for part in parts]
        skips = self._indicator.missing is Missing.SKIP_IF_ALL
        strict = self._indicator.missing is Missing.SKIP_IF_ANY
        products = [_product(term, part, or_zero=not strict) for term, part in zip(terms, parts, strict=True)]
        weights = [_weight(term, part, skips) for term, part in zip(terms, parts, strict=True)]
        depth = depth_of(*terms)
        above, _ = self._stage.layers.bind(_sum(products), depth)
        below, depth = self._stage.layers.bind(_sum(weights), depth)
        value = sql.finite(sql.divide(above, below))
        missing = None if self._indicator.missing is Missing.NEVER else first_reason(terms)
        if missing is None:
            return self._bound(Term(value, why(NullReason.NO_DENOMINATOR), depth=depth))
        gone = [sql.is_null(term.value.copy()) for term in terms]
        lost = exp.or_(*gone, copy=False) if strict else sql.all_of(gone)
        if not strict:
            value = sql.case((lost.copy(), sql.no_number()), default=value)
        reason = sql.case((lost, missing), default=why(NullReason.NO_DENOMINATOR))
        return self._bound(Term(value, reason, depth=depth))

    # --- around --------------------------------------------------------------------------------------------

    def _without_rows(self, term: Term) -> Term:
        """A subject without any row is "no data", not "nothing to divide by"."""
        read = sorted(datasets_of(self._indicator.expression))
        if term.reason is None or not read or not may_lack_denominator(term.reason):
            return term
        cell, stage = self._cell, self._stage
        known = [
            each
            for each in read
            if stage.passes.applicable(each, cell.level, cell.kind) and stage.passes.received(each)
        ]
        tests = [
            exp.EQ(this=stage.measure(cell, each, ROWS), expression=exp.Literal.number(0)) for each in known
        ]
        if not isinstance(term.reason, exp.Literal):
            by_zero = exp.EQ(this=exp.paren(term.reason.copy()), expression=why(NullReason.NO_DENOMINATOR))
            tests.insert(0, by_zero)
        no_data = why(NullReason.NO_DATA)
        reason = sql.case((sql.all_of(tests), no_data), default=term.reason.copy()) if tests else no_data
        return replace(term, reason=reason)

    def _bound(self, term: Term) -> Term:
        value, depth = self._stage.layers.bind(term.value, term.depth)
        return replace(term, value=value, depth=depth)


def _child_value(leaf: Expression, value: exp.Expr) -> exp.Expr:
    if not isinstance(leaf, ChildValue):
        raise TypeError(f"{type(leaf).__name__} does not stand in a condition on members")
    return value.copy()


def _children_aggregate(function: ChildrenFunction, value: exp.Expr) -> list[exp.Expr]:
    if function is ChildrenFunction.MEAN:
        return [exp.Sum(this=value), exp.Count(this=value.copy())]
    if function is ChildrenFunction.MEDIAN:
        return [sql.quantile(value, 0.5)]
    simple: dict[ChildrenFunction, type[exp.Func]] = {
        ChildrenFunction.SUM: exp.Sum,
        ChildrenFunction.MAX: exp.Max,
        ChildrenFunction.MIN: exp.Min,
    }
    return [simple[function](this=value)]


def _product(term: Term, part: WeightedPart, or_zero: bool) -> exp.Expr:
    value = term.value.copy()
    if part.inverted:
        value = exp.paren(exp.Sub(this=sql.number(1), expression=value))
    product = exp.Mul(this=value, expression=sql.number(part.weight))
    return sql.coalesce(product, sql.number(0)) if or_zero else product


def _weight(term: Term, part: WeightedPart, only_present: bool) -> exp.Expr:
    if not only_present:
        return sql.number(part.weight)
    return sql.case((sql.not_null(term.value.copy()), sql.number(part.weight)), default=sql.number(0))


def _sum(parts: Sequence[exp.Expr]) -> exp.Expr:
    result = parts[0]
    for each in parts[1:]:
        result = exp.Add(this=result, expression=each)
    return result
