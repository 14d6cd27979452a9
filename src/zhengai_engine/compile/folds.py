"""Folding several values of one indicator into one: over periods, over members below, over peers.

The same sums serve a grouped query (a gather) and a window over the peers in a stage; `columns` says what to
compute over the source rows, `term` what the fold's value is, given those columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.terms import Term, why
from zhengai_engine.model.indicator import OverTime
from zhengai_engine.model.value import NullReason


@dataclass(frozen=True)
class Source:
    """The columns of the folded indicator in each source row."""

    value: exp.Expr
    reason: exp.Expr
    numerator: exp.Expr | None = None
    denominator: exp.Expr | None = None
    position: exp.Expr | None = None


class Fold:
    """`ratio`: Σ numerator / Σ denominator, never a mean of rates; otherwise `how` decides, nulls left out."""

    def __init__(self, source: Source, how: OverTime, ratio: bool) -> None:
        self._source = source
        self._how = how
        self._ratio = ratio

    def columns(self) -> list[exp.Expr]:
        return [*self._parts(), exp.Max(this=self._seen())]

    def term(self, found: Sequence[exp.Expr], depth: int) -> Term:
        """`found` are the columns, in the order of `columns`."""
        reason = sql.case(
            (exp.EQ(this=found[-1].copy(), expression=exp.Literal.number(1)), why(NullReason.NO_DENOMINATOR)),
            default=why(NullReason.NO_DATA),
        )
        if self._ratio:
            numerator, denominator = sql.finite(found[0].copy()), sql.finite(found[1].copy())
            value = sql.finite(sql.divide(numerator.copy(), denominator.copy()))
            return Term(value, reason, numerator, denominator, depth=depth)
        if self._picks:
            halves = found[1:3] if self._source.numerator is not None else (None, None)
            return Term(found[0].copy(), reason, halves[0], halves[1], depth=depth)
        value = found[0].copy()
        if len(found) == 3:
            value = sql.divide(value, found[1].copy())
        return Term(sql.finite(value), reason, depth=depth)

    @property
    def _picks(self) -> bool:
        return self._how in (OverTime.LAST, OverTime.FIRST)

    def _parts(self) -> list[exp.Expr]:
        source = self._source
        if self._ratio:
            return self._halves()
        if self._picks:
            return [
                self._picked(each) for each in (source.value, source.numerator, source.denominator) if each
            ]
        value = source.value.copy()
        if self._how is OverTime.MAX:
            return [exp.Max(this=value)]
        if self._how is OverTime.MIN:
            return [exp.Min(this=value)]
        if self._how is OverTime.SUM:
            return [exp.Sum(this=value)]
        return [exp.Sum(this=value), exp.Count(this=value.copy())]

    def _halves(self) -> list[exp.Expr]:
        numerator, denominator = self._source.numerator, self._source.denominator
        assert numerator is not None
        assert denominator is not None
        both = sql.all_of([sql.not_null(numerator.copy()), sql.not_null(denominator.copy())])
        return [exp.Sum(this=sql.case((both.copy(), each.copy()))) for each in (numerator, denominator)]

    def _picked(self, column: exp.Expr) -> exp.Expr:
        """Of the last (first) period that has a value."""
        position = self._source.position
        assert position is not None
        order = position.copy() if self._how is OverTime.LAST else exp.Neg(this=position.copy())
        return sql.last_by(column.copy(), [order], sql.not_null(self._source.value.copy()))

    def _seen(self) -> exp.Expr:
        """Whether there was anything, if only a zero to divide by."""
        by_zero = exp.EQ(this=self._source.reason.copy(), expression=why(NullReason.NO_DENOMINATOR))
        known = (
            exp.or_(sql.not_null(self._source.value.copy()), by_zero, copy=False) if self._ratio else by_zero
        )
        return sql.case((known, exp.Literal.number(1)), default=exp.Literal.number(0))
