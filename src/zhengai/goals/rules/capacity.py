"""发展能力诊断 of a plan's subject (GOAL-09): what an indicator of the library says before goals are set. Derived from
values that are there; nobody writes a verdict. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class CapacityVerdict(StrEnum):
    """The worst first: what a plan should speak of."""

    WEAKNESS = "weakness"
    MIXED = "mixed"
    STRENGTH = "strength"
    STEADY = "steady"
    UNJUDGED = "unjudged"
    BLIND = "blind"

    @property
    def chinese(self) -> str:
        return {
            "weakness": "短板", "mixed": "有好有坏", "strength": "优势", "steady": "平稳", "unjudged": "不分好坏",
            "blind": "没有数据",
        }[self.value]  # fmt: skip


@dataclass(frozen=True)
class Sighting:
    """What is known of one indicator. `better` is 1 where higher values are better, -1 where lower ones are, 0 where
    neither is; `standing` 1 where a limit is met, -1 where one is missed, 0 where none is set. Values are rounded as
    they are shown, so that nobody is told of a change that they cannot see."""

    value: float | None
    before: float | None
    peers: float | None
    better: int
    standing: int


@dataclass(frozen=True)
class Sign:
    """One reason: above 0 it speaks for the subject, below 0 against it."""

    weight: int
    text: str


def signs(seen: Sighting) -> list[Sign]:
    found = []
    if seen.standing:
        found.append(Sign(seen.standing, "达到标准" if seen.standing > 0 else "没有达到标准"))
    found += _compared(seen, seen.before, ("比上一期好", "比上一期差"))
    found += _compared(seen, seen.peers, ("好于同类平均", "不及同类平均"))
    return found


def _compared(seen: Sighting, other: float | None, words: tuple[str, str]) -> list[Sign]:
    if seen.value is None or other is None or not seen.better or seen.value == other:
        return []
    good = (seen.value > other) == (seen.better > 0)
    return [Sign(1 if good else -1, words[0] if good else words[1])]


def verdict(seen: Sighting, found: Sequence[Sign]) -> CapacityVerdict:
    """A missed limit is a weakness whatever else is well; without limits the trend and the peers decide."""
    if seen.value is None:
        return CapacityVerdict.BLIND
    if seen.standing < 0:
        return CapacityVerdict.WEAKNESS
    if not seen.better and not seen.standing:
        return CapacityVerdict.UNJUDGED
    good, bad = any(each.weight > 0 for each in found), any(each.weight < 0 for each in found)
    if good and bad:
        return CapacityVerdict.MIXED
    if bad:
        return CapacityVerdict.WEAKNESS
    return CapacityVerdict.STRENGTH if good else CapacityVerdict.STEADY
