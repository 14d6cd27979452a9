"""The five parts of a goal that can be worked with (SMART), and how much of it is achieved."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from zhengai.goals.rules.limits import is_looser
from zhengai_engine.scoring import InvalidLimit, Limit, Operator, read_limit


@dataclass(frozen=True)
class Smart:
    """What a plan goal says; `relevant` is true when it has a parent or says why it is wanted."""

    content: str
    indicator: str
    evidence: str
    means: str
    relevant: bool
    due: date | None


PARTS = ("具体", "可衡量", "可达到", "相关", "有时限")


def missing_parts(goal: Smart) -> list[str]:
    """The names of the parts that are not written yet, in the order of PARTS."""
    there = (
        bool(goal.content.strip()),
        bool(goal.indicator or goal.evidence.strip()),
        bool(goal.means.strip()),
        goal.relevant,
        goal.due is not None,
    )
    return [name for name, found in zip(PARTS, there, strict=True) if not found]


@lru_cache(maxsize=4096)
def as_limit(text: str) -> Limit | None:
    """Null where it is words, as the target of a document is."""
    try:
        return read_limit(text)
    except InvalidLimit:
        return None


def is_lower(new: str, old: str) -> bool:
    """Whether a year asks for less than the year before did; words are not compared."""
    after, before = as_limit(new), as_limit(old)
    return after is not None and before is not None and new != old and is_looser(after, before)


def degree(value: float | None, baseline: float | None, limit: str) -> float | None:
    """达成度, 0 to 1: 1 where the limit holds; else how far the way from the baseline to the limit is gone. Without a
    baseline the share of the limit that is reached, which only a floor above zero has. Null: nothing to compare."""
    wanted = as_limit(limit)
    if value is None or wanted is None:
        return None
    if wanted.holds(value):
        return 1.0
    if wanted.operator not in (Operator.AT_LEAST, Operator.MORE, Operator.AT_MOST, Operator.LESS):
        return 0.0
    if baseline is not None and baseline != wanted.value:
        return min(max((value - baseline) / (wanted.value - baseline), 0.0), 1.0)
    is_floor = wanted.operator in (Operator.AT_LEAST, Operator.MORE)
    return min(max(value / wanted.value, 0.0), 1.0) if is_floor and wanted.value > 0 else 0.0
