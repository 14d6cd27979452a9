"""Where a run of values leads if its trend goes on: plain enough to be explained beside the chart, and no judgement.

The slope is the median of the slopes between all pairs of points (Theil 1950, Sen 1968): up to 29 % of the points may be
wild without moving it, which matters for runs of half a dozen terms. The range is the largest deviation from that line
so far, widened by the distance from the middle of the run as the prediction interval of a line is (Draper and Smith,
Applied Regression Analysis, §1.4). It is not a confidence interval: so few points carry none.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from statistics import fmean, median

LEAST = 4  # points: three always look like a trend


class Refusal(StrEnum):
    """Why nothing is projected."""

    TOO_FEW = "too_few"
    NOTHING_NEW = "nothing_new"  # the newest period has no value: it would be a guess over a gap

    @property
    def chinese(self) -> str:
        return {"too_few": f"有值的不足 {LEAST} 期", "nothing_new": "最近一期没有值"}[self.value]


@dataclass(frozen=True)
class Projection:
    """For the period after the run. `slope` is the change from one period to the next, `points` how many values it
    rests on."""

    value: float
    low: float
    high: float
    slope: float
    points: int


def project(
    values: Sequence[float | None], *, lowest: float = -math.inf, highest: float = math.inf
) -> Projection | Refusal:
    """`values` are those of equally spaced periods, oldest first; a gap keeps its place. What cannot be is cut off at
    `lowest` and `highest`."""
    known = [(float(place), value) for place, value in enumerate(values) if value is not None]
    if len(known) < LEAST:
        return Refusal.TOO_FEW
    if values[-1] is None:
        return Refusal.NOTHING_NEW
    slope = median((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(known, 2))
    start = median(value - slope * place for place, value in known)
    deviation = max(abs(value - start - slope * place) for place, value in known)
    ahead = float(len(values))
    middle = fmean(place for place, _ in known)
    spread = math.fsum((place - middle) ** 2 for place, _ in known)
    half = deviation * math.sqrt(1 + 1 / len(known) + (ahead - middle) ** 2 / spread)
    found = start + slope * ahead

    def cut(value: float) -> float:
        return min(max(value, lowest), highest)

    return Projection(cut(found), cut(found - half), cut(found + half), slope, len(known))
