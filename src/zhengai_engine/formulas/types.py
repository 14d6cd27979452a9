"""Which type a typed tree has."""

from zhengai_engine.formulas.vocabulary import Vocabulary
from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Comparison,
    Expression,
    FieldRef,
    If,
    IndicatorRef,
    InList,
    IsNull,
    Literal,
    Logic,
    Not,
    Shift,
    Type,
)
from zhengai_engine.tables.catalogue import Catalogue

_OWN_TYPE = (AggregateFunction.LATEST, AggregateFunction.MAX, AggregateFunction.MIN)


def infer(expression: Expression, vocabulary: Vocabulary) -> Type:
    """The type of a tree as `parse` gives it; the tree is trusted, not checked again."""
    match expression:
        case IndicatorRef(code=code) | Shift(code=code):
            return vocabulary.indicators[code].type
        case If(then=then):
            return infer(then, vocabulary)
        case Aggregate(function=function, dataset=dataset, operand=operand) if operand is not None:
            if function in _OWN_TYPE:
                return row_type(operand, dataset, vocabulary.catalogue)
            return Type.NUMBER
        case _:
            return _plain(expression)


def row_type(expression: Expression, dataset: str, catalogue: Catalogue) -> Type:
    """The type of an expression over the rows of `dataset`."""
    match expression:
        case FieldRef(path=path):
            return field_type(path, dataset, catalogue)
        case If(then=then):
            return row_type(then, dataset, catalogue)
        case _:
            return _plain(expression)


def field_type(path: tuple[str, ...], dataset: str, catalogue: Catalogue) -> Type:
    current = catalogue.dataset(dataset)
    for step in path[:-1]:
        current = catalogue.dataset(current.field(step).references or "")
    return current.field(path[-1]).type.type


def _plain(expression: Expression) -> Type:
    """Nodes whose type does not depend on names."""
    if isinstance(expression, Literal):
        return expression.type
    if isinstance(expression, Comparison | Logic | Not | IsNull | InList):
        return Type.BOOLEAN
    return Type.NUMBER
