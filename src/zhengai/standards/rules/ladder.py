"""Where a subject stands on a ladder: which requirements of each step are met, short, without data, or a matter of
documents. Pure: the caller brings values, documents and what was recognised."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhengai.standards.rules.sections import LadderItem, RequirementItem
from zhengai_engine.scoring import Limit, read_limit


class Reading(StrEnum):
    MET = "met"
    SHORT = "short"
    BLIND = "blind"  # an indicator without a value
    PROVEN = "proven"  # a document is noted
    OPEN = "open"  # to be proven by a document

    @property
    def chinese(self) -> str:
        return {
            "met": "达到",
            "short": "还差",
            "blind": "还没有数据",
            "proven": "有佐证",
            "open": "要有佐证",
        }[self.value]

    @property
    def is_done(self) -> bool:
        return self in (Reading.MET, Reading.PROVEN)


@dataclass(frozen=True)
class Requirement:
    """`gap` is how far the value is from the limit, null where it is met, unknown or has two ends to miss."""

    name: str
    indicator: str
    limit: Limit | None
    value: float | None
    reading: Reading
    gap: float | None
    document: str


@dataclass(frozen=True)
class Step:
    code: str
    name: str
    requirements: tuple[Requirement, ...]
    recognised: bool

    @property
    def done(self) -> int:
        return sum(each.reading.is_done for each in self.requirements)

    @property
    def ready(self) -> bool:
        """Every requirement is met or proven."""
        return self.done == len(self.requirements)

    @property
    def missing(self) -> tuple[Requirement, ...]:
        return tuple(each for each in self.requirements if not each.reading.is_done)


@dataclass(frozen=True)
class Place:
    """`now` is the highest step that was recognised, null before; `next` the one above it, null at the top."""

    steps: tuple[Step, ...]
    now: Step | None
    next: Step | None


def place_on(
    ladder: LadderItem,
    values: Mapping[str, float | None],
    documents: Mapping[str, str],
    recognised: Collection[str],
) -> Place:
    steps = tuple(
        Step(
            each.code,
            each.name,
            tuple(_requirement(asked, values, documents) for asked in each.requirements),
            each.code in recognised,
        )
        for each in ladder.steps
    )
    reached = _highest(steps)
    return Place(
        steps,
        steps[reached] if reached >= 0 else None,
        steps[reached + 1] if reached + 1 < len(steps) else None,
    )


def _highest(steps: Sequence[Step]) -> int:
    return max((number for number, step in enumerate(steps) if step.recognised), default=-1)


def _requirement(
    asked: RequirementItem, values: Mapping[str, float | None], documents: Mapping[str, str]
) -> Requirement:
    document = documents.get(asked.name, "")
    if asked.indicator is None or asked.limit is None:
        reading = Reading.PROVEN if document else Reading.OPEN
        return Requirement(asked.name, "", None, None, reading, None, document)
    limit, value = read_limit(asked.limit), values.get(asked.indicator)
    if value is None:
        return Requirement(asked.name, asked.indicator, limit, None, Reading.BLIND, None, document)
    if limit.holds(value):
        return Requirement(asked.name, asked.indicator, limit, value, Reading.MET, None, document)
    gap = abs(limit.value - value) if len(limit.ends()) == 1 else None
    return Requirement(asked.name, asked.indicator, limit, value, Reading.SHORT, gap, document)
