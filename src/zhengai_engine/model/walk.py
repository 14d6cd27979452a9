"""Walking over expression trees: the parts of a node, all nodes, what a formula reads, and rewriting."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from zhengai_engine.model.expression import (
    Aggregate,
    Arithmetic,
    Change,
    Children,
    Clip,
    Comparison,
    Expression,
    FieldRef,
    If,
    IndicatorRef,
    InList,
    IsNull,
    Logic,
    Not,
    PeerMean,
    Rank,
    Round,
    Shift,
    Weighted,
    Window,
)

_REFERENCES = (IndicatorRef, Shift, Change, Window, Children, Rank, PeerMean)


def children(expression: Expression) -> tuple[Expression, ...]:
    """The direct parts of a node, left to right. The choices of 属于 are values of the node, not parts."""
    match expression:
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case Logic(operands=operands):
            return operands
        case Not(operand=operand) | IsNull(operand=operand) | InList(operand=operand):
            return (operand,)
        case Round(operand=operand) | Clip(operand=operand):
            return (operand,)
        case If(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case Aggregate(operand=inner, condition=only_if):
            return tuple(each for each in (inner, only_if) if each is not None)
        case Children(condition=only_if):
            return () if only_if is None else (only_if,)
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """The node itself and everything below it, a node before its parts, left to right."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def codes_of(node: Expression) -> tuple[str, ...]:
    """Codes of the indicators this one node reads itself, in any way (value, earlier period, members…)."""
    if isinstance(node, _REFERENCES):
        return (node.code,)
    if isinstance(node, Weighted):
        return tuple(part.code for part in node.parts)
    return ()


def dependencies(expression: Expression) -> set[str]:
    """Codes of all indicators the formula reads directly; not those its references read in turn."""
    return {code for node in walk(expression) for code in codes_of(node)}


def aggregates(expression: Expression) -> tuple[Aggregate, ...]:
    """All aggregates of the formula, left to right."""
    return tuple(node for node in walk(expression) if isinstance(node, Aggregate))


def datasets_of(expression: Expression) -> set[str]:
    """Codes of the datasets whose rows the formula aggregates directly; not those its references read,
    nor those its field paths pass through."""
    return {each.dataset for each in aggregates(expression)}


def field_refs(expression: Expression) -> tuple[FieldRef, ...]:
    """The fields a node reads, left to right, each once: for an aggregate, of its operand and condition."""
    found = (node for node in walk(expression) if isinstance(node, FieldRef))
    return tuple(dict.fromkeys(found))


def rewrite(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The tree with `change` applied to every node, parts first; the original stays as it is."""
    return change(_with_parts(expression, lambda part: rewrite(part, change)))


def _with_parts(node: Expression, apply: Callable[[Expression], Expression]) -> Expression:
    match node:
        case Arithmetic() | Comparison():
            return replace(node, left=apply(node.left), right=apply(node.right))
        case Logic():
            return replace(node, operands=tuple(apply(each) for each in node.operands))
        case Not() | IsNull() | InList() | Round() | Clip():
            return replace(node, operand=apply(node.operand))
        case If():
            parts = (apply(node.condition), apply(node.then), apply(node.otherwise))
            return If(*parts)
        case Aggregate():
            operand = apply(node.operand) if node.operand is not None else None
            condition = apply(node.condition) if node.condition is not None else None
            return replace(node, operand=operand, condition=condition)
        case Children(condition=condition) if condition is not None:
            return replace(node, condition=apply(condition))
        case _:
            return node
