"""毕业能力达成: how far the courses that stand for an ability point carry it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

SUM_TOLERANCE = 0.005  # weights are written with two decimals


@dataclass(frozen=True)
class Support:
    """`value` is the course's attainment as a fraction of 1, null without data."""

    course: str
    weight: float
    value: float | None


@dataclass(frozen=True)
class Attainment:
    """`value` is null where no course has data; `covered` is the share of the weight that has."""

    value: float | None
    covered: float

    @property
    def whole(self) -> bool:
        return self.covered >= 1 - SUM_TOLERANCE

    def reached(self, expected: float | None) -> bool | None:
        """Null where nothing is expected or nothing is known."""
        if expected is None or self.value is None:
            return None
        return self.value >= expected - 1e-9


def attainment(supports: Sequence[Support]) -> Attainment:
    """Σ(weight × value) / Σ weight over the courses with data."""
    known = [(each.weight, each.value) for each in supports if each.value is not None]
    weight = sum(w for w, _ in known)
    total = sum(each.weight for each in supports)
    if not known or weight <= 0:
        return Attainment(None, 0.0)
    return Attainment(sum(w * v for w, v in known) / weight, weight / total)


def share_of(value: float | None, *, percent: bool) -> float | None:
    """A course's value as a fraction of 1: a rate is one, points are of 100."""
    if value is None:
        return None
    return min(max(value if percent else value / 100, 0.0), 1.0)
