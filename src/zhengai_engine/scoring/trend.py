"""The direction in which a series has been moving."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Movement(StrEnum):
    RISING = "rising"
    FALLING = "falling"
    LEVEL = "level"
    UNKNOWN = "unknown"  # fewer than two values at the end of the series

    @property
    def chinese(self) -> str:
        return {"rising": "上升", "falling": "下降", "level": "持平", "unknown": "无趋势"}[self.value]


@dataclass(frozen=True)
class Trend:
    """`steps` is the number of moves in the same direction up to the last value: 3 for 连续三期上升."""

    movement: Movement
    steps: int = 0


def trend(values: Sequence[float | None]) -> Trend:
    """From values oldest first. A missing value breaks the row: nothing is known across the gap."""
    moves: list[Movement] = []
    for later, earlier in zip(reversed(values), list(reversed(values))[1:], strict=False):
        if later is None or earlier is None:
            break
        move = _move(earlier, later)
        if moves and move is not moves[0]:
            break
        moves.append(move)
    return Trend(moves[0], len(moves)) if moves else Trend(Movement.UNKNOWN)


def _move(earlier: float, later: float) -> Movement:
    if later == earlier:
        return Movement.LEVEL
    return Movement.RISING if later > earlier else Movement.FALLING
