"""A whole set of definitions at once: order does not matter, and every problem is told, not only the first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from zhengai_engine.formulas.errors import FormulaError, SchemeError
from zhengai_engine.formulas.items import Draft, read_item
from zhengai_engine.formulas.parser import parse
from zhengai_engine.formulas.reach import Reach
from zhengai_engine.formulas.types import infer
from zhengai_engine.formulas.vocabulary import Vocabulary
from zhengai_engine.model.expression import Type
from zhengai_engine.model.indicator import Indicator, IndicatorKind, InvalidDefinition
from zhengai_engine.model.walk import dependencies
from zhengai_engine.tables.catalogue import Catalogue


def read_indicators(items: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> dict[str, Indicator]:
    """The definitions by code, in the order given; raises SchemeError with everything that is wrong."""
    drafts = [read_item(item, position, catalogue) for position, item in enumerate(items, start=1)]
    problems = list(_doubled(drafts))
    outlines = {found.code: found for draft in drafts if (found := draft.outline())}
    vocabulary = Vocabulary(catalogue, outlines)
    indicators: dict[str, Indicator] = {}
    for draft in drafts:
        read = _read(draft, vocabulary)
        problems.extend(draft.problems)
        if read is not None:
            indicators.setdefault(read.code, read)
    problems.extend(_circles(indicators))
    reach = Reach(indicators, catalogue)
    problems.extend(problem for each in indicators.values() for problem in reach.problems(each))
    if problems:
        raise SchemeError(problems)
    return indicators


def _read(draft: Draft, vocabulary: Vocabulary) -> Indicator | None:
    if not draft.formula:
        return None
    try:
        expression = parse(draft.formula, vocabulary)
    except FormulaError as error:
        draft.complain(f"公式{error}")
        return None
    kind = draft.values.get("kind")
    boolean = infer(expression, vocabulary) is Type.BOOLEAN
    if kind is not None and boolean != (kind is IndicatorKind.YES_NO):
        got, wanted = ("是/否", "yes_no(是否)") if boolean else ("数", "number、ratio、count 等数的类型")
        draft.complain(f"公式得到{got}，kind 要写 {wanted}，不能是 {kind}({kind.chinese})")
    if draft.problems:
        return None
    try:
        return Indicator(expression=expression, **draft.values)
    except InvalidDefinition as error:
        draft.problems.append(str(error))
        return None


def _doubled(drafts: Iterable[Draft]) -> Iterator[str]:
    """Codes and names share one space: [缺课率] must mean one indicator."""
    owner: dict[str, Draft] = {}
    for draft in drafts:
        for word in dict.fromkeys((draft.code, draft.name)):
            if not word:
                continue
            first = owner.setdefault(word, draft)
            if first is not draft:
                what = "代码" if word == draft.code else "名称"
                yield f"{draft.where}：{what}“{word}”已经用于{first.where}，请换一个"


def _circles(indicators: Mapping[str, Indicator]) -> Iterator[str]:
    """Every circle of references once, told from its alphabetically first indicator."""
    told: set[tuple[str, ...]] = set()
    done: set[str] = set()
    for start in sorted(indicators):
        for circle in _circles_from(start, indicators, done):
            first = circle.index(min(circle))
            turned = (*circle[first:], *circle[:first])
            if turned not in told:
                told.add(turned)
                yield f"指标 {turned[0]}：引用绕成了圈 {' → '.join((*turned, turned[0]))}，请断开其中一处"


def _circles_from(
    start: str, indicators: Mapping[str, Indicator], done: set[str]
) -> Iterator[tuple[str, ...]]:
    """Depth first with an explicit stack: chains of definitions may be long."""
    if start in done:
        return
    path = [start]
    waiting = [iter(sorted(dependencies(indicators[start].expression)))]
    while path:
        following = next(waiting[-1], None)
        if following is None:
            done.add(path.pop())
            waiting.pop()
        elif following in path:
            yield tuple(path[path.index(following) :])
        elif following in indicators and following not in done:
            path.append(following)
            waiting.append(iter(sorted(dependencies(indicators[following].expression))))
