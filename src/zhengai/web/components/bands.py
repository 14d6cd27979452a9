"""A band: where a value lies between its limits, drawn on the server as a row of zones with a mark."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from zhengai.web.components.states import badge
from zhengai_engine.scoring import ControlValues, judge

WIDTH = 240.0
_STEPS = 80
_ROOM = 0.12  # of the range, beyond its outermost limit


@dataclass(frozen=True)
class Zone:
    """`look` is the colour family of parts.css."""

    x: float
    width: float
    look: str


@dataclass(frozen=True)
class Band:
    zones: tuple[Zone, ...]
    mark: float
    target: float | None


def band(value: float | None, control: ControlValues, percent: bool) -> Band | None:
    """What a value at each place would be judged; null without a value or without limits."""
    limits = [control.target, control.standard, *(each.limit for each in control.warnings)]
    ends = [end for limit in limits if limit is not None for end in limit.ends()]
    if value is None or not ends:
        return None
    low, high = _range([value, *ends], percent)
    target = control.target or control.standard
    return Band(
        _zones(low, high, control),
        _place(value, low, high),
        _place(target.ends()[0], low, high) if target else None,
    )


@lru_cache(maxsize=1000)
def _zones(low: float, high: float, control: ControlValues) -> tuple[Zone, ...]:
    """The same for all subjects under one control point whose values lie within its limits."""
    step = (high - low) / _STEPS
    looks = [_look(low + (number + 0.5) * step, control) for number in range(_STEPS)]
    runs = ((look, list(run)) for look, run in groupby(range(_STEPS), looks.__getitem__))
    return tuple(
        Zone(_place(low + run[0] * step, low, high), round(WIDTH * len(run) / _STEPS, 1), look)
        for look, run in runs
    )


def _place(value: float, low: float, high: float) -> float:
    return round(WIDTH * (value - low) / (high - low), 1)


def _range(points: list[float], percent: bool) -> tuple[float, float]:
    """With room at both ends; a rate stays between 0 and 100 percent."""
    low, high = min(points), max(points)
    room = (high - low or abs(high) or 1.0) * _ROOM
    low, high = low - room, high + room
    return (max(low, 0.0), min(high, 1.0) if max(points) <= 1 else high) if percent else (low, high)


def _look(value: float, control: ControlValues) -> str:
    return badge(judge(value, control).state).look
