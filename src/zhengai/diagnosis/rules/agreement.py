"""复核: how far a second look agrees with the self-diagnosis, element by element, and what follows by the review rule
(教职成司函〔2015〕168号 四(三); at course level 课程层面方案 二(三))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from zhengai.diagnosis.rules.results import ElementResult

# what cannot be compared: nobody judged it on one of the sides
_OPEN = frozenset({ElementResult.UNFINISHED})


class ReviewConclusion(StrEnum):
    EFFECTIVE = "effective"
    TO_IMPROVE = "to_improve"
    ABNORMAL = "abnormal"

    @property
    def chinese(self) -> str:
        return dict(zip(ReviewConclusion, ["有效", "待改进", "异常"], strict=True))[self]


@dataclass(frozen=True)
class Agreement:
    """Elements that both sides judged, and those judged alike; `differing` are the codes of the others."""

    agreed: int
    compared: int
    differing: tuple[str, ...] = ()

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.agreed, self.compared) if self.compared else None


def compare(self_said: Mapping[str, ElementResult], review: Mapping[str, ElementResult]) -> Agreement:
    """Element → result on both sides. Elements of which one side lacks are not counted against anybody."""
    both = [code for code in review if code in self_said and not {self_said[code], review[code]} & _OPEN]
    differing: Sequence[str] = [code for code in both if self_said[code] != review[code]]
    return Agreement(len(both) - len(differing), len(both), tuple(differing))


def conclude(agreement: Agreement, effective: Fraction, abnormal: Fraction) -> ReviewConclusion | None:
    """From `effective` of agreeing elements on 有效, up to `abnormal` 异常, by proportion whatever their number; null
    where nothing could be compared."""
    if agreement.share is None:
        return None
    if agreement.share >= effective:
        return ReviewConclusion.EFFECTIVE
    return ReviewConclusion.ABNORMAL if agreement.share <= abnormal else ReviewConclusion.TO_IMPROVE
