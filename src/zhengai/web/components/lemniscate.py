"""The curve of the figure-eight: one smooth lemniscate whose right loop is smaller than its left.

Each loop is half of Bernoulli's lemniscate. Both pass the crossing straight (without curvature), so a loop may be
scaled about the crossing and the curve stays smooth. Travelled from the left end over the top, down through the
crossing, around the right loop, back through the crossing and along the bottom to the left end.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import cos, hypot, pi, sin

STEPS = 480  # of the table of lengths, over the whole curve
_PIECE = pi / 8  # of parameter, drawn as one cubic


@dataclass(frozen=True)
class Point:
    x: float
    y: float

    def moved(self, direction: "Point", by: float) -> "Point":
        return Point(self.x + direction.x * by, self.y + direction.y * by)

    def distance(self, other: "Point") -> float:
        return hypot(self.x - other.x, self.y - other.y)


@dataclass(frozen=True)
class Eight:
    """`reach` is the length of the left loop, `small` the size of the right one in shares of it, `stretch` makes the
    loops rounder. `tall` stands it up: the large loop above. `scale` shrinks it about the crossing."""

    reach: float
    centre: Point
    small: float = 0.7
    stretch: float = 1.18
    tall: bool = False
    scale: float = 1.0

    def at(self, t: float) -> Point:
        """t from 0, the left end, by half a turn to the crossing, around the right loop, to 2π."""
        x, y = self._raw(t)
        return self._placed(x, y)

    def normal(self, t: float) -> Point:
        """Of length one, to the left of the direction of travel."""
        x, y = self._slope(t)
        length = hypot(x, y)
        return Point(y / length, -x / length)

    def heading(self, t: float) -> Point:
        x, y = self._slope(t)
        length = hypot(x, y)
        return Point(x / length, y / length)

    def is_left(self, t: float) -> bool:
        return cos(t) > 0

    @cached_property
    def _lengths(self) -> list[float]:
        total, lengths, before = 0.0, [0.0], self.at(0)
        for step in range(1, STEPS + 1):
            now = self.at(2 * pi * step / STEPS)
            total += now.distance(before)
            lengths.append(total)
            before = now
        return lengths

    @property
    def length(self) -> float:
        return self._lengths[-1]

    @property
    def first_crossing(self) -> float:
        """How far along the curve it is passed downwards."""
        return self._lengths[STEPS // 4]

    @property
    def second_crossing(self) -> float:
        return self._lengths[3 * STEPS // 4]

    def parameter(self, along: float) -> float:
        """The t at a distance along the curve; beyond the end it goes around again."""
        along %= self.length
        index = max(bisect_left(self._lengths, along), 1)
        before, after = self._lengths[index - 1], self._lengths[index]
        return 2 * pi * (index - 1 + (along - before) / (after - before)) / STEPS

    def points(self, count: int) -> list[Point]:
        """Evenly along the curve."""
        return [self.at(self.parameter(self.length * index / count)) for index in range(count)]

    def path(self, start: float = 0.0, end: float | None = None) -> str:
        """The stretch between two distances as cubics; the whole closed curve without an end."""
        return _path(self, start, end)

    def cubics(self, first: float, last: float) -> Iterator[str]:
        # pieces end at the crossings, where the speed of the parameter changes
        marks = [step * _PIECE for step in range(1, 32) if first + 0.01 < step * _PIECE < last - 0.01]
        before = first
        for mark in [*marks, last]:
            third = (mark - before) / 3
            one = self._ahead(before, third, before + 1e-6)
            two = self._ahead(mark, -third, mark - 1e-6)
            yield f"C{_short(one)} {_short(two)} {_short(self.at(mark))}"
            before = mark

    def _ahead(self, t: float, by: float, side: float) -> Point:
        x, y = self._slope(side)
        return self.at(t).moved(Point(x, y), by)

    def _raw(self, t: float) -> tuple[float, float]:
        # Bernoulli's, turned so that t = 0 is the left end and y grows downwards as on a screen
        below = 1 + sin(t) ** 2
        size = self._size(t)
        return -size * cos(t) / below, -self.stretch * size * sin(t) * cos(t) / below

    def _slope(self, t: float) -> tuple[float, float]:
        below = 1 + sin(t) ** 2
        size = self._size(t)
        x = size * sin(t) * (below + 2 * cos(t) ** 2) / below**2
        y = -self.stretch * size * (cos(2 * t) * below - 2 * sin(t) ** 2 * cos(t) ** 2) / below**2
        return (-y, x) if self.tall else (x, y)

    def _size(self, t: float) -> float:
        return self.reach * self.scale * (1.0 if self.is_left(t) else self.small)

    def _placed(self, x: float, y: float) -> Point:
        dx, dy = (-y, x) if self.tall else (x, y)
        return Point(self.centre.x + dx, self.centre.y + dy)


@lru_cache(maxsize=2000)
def _path(eight: Eight, start: float, end: float | None) -> str:
    """A list draws the same few stretches of the small curve for each of its rows."""
    first = eight.parameter(start)
    last = 2 * pi if end is None else eight.parameter(end)
    if last <= first:
        last += 2 * pi
    words = [f"M{_short(eight.at(first))}", *eight.cubics(first, last)]
    return "".join([*words, "z"] if end is None else words)


def _short(point: Point) -> str:
    return f"{number(point.x)} {number(point.y)}"


def number(value: float) -> str:
    """One decimal, none where it is nought."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
