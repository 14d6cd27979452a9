"""The figures of a report: every number in it, once, with what it rests on; and the report's fingerprint."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from zhengai.indicators.writing import Measure, joined, plain, why_missing, written

Text = list[Any]  # a sentence: strings, and {"f": "F12"} in the place of a figure


class FigurePart(StrEnum):
    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True)
class Basis:
    """What the values of one indicator in one run rest on: enough to compute them again."""

    name: str
    measure: Measure
    direction: str
    definition: Mapping[str, Any]  # version and digest
    others: Mapping[str, int]  # versions of the indicators its formula refers to
    run: int
    data: Mapping[str, int]  # dataset → version


@dataclass(frozen=True)
class KnownValue:
    """A value as it was known when the report was made."""

    indicator: str
    level: str
    subject: str
    period: str
    value: float | None
    numerator: float | None
    denominator: float | None
    reason: str
    basis: Basis

    @property
    def text(self) -> str:
        if self.value is None:
            return why_missing(self.reason)
        return joined(*written(self.value, self.basis.measure))


@dataclass
class FigureBook:
    """Gives every number its id; the same number of the same part has the same one wherever it is printed."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    _known: dict[tuple[str, str, str, str], str] = field(default_factory=dict)

    def add(self, known: KnownValue, part: FigurePart = FigurePart.VALUE) -> str:
        key = (known.indicator, f"{known.level}:{known.subject}", known.period, part.value)
        if key not in self._known:
            self._known[key] = f"F{len(self.entries) + 1}"
            self.entries.append(_entry(self._known[key], known, part))
        return self._known[key]

    def text(self, known: KnownValue) -> dict[str, str]:
        """The figure as a piece of a sentence."""
        return {"f": self.add(known)}


def _entry(number: str, known: KnownValue, part: FigurePart) -> dict[str, Any]:
    value = {
        FigurePart.VALUE: known.value,
        FigurePart.NUMERATOR: known.numerator,
        FigurePart.DENOMINATOR: known.denominator,
    }[part]
    return {
        "id": number,
        "indicator": known.indicator,
        "name": known.basis.name,
        "level": known.level,
        "subject": known.subject,
        "period": known.period,
        "part": part.value,
        "text": known.text if part is FigurePart.VALUE else plain(value),
        "value": value,
        "reason": known.reason if part is FigurePart.VALUE else "",
        "definition": dict(known.basis.definition),
        "others": dict(known.basis.others),
        "run": known.basis.run,
        "data": dict(known.basis.data),
    }


def digest_of(content: Mapping[str, Any], figures: list[dict[str, Any]]) -> str:
    """Over the canonical form, in which a number is written one way only: databases and Word write 1e16 as they like."""
    text = json.dumps(
        _canonical({"content": content, "figures": figures}),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(item: Any) -> Any:
    if isinstance(item, Mapping):
        return {str(key): _canonical(value) for key, value in item.items()}
    if isinstance(item, list | tuple):
        return [_canonical(each) for each in item]
    if isinstance(item, int | float) and not isinstance(item, bool):
        return repr(float(item))
    return item
