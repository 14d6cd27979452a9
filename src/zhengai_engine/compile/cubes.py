"""A root with many conditional measures reads its rows once more reduced: by key, time and what the conditions can see.

Sixty counts with conditions on status, week and session look at each row sixty times; but all they can tell apart is
the class of each field's value (see alike.py). Rows of the same classes form one cell, which keeps how many they were
and their sums; the measures are then computed from the cells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.alike import Classes, classes_of, plain
from zhengai_engine.compile.measures import Measure, MeasureKind
from zhengai_engine.compile.rows import BASE, RowScope
from zhengai_engine.model.expression import (
    Comparison,
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


@dataclass
class Cube:
    """`classes`: of each field that the conditions look at. `parts`: what a cell keeps of each operand beside the number
    of its rows."""

    classes: dict[str, Classes] = field(default_factory=dict)
    parts: dict[Measure, str] = field(default_factory=dict)

    def is_like(self, other: "Cube") -> bool:
        """Whether the same cells serve both, by whatever they are grouped beside."""
        return self.classes == other.classes and self.parts.keys() == other.parts.keys()

    def numbers(self, scope: RowScope) -> dict[str, exp.Expr]:
        """By column of the cells, the class of each field in a row."""
        return {self._column(code): each.number(scope) for code, each in self.classes.items()}

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
        code = next((found[0] for found in _tests(condition) if found is not None), None)
        if code not in self.classes:
            return scope.compile(condition)  # a constant, or it looks at a key
        test, opposite = plain(condition)
        outcome = self.classes[code].outcome(test, sql.column(self._column(code), BASE))
        return exp.Not(this=exp.paren(outcome, copy=False)) if opposite else outcome

    def _column(self, code: str) -> str:
        return f"_class_{list(self.classes).index(code)}"


def cube_of(keys: Sequence[str], measures: Sequence[Measure]) -> Cube | None:
    """Null when the measures are few, or look at rows in a way that comparisons with constants do not describe."""
    conditions = dict.fromkeys(each.condition for each in measures if each.condition is not None)
    if len(conditions) < WORTH:
        return None
    tests: dict[str, dict[Expression, None]] = {}
    for condition in conditions:
        for found in _tests(condition):
            if found is None:
                return None
            code, test = found
            if code not in keys:
                tests.setdefault(code, {})[plain(test)[0]] = None
    cube = Cube()
    for code in sorted(tests):
        classes = classes_of(code, list(tests[code]))
        if classes is None:
            return None
        cube.classes[code] = classes
    if not cube.classes or prod(len(each) + 1 for each in cube.classes.values()) > _CELLS:
        return None
    for each in measures:
        cube.parts.setdefault(_part(each), f"p{len(cube.parts) + 1}")
    return cube


def _part(measure: Measure) -> Measure:
    """What a cell has to keep for it: the same without the condition."""
    if measure.kind is MeasureKind.COUNT and measure.operand is None:
        return Measure(MeasureKind.ROWS)
    return Measure(measure.kind, measure.operand)


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
