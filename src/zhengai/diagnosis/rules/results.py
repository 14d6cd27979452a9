"""What points add up to: what is still missing, and the result of an element."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhengai.diagnosis.rules.form import FormPoint
from zhengai.diagnosis.rules.machine import Conclusion


class ElementResult(StrEnum):
    """要素结果: the review compares these element by element."""

    EFFECTIVE = "effective"
    TO_IMPROVE = "to_improve"
    NOT_APPLICABLE = "not_applicable"
    UNFINISHED = "unfinished"

    @property
    def chinese(self) -> str:
        names = ["有效", "待改进", "不适用", "未完成"]
        return dict(zip(ElementResult, names, strict=True))[self]


class Incomplete(ValueError):
    """A record that cannot be submitted yet; `missing` names each point and what it lacks."""

    def __init__(self, missing: Sequence["Missing"]) -> None:
        super().__init__("；".join(each.sentence for each in missing))
        self.missing = tuple(missing)


@dataclass(frozen=True)
class Missing:
    point: str
    sentence: str


@dataclass(frozen=True)
class Said:
    """What a person has said of a point."""

    conclusion: Conclusion = Conclusion.NONE
    opinion: str = ""
    cause: str = ""
    measure: str = ""


def element_result(conclusions: Sequence[Conclusion]) -> ElementResult:
    """One problem is enough to be improved, whatever else is still open."""
    if Conclusion.PROBLEM in conclusions:
        return ElementResult.TO_IMPROVE
    if Conclusion.NONE in conclusions or not conclusions:
        return ElementResult.UNFINISHED
    if set(conclusions) == {Conclusion.NOT_APPLICABLE}:
        return ElementResult.NOT_APPLICABLE
    return ElementResult.EFFECTIVE


def missing(points: Iterable[FormPoint], said: Mapping[str, Said]) -> list[Missing]:
    """One sentence for each point that is not ready to be submitted."""
    found = []
    nothing = Said()
    for point in points:
        lacks = _lacks(said.get(point.code, nothing))
        if lacks:
            found.append(Missing(point.code, f"“{point.code} {point.name}”{lacks}"))
    return found


def _lacks(said: Said) -> str:
    if said.conclusion is Conclusion.NONE:
        return "还没有结论"
    if said.conclusion is not Conclusion.PROBLEM:
        return ""
    blank = [word for word, text in (("原因", said.cause), ("改进措施", said.measure)) if not text.strip()]
    return f"判断为有问题，还要写{'和'.join(blank)}" if blank else ""
