"""Sections of the indicators room."""

from pydantic import BaseModel, ConfigDict, Field

from zhengai_engine.model.indicator import Direction, IndicatorKind, Missing, OverLevels, OverTime
from zhengai_engine.model.period import PeriodKind


class IndicatorItem(BaseModel):
    """指标. Read by the engine, which also knows the formula's language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    name: str
    kind: IndicatorKind
    formula: str
    levels: tuple[str, ...] = Field(min_length=1)
    periods: tuple[PeriodKind, ...] = Field(min_length=1)
    english: str = ""
    unit: str = ""
    decimals: int = Field(default=1, ge=0, le=6)
    direction: Direction = Direction.NONE
    over_time: OverTime = OverTime.ROWS
    over_levels: OverLevels = OverLevels.ROWS
    missing: Missing = Missing.SKIP_IF_ANY
    meaning: str = ""
    source: str = ""
    owner: str = ""
    version: int = Field(default=1, ge=1)


class GroupItem(BaseModel):
    """指标类别: the groups in which a profile shows indicators."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    indicators: tuple[str, ...]


class ProfileItem(BaseModel):
    """画像 of a level (`code`): its key indicators; `parts` names the dataset by which members of another level
    belong to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    key: tuple[str, ...] = Field(min_length=1, max_length=4)
    parts: dict[str, str] = Field(default_factory=dict)


DESCRIBED: dict[str, type[BaseModel]] = {
    "indicators": IndicatorItem,
    "indicator_groups": GroupItem,
    "profiles": ProfileItem,
}
