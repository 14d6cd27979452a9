"""Value expressions: operators over terms, each with its null rule and the reason it hands on."""

from collections.abc import Callable
from dataclasses import replace

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.layers import Layers
from zhengai_engine.compile.terms import Term, depth_of, first_reason
from zhengai_engine.model.expression import (
    Arithmetic,
    ArithmeticOperator,
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
    Type,
)
from zhengai_engine.model.indicator import Missing
from zhengai_engine.model.value import NullReason


class Operators:
    """Compiles the nodes that rows and values share; `leaf` compiles the others."""

    def __init__(self, layers: Layers, leaf: Callable[[Expression], Term], missing: Missing) -> None:
        self._layers = layers
        self._leaf = leaf
        self._missing = missing

    def __call__(self, expression: Expression) -> Term:
        match expression:
            case Literal():
                return Term(sql.constant(expression), type=expression.type)
            case Arithmetic():
                return self._arithmetic(expression)
            case If():
                return self._if(expression)
            case Round(operand=operand, digits=digits):
                term = self(operand)
                return self._bound(replace(term, value=sql.round_half_away(term.number(), digits)))
            case Clip(operand=operand, lowest=lowest, highest=highest):
                term = self(operand).plain()
                return self._bound(replace(term, value=sql.clip(term.number(), lowest, highest)))
            case Comparison() | Logic() | Not() | IsNull() | InList():
                return self._test(expression)
            case _:
                return self._leaf(expression)

    def _bound(self, term: Term) -> Term:
        value, depth = self._layers.bind(term.value, term.depth)
        return replace(term, value=value, depth=depth)

    def _made(
        self, value: exp.Expr, operands: list[Term], reason: exp.Expr | None, kind: Type = Type.NUMBER
    ) -> Term:
        return self._bound(Term(value, reason, type=kind, depth=depth_of(*operands)))

    def _arithmetic(self, node: Arithmetic) -> Term:
        left, right = self(node.left), self(node.right)
        a, b = left.number(), right.number()
        if node.operator is ArithmeticOperator.DIVIDE:
            reason = first_reason([left, right], NullReason.NO_DENOMINATOR)
            quotient = self._made(sql.finite(sql.divide(a, b)), [left, right], reason)
            return replace(quotient, numerator=left.number(), denominator=right.number())
        reason = first_reason([left, right], NullReason.NO_DATA)
        skips = node.operator is not ArithmeticOperator.MULTIPLY and self._missing is Missing.SKIP_IF_ALL
        if skips and left.reason is not None and right.reason is not None:
            none = sql.all_of([sql.is_null(a.copy()), sql.is_null(b.copy())])
            made = sql.finite(sql.arithmetic(node.operator, _or_zero(a), _or_zero(b)))
            return self._made(sql.case((none, sql.no_number()), default=made), [left, right], reason)
        if skips:
            a, b = (
                _or_zero(each.number()) if each.reason is not None else each.number()
                for each in (left, right)
            )
        return self._made(sql.finite(sql.arithmetic(node.operator, a, b)), [left, right], reason)

    def _if(self, node: If) -> Term:
        condition, then, otherwise = self(node.condition), self(node.then), self(node.otherwise)
        same = then.type is otherwise.type
        branches = [each.value.copy() if same else each.number() for each in (then, otherwise)]
        reason = None
        if then.reason is not None or otherwise.reason is not None:
            reasons = [each.reason.copy() if each.reason else exp.null() for each in (then, otherwise)]
            reason = sql.case((condition.truth(), reasons[0]), default=reasons[1])
        value = sql.case((condition.truth(), branches[0]), default=branches[1])
        return self._made(value, [condition, then, otherwise], reason, then.type if same else Type.NUMBER)

    def _test(self, node: Comparison | Logic | Not | IsNull | InList) -> Term:
        match node:
            case Comparison(operator=operator, left=left, right=right):
                operands = [self(left), self(right)]
                a, b = _alike(*operands)
                value = sql.compare(operator, a, b)
            case Logic(operator=logic, operands=parts):
                operands = [self(each) for each in parts]
                value = sql.combine(logic, [each.truth() for each in operands])
            case Not(operand=operand):
                operands = [self(operand)]
                value = exp.Not(this=exp.paren(operands[0].truth(), copy=False))
            case IsNull(operand=operand, negated=negated):
                operands = [self(operand)]
                inner = operands[0].value.copy()
                value = sql.not_null(inner) if negated else sql.is_null(inner)
                return self._made(value, operands, None, Type.BOOLEAN)
            case InList(operand=operand, choices=choices, negated=negated):
                operands = [self(operand)]
                listed = [sql.constant(each, compared=True) for each in choices]
                value = sql.one_of(operands[0].value.copy(), listed, negated)
        return self._made(value, operands, first_reason(operands), Type.BOOLEAN)


def _or_zero(value: exp.Expr) -> exp.Expr:
    return sql.coalesce(value, sql.number(0))


def _alike(left: Term, right: Term) -> tuple[exp.Expr, exp.Expr]:
    """Both sides of a comparison in one type: yes/no against a number is 1 or 0."""
    if left.type is right.type:
        return left.value.copy(), right.value.copy()
    return left.number(), right.number()
