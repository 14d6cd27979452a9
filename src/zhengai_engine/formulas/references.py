"""上期 同比 滚动 子级 加权 …: functions over other indicators."""

from zhengai_engine.formulas import nodes
from zhengai_engine.formulas.errors import nearest
from zhengai_engine.formulas.operators import Operators
from zhengai_engine.formulas.vocabulary import IndicatorOutline
from zhengai_engine.formulas.words import CHILD_VALUE, CHILDREN_FUNCTIONS, FUNCTION_NAMES, PERIOD_KINDS
from zhengai_engine.formulas.world import Typed, World
from zhengai_engine.model.expression import (
    Change,
    ChangeKind,
    Children,
    ChildrenFunction,
    ChildValue,
    Expression,
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
from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.model.level import Level
from zhengai_engine.model.period import PeriodKind

_LONGEST_WINDOW = 366


def outline(node: nodes.Reference, world: World) -> IndicatorOutline:
    found = world.vocabulary.find_indicator(node.name)
    if found is None:
        known = [name for each in world.vocabulary.indicators.values() for name in (each.name, each.code)]
        raise world.error(node, f"没有指标“{node.name}”", nearest(node.name, known))
    return found


def over_indicators(function: str, node: nodes.Call, world: World) -> Typed:
    """Any function of words.OTHER_FUNCTIONS that reads indicators."""
    if function == "weighted":
        return _weighted(node, world)
    if function == "rolling":
        return _rolling(node, world)
    if function == "children":
        return _children(node, world)
    if len(node.arguments) != 1:
        raise world.usage(function, node)
    other = _indicator(node.arguments[0], function, world)
    expression, type_ = _single(function, other)
    if function in ("yoy", "pop") and other.type is not Type.NUMBER:
        chinese = FUNCTION_NAMES[function][0]
        raise world.error(node.arguments[0], f"“{chinese}”要用数，指标“{other.name}”是{other.type.chinese}")
    return Typed(expression, type_, node)


def _single(function: str, other: IndicatorOutline) -> tuple[Expression, Type]:
    code = other.code
    match function:
        case "previous" | "last_year":
            return Shift(ShiftKind(function), code), other.type
        case "yoy" | "pop":
            return Change(ChangeKind(function), code), Type.NUMBER
        case "cumulative":
            return Window(WindowKind.CUMULATIVE, code), Type.NUMBER
        case "rank":
            return Rank(code), Type.NUMBER
        case "peer_mean":
            return PeerMean(code), Type.NUMBER
        case _:
            raise AssertionError(function)


def _indicator(node: nodes.Syntax, function: str, world: World) -> IndicatorOutline:
    if isinstance(node, nodes.Reference):
        return outline(node, world)
    chinese = FUNCTION_NAMES[function][0]
    written = world.snippet(node)
    hint = (f"[{written}]",) if world.vocabulary.find_indicator(written) else ()
    raise world.error(node, f"“{chinese}”里要写方括号里的指标，例如 {chinese}([缺课率])", hint)


def _rolling(node: nodes.Call, world: World) -> Typed:
    if len(node.arguments) != 3:
        raise world.usage("rolling", node)
    other = _indicator(node.arguments[0], "rolling", world)
    length = node.arguments[1]
    if not (isinstance(length, nodes.Number) and length.value == int(length.value)):
        raise world.error(length, "滚动的期数要是整数，例如 滚动([缺课率], 4, 周)")
    if not 1 <= length.value <= _LONGEST_WINDOW:
        raise world.error(length, f"滚动的期数要在 1 到 {_LONGEST_WINDOW} 之间")
    unit = _period_kind(node.arguments[2], world)
    return Typed(Window(WindowKind.ROLLING, other.code, int(length.value), unit), Type.NUMBER, node)


def _period_kind(node: nodes.Syntax, world: World) -> PeriodKind:
    written = world.snippet(node)
    if isinstance(node, nodes.Name) and node.text.casefold() in PERIOD_KINDS:
        return PERIOD_KINDS[node.text.casefold()]
    every = "、".join(kind.chinese for kind in PeriodKind)
    near = nearest(written, PERIOD_KINDS)
    raise world.error(node, f"没有周期类型“{written}”，可以是{every}", near)


def _children(node: nodes.Call, world: World) -> Typed:
    if len(node.arguments) not in (3, 4):
        raise world.usage("children", node)
    other = _indicator(node.arguments[0], "children", world)
    level = _level(node.arguments[1], world)
    function = _children_function(node.arguments[2], world)
    condition = None
    if len(node.arguments) == 4:
        inside = ChildCondition(world.text, world.vocabulary)
        condition = inside.condition(node.arguments[3]).expression
    return Typed(Children(function, other.code, level.code, condition), Type.NUMBER, node)


def _level(node: nodes.Syntax, world: World) -> Level:
    written = world.snippet(node)
    levels = world.vocabulary.catalogue.levels.values()
    found = world.vocabulary.catalogue.find_level(written)
    if found is None:
        every = "、".join(each.name for each in levels)
        near = nearest(written, [name for each in levels for name in (each.name, each.code)])
        raise world.error(node, f"没有层面“{written}”，可以是{every}", near)
    return found


def _children_function(node: nodes.Syntax, world: World) -> ChildrenFunction:
    written = world.snippet(node)
    for function, names in CHILDREN_FUNCTIONS.items():
        if written.casefold() in names:
            return function
    every = "、".join(names[0] for names in CHILDREN_FUNCTIONS.values())
    known = [name for names in CHILDREN_FUNCTIONS.values() for name in names]
    raise world.error(node, f"子级的汇总方式没有“{written}”，可以是{every}", nearest(written, known))


class ChildCondition(Operators):
    """The condition of 子级: the one name is 值, the child's value as a number (yes is 1, no is 0)."""

    def name(self, node: nodes.Name) -> Typed:
        if node.text.casefold() in CHILD_VALUE:
            return Typed(ChildValue(), Type.NUMBER, node)
        raise self.error(node, f"子级的条件里只能用“值”，不能用“{node.text}”", ("值",))

    def reference(self, node: nodes.Reference) -> Typed:
        raise self.error(node, f"子级的条件里只能用“值”，不能用指标“[{node.name}]”", ("值",))

    def call(self, function: str, node: nodes.Call) -> Typed:
        chinese = FUNCTION_NAMES[function][0]
        raise self.error(node, f"子级的条件里只能用“值”，不能用“{chinese}”", ("值",))


def _weighted(node: nodes.Call, world: World) -> Typed:
    if not node.arguments:
        raise world.usage("weighted", node)
    parts = []
    for each in node.arguments:
        if not isinstance(each, nodes.WeightedTerm):
            raise world.error(
                each, f"“加权”的每一项要写指标和权，例如 [评教均分] 权 0.6，而不是“{world.snippet(each)}”"
            )
        parts.append(_weighted_part(each, world))
    return Typed(Weighted(tuple(parts)), Type.NUMBER, node)


def _weighted_part(term: nodes.WeightedTerm, world: World) -> WeightedPart:
    other = outline(term.reference, world)
    if term.weight.value <= 0:
        raise world.error(term.weight, "权要大于 0")
    if term.inverted and other.kind is not IndicatorKind.RATIO:
        problem = f"只有比率可以“反向”(取 1 减去它)，指标“{other.name}”是{other.kind.chinese}"
        raise world.error(term.reference, problem)
    return WeightedPart(other.code, term.weight.value, term.inverted)
