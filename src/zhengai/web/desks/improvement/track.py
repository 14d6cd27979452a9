"""Baseline, present value and target on one line: a small drawing made on the server."""

from dataclasses import dataclass
from itertools import groupby

from zhengai_engine.scoring import Limit

WIDTH = 200.0
_STEPS = 50
_ROOM = 0.14  # of the range, at both ends


@dataclass(frozen=True)
class Track:
    """Places on a line of `WIDTH`. `good` are the stretches (x, width) that meet the target."""

    good: tuple[tuple[float, float], ...]
    ends: tuple[float, ...]
    baseline: float | None
    now: float | None


def track(baseline: float | None, now: float | None, limit: Limit, *, percent: bool) -> Track:
    points = [each for each in (baseline, now, *limit.ends()) if each is not None]
    low, high = _range(points, percent)
    step = (high - low) / _STEPS

    def place(value: float | None) -> float | None:
        return None if value is None else round(WIDTH * (value - low) / (high - low), 1)

    meets = [limit.holds(low + (number + 0.5) * step) for number in range(_STEPS)]
    runs = [(good, list(run)) for good, run in groupby(range(_STEPS), meets.__getitem__)]
    return Track(
        good=tuple(
            (round(WIDTH * run[0] / _STEPS, 1), round(WIDTH * len(run) / _STEPS, 1))
            for good, run in runs
            if good
        ),
        ends=tuple(found for end in limit.ends() if (found := place(end)) is not None),
        baseline=place(baseline),
        now=place(now),
    )


def _range(points: list[float], percent: bool) -> tuple[float, float]:
    """A rate stays between 0 and 100 percent."""
    low, high = min(points), max(points)
    room = (high - low or abs(high) or 1.0) * _ROOM
    low, high = low - room, high + room
    if percent:
        low, high = max(low, 0.0), min(high, 1.0) if max(points) <= 1 else high
    return (low, high) if high > low else (low - 1.0, high + 1.0)
