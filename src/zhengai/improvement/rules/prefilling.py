"""What an improvement can aim at: the first limit that its baseline has not reached."""

from collections.abc import Iterable

from zhengai_engine.scoring import InvalidLimit, Limit, read_limit


def not_yet_met(baseline: float | None, limits: Iterable[Limit | None]) -> Limit | None:
    """In the order given: the goal, the standard, the target; null when all are met or there are none."""
    return next((each for each in limits if each and (baseline is None or not each.holds(baseline))), None)


def readable(text: str) -> Limit | None:
    try:
        return read_limit(text)
    except InvalidLimit:
        return None
