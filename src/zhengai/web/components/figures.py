"""A figure: the number as people read it, its unit, why it is missing, and the way to what it rests on."""

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


@dataclass(frozen=True)
class Figure:
    """`why` is set when there is no number. `href` opens the explanation."""

    number: str
    unit: str = ""
    why: str = ""
    href: str = ""

    @property
    def text(self) -> str:
        """For sentences: 4.2%, 18.6 人, 无数据."""
        if self.why:
            return self.why
        return f"{self.number}{self.unit}" if self.unit in ("%", ":1", "") else f"{self.number} {self.unit}"


def figure(value: float | None, measure: Measure, *, reason: str = "", href: str = "") -> Figure:
    if value is None:
        known = reason in {each.value for each in NullReason}
        return Figure("—", why=NullReason(reason).chinese if known else "无数据", href=href)
    number, unit = _written(value, measure)
    return Figure(number, unit, href=href)


def plain(value: float | None) -> str:
    """A number without a measure (numerator, denominator): thousands separated, no empty decimals."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")


def _written(value: float, measure: Measure) -> tuple[str, str]:
    if measure.kind is IndicatorKind.YES_NO:
        return ("是" if value else "否"), ""
    if measure.percent:
        return f"{_settled(value * 100, measure.decimals):,.{measure.decimals}f}", "%"
    if measure.kind is IndicatorKind.MONEY:
        return _money(value, measure)
    decimals = 0 if measure.kind is IndicatorKind.COUNT else measure.decimals
    return f"{_settled(value, decimals):,.{decimals}f}", measure.unit


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
