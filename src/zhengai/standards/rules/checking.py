"""Does a control point make sense beside the indicators a college has?"""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from zhengai.standards.rules.specification import Specification
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.scoring import ControlValues, contradictions


def problems_of(specification: Specification, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    """Chinese sentences, none when it is sound."""
    where = f"质控点 {specification.code}({specification.name})"
    for sentence in _problems(specification, indicators):
        yield f"{where}：{sentence}"


def _problems(specification: Specification, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    for code in sorted(specification.indicators() - {specification.indicator}):
        if code not in indicators:
            yield f"替代条件的{_unknown(code, indicators)}"
    found = indicators.get(specification.indicator)
    if found is None:
        yield _unknown(specification.indicator, indicators)
    else:
        yield from _unreachable(specification, found)
    yield from _limit_problems(specification)
    start, end = specification.valid_from, specification.valid_until
    if start and end and end < start:
        yield "有效期的止日早于起日"


def _unknown(code: str, indicators: Collection[str]) -> str:
    near = get_close_matches(code, indicators, n=2, cutoff=0.6)
    return f"指标 {code} 不存在" + (f"，是不是 {' 或 '.join(near)}？" if near else "")


def _unreachable(specification: Specification, indicator: Indicator) -> Iterator[str]:
    if specification.level not in indicator.levels:
        offered = "、".join(indicator.levels)
        yield f"指标 {indicator.name} 不在 {specification.level} 层面计算，可用的层面有 {offered}"
    if specification.period not in indicator.periods:
        offered = "、".join(kind.chinese for kind in indicator.periods)
        yield f"指标 {indicator.name} 不按{specification.period.chinese}计算，可用的周期有 {offered}"


def _limit_problems(specification: Specification) -> Iterator[str]:
    base = specification.limits.over(ControlValues())
    if base.is_empty() and not specification.variants:
        yield "没有写任何界限：目标值、标准值、预警值至少写一个"
    yield from contradictions(base)
    seen: set[str] = set()
    for variant in specification.variants:
        schools = "、".join(variant.categories)
        for sentence in contradictions(variant.limits.over(base)):
            yield f"{schools}类学校的{sentence}"
        twice = sorted(seen & set(variant.categories))
        if twice:
            yield f"学校类别 {'、'.join(twice)} 写了两次"
        seen |= set(variant.categories)
