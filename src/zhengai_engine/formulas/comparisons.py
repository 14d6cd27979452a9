"""Comparing: both sides of one type, and a text only with what the field can hold."""

from dataclasses import replace

from zhengai_engine.formulas.errors import nearest
from zhengai_engine.formulas.nodes import Compared, Membership
from zhengai_engine.formulas.world import Typed, World
from zhengai_engine.model.expression import Comparison, ComparisonOperator, InList, Literal, Type
from zhengai_engine.tables.dataset import Field

_ORDERED = (Type.NUMBER, Type.DATE)


def compare(node: Compared, world: World) -> Typed:
    if len(node.signs) > 1:
        problem = "比较不能连着写，请用“且”连接，例如 总评 >= 60 且 总评 < 90"
        raise world.error(node.operands[2], problem)
    left, right = (world.build(each) for each in node.operands)
    operator = ComparisonOperator[node.signs[0]]
    left, right = _fitted(left, right, world), _fitted(right, left, world)
    if operator not in (ComparisonOperator.EQUAL, ComparisonOperator.NOT_EQUAL) and left.type not in _ORDERED:
        problem = f"{left.type.chinese}不分大小，只能用“=”“≠”或“属于”比较"
        raise world.error(node, problem)
    return Typed(Comparison(operator, left.expression, right.expression), Type.BOOLEAN, node)


def member(node: Membership, world: World) -> Typed:
    operand = world.build(node.operand)
    choices: list[Literal] = []
    for each in node.choices:
        choice = _fitted(world.build(each), operand, world)
        if not isinstance(choice.expression, Literal):
            raise world.error(each, f"“属于”后面的括号里只能写固定的值，“{world.snippet(each)}”不是")
        choices.append(choice.expression)
    return Typed(InList(operand.expression, tuple(choices), node.negated), Type.BOOLEAN, node)


def _fitted(value: Typed, other: Typed, world: World) -> Typed:
    """`value` as it may be compared with `other`: of its type, and written as its field stores it."""
    if value.type is not other.type:
        if other.is_literal and not value.is_literal:
            return value  # the literal is at fault, and told so when its turn comes
        raise world.error(value.node, _mismatch(value, other, world))
    if isinstance(value.expression, Literal) and other.field is not None and other.field.choices:
        stored = _stored(value, other.field, world)
        return replace(value, expression=Literal(stored, Type.TEXT))
    return value


def _stored(value: Typed, field: Field, world: World) -> str:
    assert isinstance(value.expression, Literal)
    written = str(value.expression.value)
    for choice in field.choices:
        if written.strip() in (choice.value, *choice.aliases):
            return choice.value
    known = [word for choice in field.choices for word in (choice.value, *choice.aliases)]
    near = nearest(written, known)
    problem = f"字段“{field.name}”没有“{written}”这个取值"
    if not near:
        problem += f"，可以是{'、'.join(choice.value for choice in field.choices[:12])}"
    raise world.error(value.node, problem, near)


def _mismatch(value: Typed, other: Typed, world: World) -> str:
    mine, theirs = world.snippet(value.node), world.snippet(other.node)
    problem = f"“{theirs}”是{other.type.chinese}，不能和{value.type.chinese}“{mine.strip(_QUOTES)}”比较"
    remedy = _remedy(value, other.type, mine)
    return f"{problem}，{remedy}" if remedy else problem


_QUOTES = "\"'“”‘’＂＇"


def _remedy(value: Typed, wanted: Type, written: str) -> str:
    if not value.is_literal:
        return ""
    inside = written.strip(_QUOTES)
    if value.type is Type.TEXT:
        return {
            Type.DATE: '日期请写成 日期("2026-09-01") 的样子',
            Type.NUMBER: "数不要加引号",
            Type.BOOLEAN: "请直接写 是 或 否，不加引号",
        }.get(wanted, "")
    return f"文本要加引号，写成“{inside}”" if wanted is Type.TEXT else ""
