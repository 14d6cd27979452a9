"""The elements of a standard and the grades a value reaches; the requirements of a step."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from zhengai.standards.rules.library import StandardRefused
from zhengai.standards.rules.sections import ElementItem, problems_of_elements
from zhengai_engine.scoring import Limit, read_limit

PLAIN_GRADE = "达标"  # the only grade of a standard that names none
_GRADE = re.compile(r"(.*?)((?:≥|>|≤|<|=|不低于|高于|不高于|低于|等于|within|outside|内|外).*)")


@dataclass(frozen=True)
class Element:
    """`limits` are in the order of the grades, best first; empty where the element is a matter of words."""

    name: str
    text: str
    indicator: str
    limits: tuple[tuple[str, Limit], ...]

    @property
    def measurable(self) -> bool:
        return bool(self.indicator and self.limits)

    def grade_of(self, value: float) -> str:
        """The best grade whose limit the value keeps; empty below all of them."""
        return next((grade for grade, limit in self.limits if limit.holds(value)), "")


def read_elements(items: Sequence[Mapping[str, Any]], grades: Sequence[str]) -> list[Element]:
    """As they are stored: sound, because nothing else is stored."""
    return [_element(ElementItem.model_validate(item), grades) for item in items]


def checked_elements(items: Sequence[Mapping[str, Any]], grades: Sequence[str]) -> list[dict[str, Any]]:
    """The same in the form that is stored; raises StandardRefused."""
    try:
        found = [ElementItem.model_validate(item) for item in items]
    except ValidationError as error:
        raise StandardRefused(_sentence(error)) from None
    for sentence in problems_of_elements(found, grades):
        raise StandardRefused(sentence)
    return [each.model_dump(exclude_defaults=True) for each in found]


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    said = first.get("ctx", {}).get("error")
    return str(said) if said else "每个要素都要有名称，最长 300 个字"


def _element(item: ElementItem, grades: Sequence[str]) -> Element:
    order = {grade: number for number, grade in enumerate(grades)}
    limits = sorted(item.grades.items(), key=lambda pair: order.get(pair[0], len(order)))
    return Element(
        item.name,
        item.text,
        item.indicator or "",
        tuple((grade, read_limit(text)) for grade, text in limits),
    )


def read_grades(text: str) -> dict[str, str]:
    """Reads "优秀 ≥ 95%；合格 ≥ 90%", or one limit alone, as people type it. Raises StandardRefused."""
    found: dict[str, str] = {}
    for part in re.split(r"[；;\n]", text):
        written = part.strip()
        if not written:
            continue
        split = _GRADE.fullmatch(written)
        grade = (split[1].strip(" ：:") or PLAIN_GRADE) if split else ""
        if split is None or grade in found:
            raise StandardRefused(f"看不懂“{written}”：请写成“优秀 ≥ 95%；合格 ≥ 90%”，只有一级时写“≥ 90%”")
        found[grade] = split[2].strip()
    return found


def written_grades(item: Mapping[str, Any]) -> str:
    """What `read_grades` reads."""
    grades = item.get("grades", {})
    if list(grades) == [PLAIN_GRADE]:
        return str(grades[PLAIN_GRADE])
    return "；".join(f"{grade} {limit}" for grade, limit in grades.items())
