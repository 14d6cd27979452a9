"""A root with many conditional measures reads its rows once more reduced: by key, time and what the conditions can see.

Sixty counts with conditions on status, week and session look at each row sixty times; but all they can tell apart is
how each of their comparisons with a constant turns out. Those outcomes, and which fields are empty, are written as
the bits of one number; rows of the same number form one cell, which keeps how many they were and their sums. The
measures are then computed from the cells, where every comparison is a column.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.measures import Measure, MeasureKind
from zhengai_engine.compile.rows import BASE, RowScope
from zhengai_engine.model.expression import (
    Comparison,
    ComparisonOperator,
    Expression,
    FieldRef,
    InList,
    IsNull,
    Literal,
    Logic,
    Not,
)

WORTH = 12  # conditions: with fewer, reading the rows directly is as fast
_CELLS = 5_000  # for each key and time; more, and the reduction reduces little
_BITS = 30
_OPPOSITES = {
    ComparisonOperator.NOT_EQUAL: ComparisonOperator.EQUAL,
    ComparisonOperator.GREATER: ComparisonOperator.LESS_OR_EQUAL,
    ComparisonOperator.GREATER_OR_EQUAL: ComparisonOperator.LESS,
}
_ALIKE = "_alike"


@dataclass
class Cube:
    """`tests`: every comparison with the field it looks at; the order is that of the bits. `parts`: what a cell keeps
    of each operand beside the number of its rows."""

    keys: tuple[str, ...]
    tests: dict[Expression, str] = field(default_factory=dict)
    parts: dict[Measure, str] = field(default_factory=dict)

    @property
    def fields(self) -> list[str]:
        return list(dict.fromkeys(self.tests.values()))

    def cells(self, scope: RowScope, compiled: Mapping[Measure, exp.Expr]) -> tuple[list[exp.Expr], exp.Expr]:
        """Columns of the query that makes the cells, and what they are grouped by beside the keys: one number for
        the outcome of all comparisons."""
        outcomes = [sql.is_null(scope.field((code,))) for code in self.fields]
        outcomes += [scope.compile(each) for each in self.tests]
        digits = [
            sql.case((each, exp.Literal.number(2**position)), default=exp.Literal.number(0))
            for position, each in enumerate(outcomes)
        ]
        alike: exp.Expr = digits[0]
        for digit in digits[1:]:
            alike = exp.Add(this=alike, expression=digit)
        columns = [sql.alias(scope.field((code,)), code) for code in self.keys]
        columns += [sql.alias(compiled[part], name) for part, name in self.parts.items()]
        return [*columns, sql.alias(alike, _ALIKE)], alike.copy()

    def outcomes(self) -> list[exp.Expr]:
        """The comparisons again as columns of the cells, null where their field is."""
        missing = {code: self._bit(position) for position, code in enumerate(self.fields)}
        columns: list[exp.Expr] = []
        for position, (test, code) in enumerate(self.tests.items()):
            found = self._bit(len(missing) + position)
            known = (
                found
                if isinstance(test, IsNull)
                else sql.case((missing[code].copy(), exp.null()), default=found)
            )
            columns.append(sql.alias(known, _outcome(position)))
        return columns

    def measure(self, measure: Measure, scope: RowScope) -> exp.Expr:
        """The measure from cells."""
        kept: exp.Expr = sql.column(self.parts[_part(measure)], BASE)
        if measure.condition is not None:
            kept = sql.case((self._on_cells(measure.condition, scope), kept))
        functions: dict[MeasureKind, type[exp.Func]] = {MeasureKind.MAX: exp.Max, MeasureKind.MIN: exp.Min}
        return functions.get(measure.kind, exp.Sum)(this=kept)

    def _on_cells(self, condition: Expression, scope: RowScope) -> exp.Expr:
        match condition:
            case Logic(operator=operator, operands=operands):
                return sql.combine(operator, [self._on_cells(each, scope) for each in operands])
            case Not(operand=operand):
                return exp.Not(this=exp.paren(self._on_cells(operand, scope), copy=False))
        test, opposite = _plain(condition)
        if test not in self.tests:
            return scope.compile(condition)  # a constant, or it looks at a key
        outcome = sql.column(_outcome(list(self.tests).index(test)), BASE)
        return exp.Not(this=outcome) if opposite else outcome

    @staticmethod
    def _bit(position: int) -> exp.Expr:
        shifted = exp.IntDiv(this=sql.column(_ALIKE), expression=exp.Literal.number(2**position))
        last = exp.Mod(this=exp.paren(shifted, copy=False), expression=exp.Literal.number(2))
        return exp.EQ(this=last, expression=exp.Literal.number(1))


def _outcome(position: int) -> str:
    return f"_test_{position}"


def cube_of(keys: tuple[str, ...], measures: Sequence[Measure]) -> Cube | None:
    """Null when the measures are few, or look at rows in a way that comparisons with constants do not describe."""
    conditions = dict.fromkeys(each.condition for each in measures if each.condition is not None)
    if len(conditions) < WORTH:
        return None
    cube = Cube(keys)
    for condition in conditions:
        for found in _tests(condition):
            if found is None:
                return None
            code, test = found
            if code not in keys:
                cube.tests.setdefault(_plain(test)[0], code)
    bounds = Counter(cube.tests.values())
    bits = bounds.total() + len(bounds)
    if not cube.tests or bits > _BITS or prod(number + 2 for number in bounds.values()) > _CELLS:
        return None
    for each in measures:
        cube.parts.setdefault(_part(each), f"p{len(cube.parts) + 1}")
    return cube


def _part(measure: Measure) -> Measure:
    """What a cell has to keep for it: the same without the condition."""
    if measure.kind is MeasureKind.COUNT and measure.operand is None:
        return Measure(MeasureKind.ROWS)
    return Measure(measure.kind, measure.operand)


def _plain(test: Expression) -> tuple[Expression, bool]:
    """A comparison or its opposite, whichever has the plainer operator: one bit tells both."""
    match test:
        case Comparison(operator=operator) if operator in _OPPOSITES:
            return replace(test, operator=_OPPOSITES[operator]), True
        case InList(negated=True) | IsNull(negated=True):
            return replace(test, negated=False), True
        case _:
            return test, False


def _tests(condition: Expression) -> Iterator[tuple[str, Expression] | None]:
    """The comparisons it is made of, with the field each looks at; null for one of another kind."""
    match condition:
        case Logic(operands=operands):
            for each in operands:
                yield from _tests(each)
        case Not(operand=operand):
            yield from _tests(operand)
        case (
            Comparison(left=FieldRef(path=(code,)), right=Literal())
            | Comparison(left=Literal(), right=FieldRef(path=(code,)))
            | InList(operand=FieldRef(path=(code,)))
            | IsNull(operand=FieldRef(path=(code,)))
            | FieldRef(path=(code,))
        ):
            yield code, condition
        case Literal():
            return
        case _:
            yield None
