"""Expressions compiled in place, without names for their parts: inside aggregates and conditions on members."""

from collections.abc import Callable

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.model.expression import (
    Arithmetic,
    Clip,
    Comparison,
    Expression,
    If,
    InList,
    IsNull,
    Literal,
    Logic,
    Not,
    Round,
)

Leaf = Callable[[Expression, bool], exp.Expr]


class Inline:
    """`leaf(node, compared)` gives the column of a field or a member's value; one that is only compared may keep
    its stored type, which spares a cast per row."""

    def __init__(self, leaf: Leaf) -> None:
        self._leaf = leaf

    def __call__(self, expression: Expression) -> exp.Expr:
        match expression:
            case Literal():
                return sql.constant(expression)
            case Arithmetic(operator=operator, left=left, right=right):
                return sql.finite(sql.arithmetic(operator, self(left), self(right)))
            case If(condition=condition, then=then, otherwise=otherwise):
                return sql.case((self(condition), self(then)), default=self(otherwise))
            case Round(operand=operand, digits=digits):
                return sql.round_half_away(self(operand), digits)
            case Clip(operand=operand, lowest=lowest, highest=highest):
                return sql.clip(self(operand), lowest, highest)
            case Comparison() | Logic() | Not() | IsNull() | InList():
                return self._test(expression)
            case _:
                return self._leaf(expression, False)

    def _test(self, expression: Comparison | Logic | Not | IsNull | InList) -> exp.Expr:
        match expression:
            case Comparison(operator=operator, left=left, right=right):
                return sql.compare(operator, self._compared(left), self._compared(right))
            case Logic(operator=operator, operands=operands):
                return sql.combine(operator, [self(each) for each in operands])
            case Not(operand=operand):
                return exp.Not(this=exp.paren(self(operand), copy=False))
            case IsNull(operand=operand, negated=negated):
                inner = self._compared(operand)
                return sql.not_null(inner) if negated else sql.is_null(inner)
            case InList(operand=operand, choices=choices, negated=negated):
                listed = [sql.constant(each, compared=True) for each in choices]
                return sql.one_of(self._compared(operand), listed, negated)

    def _compared(self, expression: Expression) -> exp.Expr:
        match expression:
            case Literal():
                return sql.constant(expression, compared=True)
            case (
                Arithmetic() | If() | Round() | Clip() | Comparison() | Logic() | Not() | IsNull() | InList()
            ):
                return self(expression)
            case _:
                return self._leaf(expression, True)
