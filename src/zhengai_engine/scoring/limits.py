"""A limit: an operator and the value or values it compares with; how people write one and how it is read aloud."""

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

# Computed rates carry rounding noise (0.1 + 0.2); a value that equals its limit on paper must equal it here.
_RELATIVE_TOLERANCE = 1e-9
_ABSOLUTE_TOLERANCE = 1e-12


class InvalidLimit(ValueError):
    """A limit that cannot be read; the message is a Chinese sentence."""


class Operator(StrEnum):
    AT_LEAST = ">="
    MORE = ">"
    AT_MOST = "<="
    LESS = "<"
    EQUAL = "="
    WITHIN = "within"  # both ends included
    OUTSIDE = "outside"  # neither end included

    @property
    def chinese(self) -> str:
        return _CHINESE[self]

    @property
    def symbol(self) -> str:
        """As limits are written; empty for those with two ends."""
        return _SIGNS.get(self, "")

    @property
    def needs_upper(self) -> bool:
        return self in (Operator.WITHIN, Operator.OUTSIDE)


_CHINESE = {
    Operator.AT_LEAST: "不低于",
    Operator.MORE: "高于",
    Operator.AT_MOST: "不高于",
    Operator.LESS: "低于",
    Operator.EQUAL: "等于",
    Operator.WITHIN: "介于",
    Operator.OUTSIDE: "不在",
}
_SIGNS = {
    Operator.AT_LEAST: "≥",
    Operator.MORE: ">",
    Operator.AT_MOST: "≤",
    Operator.LESS: "<",
    Operator.EQUAL: "=",
}
_SYMBOLS = {
    "≥": Operator.AT_LEAST,
    ">=": Operator.AT_LEAST,
    "不低于": Operator.AT_LEAST,
    ">": Operator.MORE,
    "高于": Operator.MORE,
    "≤": Operator.AT_MOST,
    "<=": Operator.AT_MOST,
    "不高于": Operator.AT_MOST,
    "<": Operator.LESS,
    "低于": Operator.LESS,
    "=": Operator.EQUAL,
    "等于": Operator.EQUAL,
    "within": Operator.WITHIN,
    "内": Operator.WITHIN,
    "介于": Operator.WITHIN,
    "outside": Operator.OUTSIDE,
    "外": Operator.OUTSIDE,
    "不在": Operator.OUTSIDE,
}
_NUMBER = r"[+-]?\d+(?:\.\d+)?\s*%?"
_OPERATOR = "|".join(re.escape(symbol) for symbol in sorted(_SYMBOLS, key=len, reverse=True))
_WRITTEN = re.compile(rf"({_OPERATOR})\s*({_NUMBER})(?:\s*(?:\.\.|~|—|到|至)\s*({_NUMBER}))?(?:\s*之间)?")
_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3})")


@dataclass(frozen=True)
class Limit:
    """A condition on one number. `upper` is set for WITHIN and OUTSIDE only, where `value` is the lower end."""

    operator: Operator
    value: float
    upper: float | None = None

    def __post_init__(self) -> None:
        if not math.isfinite(self.value) or (self.upper is not None and not math.isfinite(self.upper)):
            raise InvalidLimit("界限必须是有限的数")
        if self.operator.needs_upper is not (self.upper is not None):
            raise InvalidLimit(
                f"“{self.operator.chinese}”需要{'两个数' if self.operator.needs_upper else '一个数'}"
            )
        if self.upper is not None and self.upper < self.value:
            raise InvalidLimit(f"区间的下限 {self.value:g} 大于上限 {self.upper:g}")

    def holds(self, value: float) -> bool:
        if self.upper is not None:
            inside = not _below(value, self.value) and not _below(self.upper, value)
            return inside is (self.operator is Operator.WITHIN)
        return _HOLDS[self.operator](value, self.value)

    def eased(self, margin: float) -> "Limit":
        """The same limit reached `margin` earlier: the condition a value must leave to be clear of this limit.

        Eased by 0.01, “> 0.10” holds until the value is down to 0.09.
        """
        if margin == 0:
            return self
        match self.operator:
            case Operator.AT_LEAST | Operator.MORE:
                return replace(self, value=self.value - margin)
            case Operator.AT_MOST | Operator.LESS:
                return replace(self, value=self.value + margin)
            case Operator.OUTSIDE:
                return self._narrowed(margin)
            case _:
                end = self.value if self.upper is None else self.upper
                return Limit(Operator.WITHIN, self.value - margin, end + margin)

    def _narrowed(self, margin: float) -> "Limit":
        """An interval narrower than twice the margin shrinks to its middle, never inside out."""
        assert self.upper is not None
        by = min(margin, (self.upper - self.value) / 2)
        return replace(self, value=self.value + by, upper=self.upper - by)

    def ends(self) -> tuple[float, ...]:
        """The values at which the answer changes."""
        return (self.value,) if self.upper is None else (self.value, self.upper)

    def text(self) -> str:
        """The written form that `read_limit` reads."""
        if self.upper is None:
            return f"{self.operator.value} {self.value!r}"
        return f"{self.operator.value} {self.value!r}..{self.upper!r}"


def exactly(value: float, *, percent: bool) -> str:
    """One end of a limit as it was set, however coarsely values are rounded: 12.5%, 4,000."""
    digits = f"{round(value * 100, 10) if percent else value:,.10f}".rstrip("0").rstrip(".")
    return f"{digits}%" if percent else digits


def read_limit(text: str) -> Limit:
    """Reads “≥ 95%”, “<= 22”, “介于 60%—90%”, “within 60%..90%”, “≥ 4,000”; a percent sign divides by 100. Raises
    InvalidLimit."""
    # full-width signs and digits read like plain ones
    plain = _SEPARATOR.sub("", unicodedata.normalize("NFKC", str(text)).strip())
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        raise InvalidLimit(
            f"看不懂界限“{text}”：请写成“≥ 95%”“< 18”“介于 60%—90%”或“不在 60%—90% 之间”的样子"
        )
    upper = _number(found[3]) if found[3] else None
    return Limit(_SYMBOLS[found[1]], _number(found[2]), upper)


def _number(text: str) -> float:
    digits = text.rstrip(" ").removesuffix("%").rstrip(" ")
    # through the decimal exponent, so that 7% is 0.07 and not 0.07000000000000001
    return float(f"{digits}e-2") if text.endswith("%") else float(digits)


def _same(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=_RELATIVE_TOLERANCE, abs_tol=_ABSOLUTE_TOLERANCE)


def _below(a: float, b: float) -> bool:
    return a < b and not _same(a, b)


_HOLDS: dict[Operator, Callable[[float, float], bool]] = {
    Operator.AT_LEAST: lambda value, limit: not _below(value, limit),
    Operator.MORE: lambda value, limit: _below(limit, value),
    Operator.AT_MOST: lambda value, limit: not _below(limit, value),
    Operator.LESS: lambda value, limit: _below(value, limit),
    Operator.EQUAL: _same,
}
