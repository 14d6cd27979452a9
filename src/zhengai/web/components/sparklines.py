"""A sparkline drawn on the server: the run of a value in the width of a word."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 96.0, 24.0
_INSET = 2.0


@dataclass(frozen=True)
class Sparkline:
    """`lines` are the points of unbroken stretches, `dots` those that stand alone; `last` is the newest point,
    `limit` the height of a limit."""

    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    last: tuple[float, float] | None
    limit: float | None
    sentence: str


def is_run(values: Sequence[float | None]) -> bool:
    """Whether there is anything to connect: one point has no course."""
    return sum(value is not None for value in values) > 1


def sparkline(values: Sequence[float | None], limit: float | None = None, sentence: str = "") -> Sparkline:
    """A gap stays a gap: missing values are not bridged."""
    known = [value for value in values if value is not None]
    if not known:
        return Sparkline((), (), None, None, sentence)
    low, high = min([*known, *_one(limit)]), max([*known, *_one(limit)])
    step = (WIDTH - 2 * _INSET) / max(len(values) - 1, 1)

    def height(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(HEIGHT - _INSET - share * (HEIGHT - 2 * _INSET), 1)

    stretches: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append((round(_INSET + index * step, 1), height(value)))
    drawn = [stretch for stretch in stretches if stretch]
    return Sparkline(
        tuple(" ".join(f"{x},{y}" for x, y in stretch) for stretch in drawn),
        tuple(stretch[0] for stretch in drawn if len(stretch) == 1),
        drawn[-1][-1],
        None if limit is None else height(limit),
        sentence,
    )


def _one(limit: float | None) -> list[float]:
    return [] if limit is None else [limit]
