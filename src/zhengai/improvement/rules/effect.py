"""Was a measure effective? The same indicator says so, against its baseline and the limit to reach."""

from zhengai.improvement.rules.machine import ImprovementState
from zhengai_engine.scoring import Limit, Operator

# A step counts as one from a fifth of the way to the limit on; a smaller one may be chance. No norm sets this:
# it is the house's own threshold (docs/reference/improvement.md).
MEANINGFUL_STEP = 0.2
_ROUNDING = 1e-9  # a step of exactly a fifth is one, whatever the last bit says

_UP = (Operator.AT_LEAST, Operator.MORE)
_DOWN = (Operator.AT_MOST, Operator.LESS)


def direction(limit: Limit) -> str:
    """Which way is better, in words."""
    if limit.operator in _UP:
        return "越高越好"
    return "越低越好" if limit.operator in _DOWN else "以达到界限为好"


def distance(value: float, limit: Limit) -> float:
    """How far a value is from the nearest one that meets the limit; 0 when it meets it."""
    if limit.holds(value):
        return 0.0
    return min(abs(value - end) for end in limit.ends())


def effect(baseline: float | None, value: float | None, limit: Limit) -> ImprovementState | None:
    """EFFECTIVE: the limit is met. PARTLY: not met, but a meaningful part of the way there. INEFFECTIVE: neither,
    also where no baseline tells how far it was. Null without a value: then nothing can be said."""
    if value is None:
        return None
    if limit.holds(value):
        return ImprovementState.EFFECTIVE
    if baseline is None:
        return ImprovementState.INEFFECTIVE
    before = distance(baseline, limit)
    step = before - distance(value, limit)
    if step > 0 and step >= MEANINGFUL_STEP * before * (1 - _ROUNDING):
        return ImprovementState.PARTLY
    return ImprovementState.INEFFECTIVE
