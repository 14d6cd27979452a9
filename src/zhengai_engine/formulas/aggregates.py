"""计数 求和 平均 …: from the rows of one dataset to one number."""

from collections.abc import Iterator

from zhengai_engine.formulas import nodes
from zhengai_engine.formulas.errors import nearest
from zhengai_engine.formulas.rows import Rows
from zhengai_engine.formulas.words import AGGREGATES, FUNCTIONS
from zhengai_engine.formulas.world import Typed, World
from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Comparison,
    ComparisonOperator,
    Expression,
    Literal,
    Logic,
    LogicOperator,
    Type,
)
from zhengai_engine.tables.dataset import Dataset

_ANY_TYPE = (AggregateFunction.COUNT_DISTINCT, AggregateFunction.LATEST)
_OWN_TYPE = (AggregateFunction.LATEST, AggregateFunction.MAX, AggregateFunction.MIN)
NAMES = frozenset({*map(str, AGGREGATES), "share", "exists"})


def aggregate(function: str, node: nodes.Call, world: World) -> Typed:
    """`function` is one of NAMES."""
    if function == "share":
        return _share(node, world)
    if function in ("count", "exists"):
        return _count(function, node, world)
    return _of_operand(AggregateFunction(function), node, world)


def _count(function: str, node: nodes.Call, world: World) -> Typed:
    dataset, conditions = _dataset_and_conditions(function, node, world, (0, 1))
    counted = Aggregate(AggregateFunction.COUNT, dataset.code, None, conditions[0] if conditions else None)
    if function == "count":
        return Typed(counted, Type.NUMBER, node)
    some = Comparison(ComparisonOperator.GREATER, counted, Literal(0.0, Type.NUMBER))
    return Typed(some, Type.BOOLEAN, node)


def _share(node: nodes.Call, world: World) -> Typed:
    """占比(数据集, 条件, 基数条件) is the count of rows with both over the count of rows of the base."""
    dataset, conditions = _dataset_and_conditions("share", node, world, (1, 2))
    wanted, base = conditions[0], (conditions[1] if len(conditions) == 2 else None)
    both = wanted if base is None else Logic(LogicOperator.AND, (wanted, base))
    part, whole = (Aggregate(AggregateFunction.COUNT, dataset.code, None, each) for each in (both, base))
    return Typed(Arithmetic(ArithmeticOperator.DIVIDE, part, whole), Type.NUMBER, node)


def _dataset_and_conditions(
    function: str, node: nodes.Call, world: World, allowed: tuple[int, int]
) -> tuple[Dataset, list[Expression]]:
    if len(node.arguments) - 1 not in allowed:
        raise world.usage(function, node)
    dataset = _dataset(node.arguments[0], function, world)
    rows = Rows(world.text, world.vocabulary, dataset, qualified=False)
    return dataset, [rows.condition(each).expression for each in node.arguments[1:]]


def _dataset(node: nodes.Syntax, function: str, world: World) -> Dataset:
    if not isinstance(node, nodes.Name):
        raise world.usage(function, node)
    if len(node.words) > 1:
        problem = f"这里只写数据集，不写字段；要数不同的值，请用 去重计数({node.text})"
        raise world.error(node, problem)
    found = world.vocabulary.catalogue.find(node.text)
    if found is None:
        raise _unknown_dataset(node.words[0], world)
    return found


def _unknown_dataset(word: nodes.Word, world: World) -> Exception:
    known = [
        name
        for each in world.vocabulary.catalogue.datasets.values()
        for name in (each.name, each.code, *each.aliases)
    ]
    return world.error(word, f"没有数据集“{word.text}”", nearest(word.text, known))


def _of_operand(function: AggregateFunction, node: nodes.Call, world: World) -> Typed:
    arguments = list(node.arguments)
    quantile = None
    if function is AggregateFunction.QUANTILE:
        if len(arguments) not in (2, 3):
            raise world.usage(function, node)
        quantile = _quantile(arguments.pop(1), world)
    if len(arguments) not in (1, 2):
        raise world.usage(function, node)
    dataset = _operand_dataset(arguments[0], function, world)
    operand = Rows(world.text, world.vocabulary, dataset, qualified=True).build(arguments[0])
    _check_type(function, operand, world)
    condition = None
    if len(arguments) == 2:
        rows = Rows(world.text, world.vocabulary, dataset, qualified=False)
        condition = rows.condition(arguments[1]).expression
    result = Aggregate(function, dataset.code, operand.expression, condition, quantile)
    own = function in _OWN_TYPE
    field = operand.field if function is AggregateFunction.LATEST else None
    return Typed(result, operand.type if own else Type.NUMBER, node, field)


def _quantile(node: nodes.Syntax, world: World) -> float:
    if not isinstance(node, nodes.Number) or not 0 <= node.value <= 1:
        raise world.error(node, "分位数的位置要是 0 到 1 之间的数，例如 0.9 或 90%")
    return node.value


def _check_type(function: AggregateFunction, operand: Typed, world: World) -> None:
    if function in _ANY_TYPE or operand.type is Type.NUMBER:
        return
    chinese = AGGREGATES[function][0]
    if function in _OWN_TYPE and operand.type is Type.DATE:
        return
    problem = f"“{chinese}”要用数，“{world.snippet(operand.node)}”是{operand.type.chinese}"
    if operand.type is Type.BOOLEAN:
        problem += "；是/否的比例请用 占比(数据集, 条件)"
    raise world.error(operand.node, problem)


def _operand_dataset(node: nodes.Syntax, function: AggregateFunction, world: World) -> Dataset:
    """The dataset that the first dotted name begins with."""
    dotted: list[nodes.Name] = []
    for each in _all(node):
        if isinstance(each, nodes.Call) and _only_outside(each):
            raise world.error(each, "聚合函数里不能再用聚合，请把里面的定义成单独的指标，再用方括号引用")
        if isinstance(each, nodes.Name) and len(each.words) > 1:
            found = world.vocabulary.catalogue.find(each.words[0].text)
            if found is not None:
                return found
            dotted.append(each)
    if dotted:
        raise _unknown_dataset(dotted[0].words[0], world)
    raise _not_qualified(node, function, world)


def _only_outside(call: nodes.Call) -> bool:
    return FUNCTIONS.get(call.function.text.casefold()) in NAMES


def _not_qualified(node: nodes.Syntax, function: AggregateFunction, world: World) -> Exception:
    chinese = AGGREGATES[function][0]
    name = next((each for each in _all(node) if isinstance(each, nodes.Name)), None)
    if name is None:
        return world.usage(function, node)
    datasets = world.vocabulary.catalogue.datasets.values()
    owner = world.vocabulary.catalogue.find(name.text)
    if owner is not None:
        some = [f"{owner.name}.{each.name}" for each in owner.fields if each.code not in owner.key][:2]
        return world.error(name, f"“{chinese}”要写到字段，只写数据集“{name.text}”不够", some)
    holding = [f"{each.name}.{name.text}" for each in datasets if each.find(name.text)][:3]
    return world.error(name, f"“{chinese}”里要写明数据集，写成 数据集.字段", holding)


def _all(node: nodes.Syntax) -> Iterator[nodes.Syntax]:
    waiting: list[nodes.Syntax] = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(nodes.parts(each)))
