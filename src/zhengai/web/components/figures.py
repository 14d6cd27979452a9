"""A figure: the number as people read it, its unit, why it is missing, and the way to what it rests on."""

from dataclasses import dataclass

from zhengai.indicators.writing import Measure as Measure
from zhengai.indicators.writing import joined, why_missing, written
from zhengai.indicators.writing import plain as plain


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
        return self.why or joined(self.number, self.unit)


def figure(value: float | None, measure: Measure, *, reason: str = "", href: str = "") -> Figure:
    if value is None:
        return Figure("—", why=why_missing(reason), href=href)
    number, unit = written(value, measure)
    return Figure(number, unit, href=href)
