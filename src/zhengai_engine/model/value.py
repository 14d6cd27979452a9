"""A computed value and the reason why there is none."""

from dataclasses import dataclass
from enum import StrEnum


class NullReason(StrEnum):
    """Why a value is null. There is never a NaN, an infinity or a silent 0 (design §6)."""

    NO_DATA = "no_data"
    NO_DENOMINATOR = "no_denominator"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    NullReason.NO_DATA: "无数据",
    NullReason.NO_DENOMINATOR: "分母为零",
    NullReason.NOT_APPLICABLE: "此层面或周期不计算",
    NullReason.SUPPRESSED: "人数过少不显示",
}


@dataclass(frozen=True)
class Value:
    """`value` is null exactly when `reason` is set. Rates are fractions of 1, money is yuan.

    `numerator` and `denominator` are set for ratios, shares and means (sum and count), else null; they can
    be set while the value is null (0/0 keeps both zeros).
    """

    indicator: str
    level: str
    subject: str
    period: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    reason: NullReason | None = None
