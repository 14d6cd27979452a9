"""A term: SQL for the value of one part of a formula, for the reason when it is null, and for its two halves."""

from dataclasses import dataclass, replace

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.model.expression import Type
from zhengai_engine.model.value import NullReason


@dataclass(frozen=True)
class Term:
    """`value` is always a column or a constant. `reason` holds where the value is null; a term without it never
    is. `depth` is the layer at which all its columns exist."""

    value: exp.Expr
    reason: exp.Expr | None = None
    numerator: exp.Expr | None = None
    denominator: exp.Expr | None = None
    type: Type = Type.NUMBER
    depth: int = 0

    def number(self) -> exp.Expr:
        """The value where a number is meant: yes is 1, no is 0."""
        if self.type is not Type.BOOLEAN:
            return self.value.copy()
        yes, no = (self.value.copy(), sql.number(1)), (exp.Not(this=self.value.copy()), sql.number(0))
        return sql.case(yes, no)

    def truth(self) -> exp.Expr:
        """The value where yes or no is meant: a number is yes unless it is 0."""
        if self.type is Type.BOOLEAN:
            return self.value.copy()
        return exp.NEQ(this=self.value.copy(), expression=exp.Literal.number(0))

    def plain(self) -> "Term":
        return replace(self, numerator=None, denominator=None)


_STORED = {Type.NUMBER: "double", Type.TEXT: "text", Type.DATE: "date", Type.BOOLEAN: "boolean"}


def nothing(reason: NullReason, kind: Type = Type.NUMBER) -> Term:
    return Term(sql.cast(exp.null(), _STORED[kind]), why(reason), type=kind)


def why(reason: NullReason) -> exp.Expr:
    return sql.text(reason.value)


def first_reason(terms: list[Term], otherwise: NullReason | None = None) -> exp.Expr | None:
    """The reason of the first null term; `otherwise` when none of them is null and the result still is."""
    branches = [
        (sql.is_null(each.value.copy()), each.reason.copy()) for each in terms if each.reason is not None
    ]
    if not branches:
        return None if otherwise is None else why(otherwise)
    if otherwise is None and len(branches) == 1:
        return branches[0][1]
    return sql.case(*branches, default=None if otherwise is None else why(otherwise))


def may_lack_denominator(reason: exp.Expr) -> bool:
    """Whether the reason can turn out to be "no denominator": it says so, or it is handed on from elsewhere."""
    said = (each.this for each in reason.find_all(exp.Literal))
    return NullReason.NO_DENOMINATOR.value in said or reason.find(exp.Column) is not None


def depth_of(*terms: Term) -> int:
    return max((each.depth for each in terms), default=0)
