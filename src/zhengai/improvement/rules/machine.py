"""The life of an improvement; only data says whether it was effective."""

from enum import StrEnum


class ImprovementState(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    CARRIED_OUT = "carried_out"  # waits for the data of a later period
    EFFECTIVE = "effective"
    PARTLY = "partly"
    INEFFECTIVE = "ineffective"
    CANCELLED = "cancelled"

    @property
    def chinese(self) -> str:
        return _CHINESE[self.value]


_CHINESE = {
    "planned": "待开始",
    "under_way": "进行中",
    "carried_out": "待验证",
    "effective": "有效",
    "partly": "部分有效",
    "ineffective": "无效",
    "cancelled": "已取消",
}

LIVE = (ImprovementState.PLANNED, ImprovementState.UNDER_WAY, ImprovementState.CARRIED_OUT)
