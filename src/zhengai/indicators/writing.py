"""How a value is written for people: the same on a page, in a sentence and in a Word report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.model.value import NullReason

_TEN_THOUSAND = 10_000
_HUNDRED_MILLION = 100_000_000


@dataclass(frozen=True)
class Measure:
    """How the values of one indicator are written."""

    kind: IndicatorKind
    unit: str = ""
    decimals: int = 1

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> "Measure":
        """From a definition as the pack writes it; absent keys mean what the engine takes them for."""
        return cls(
            IndicatorKind(item.get("kind", IndicatorKind.NUMBER)),
            str(item.get("unit", "")),
            int(item.get("decimals", 1)),
        )

    @property
    def percent(self) -> bool:
        """A rate is stored as a fraction of 1; a ratio with a unit of its own (人/师) is written as it is."""
        return self.unit == "%" or (self.kind is IndicatorKind.RATIO and not self.unit)


def written(value: float, measure: Measure) -> tuple[str, str]:
    """The number and its unit: thousands separated, a rate in percent, large money in 万元 and 亿元."""
    if measure.kind is IndicatorKind.YES_NO:
        return ("是" if value else "否"), ""
    if measure.percent:
        return f"{_settled(value * 100, measure.decimals):,.{measure.decimals}f}", "%"
    if measure.kind is IndicatorKind.MONEY:
        return _money(value, measure)
    decimals = 0 if measure.kind is IndicatorKind.COUNT else measure.decimals
    return f"{_settled(value, decimals):,.{decimals}f}", measure.unit


def joined(number: str, unit: str) -> str:
    """For sentences: 4.2%, 18.6 人."""
    return f"{number}{unit}" if unit in ("%", ":1", "") else f"{number} {unit}"


def plain(value: float | None) -> str:
    """A number without a measure (numerator, denominator): thousands separated, no empty decimals."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")


def why_missing(reason: str) -> str:
    known = reason in {each.value for each in NullReason}
    return NullReason(reason).chinese if known else "无数据"


def _money(value: float, measure: Measure) -> tuple[str, str]:
    unit = measure.unit or "元"
    if unit == "元" and abs(value) >= _HUNDRED_MILLION:
        return f"{value / _HUNDRED_MILLION:,.2f}", "亿元"
    if unit == "元" and abs(value) >= _TEN_THOUSAND:
        return f"{value / _TEN_THOUSAND:,.1f}", "万元"
    return f"{_settled(value, measure.decimals):,.{measure.decimals}f}", unit


def _settled(value: float, decimals: int) -> float:
    """Rounding noise must not print a minus sign before a zero."""
    return round(value, decimals) + 0.0
