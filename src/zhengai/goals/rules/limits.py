"""The limit of a goal: read as control points are, fitting its indicator, compared with the goal before it."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.scoring import InvalidLimit, Limit, read_limit

# values of these kinds are no numbers: nothing can be compared
_WORDLESS = {IndicatorKind.DOCUMENT, IndicatorKind.TEXT}


def is_measurable(body: Mapping[str, Any]) -> bool:
    return IndicatorKind(body.get("kind", IndicatorKind.NUMBER)) not in _WORDLESS


def is_rate(body: Mapping[str, Any]) -> bool:
    """Whether its values are fractions of 1, written as percent."""
    kind = IndicatorKind(body.get("kind", IndicatorKind.NUMBER))
    return body.get("unit") == "%" or (kind is IndicatorKind.RATIO and not body.get("unit"))


def read_goal_limit(text: str, body: Mapping[str, Any]) -> Limit:
    """Raises InvalidLimit with a Chinese sentence."""
    name = body.get("name", "这个指标")
    if not is_measurable(body):
        raise InvalidLimit(f"{name}的值不是数，不能定目标值")
    limit = read_limit(text)
    if is_rate(body) and "%" not in text and "％" not in text and max(map(abs, limit.ends())) > 1:
        raise InvalidLimit(f"{name}按百分比计算，请写百分号，例如“{limit.operator.value} {limit.value:g}%”")
    return limit


def is_looser(new: Limit, old: Limit) -> bool:
    """Whether some value reaches the new limit that did not reach the old one. Exact: between the ends of both no
    answer changes, so it is enough to try the ends, the gaps between them and both outsides."""
    ends = sorted({*new.ends(), *old.ends()})
    points = [ends[0] - 1, *ends, *((a + b) / 2 for a, b in pairwise(ends)), ends[-1] + 1]
    return any(new.holds(point) and not old.holds(point) for point in points)
