"""Sections of the standards room."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from zhengai_engine.model.period import PeriodKind
from zhengai_engine.scoring import Grade


class ConditionItem(BaseModel):
    """One condition of an alternative: an indicator and the limit its value must keep."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    indicator: str
    limit: str = Field(alias="is")


class AlternativeItem(BaseModel):
    """替代条件: when all of its conditions hold, the standard counts as met."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    all: tuple[ConditionItem, ...] = Field(min_length=1)


class LimitsItem(BaseModel):
    """目标值, 标准值, 预警值, each with its sign: "≥ 95%"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    target: str | None = None
    standard: str | None = None
    warnings: dict[Grade, str] | None = None
    alternatives: tuple[AlternativeItem, ...] | None = None


class VariantItem(LimitsItem):
    """Limits for schools of some categories (学校类别); what is not written stays as outside."""

    categories: tuple[str, ...] = Field(min_length=1)


class RelativeMargin(BaseModel):
    """回差 as a share of the limit itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    relative: float | str


class MissingItem(BaseModel):
    """When the absence of data is itself an alert."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    share: float | str = "20%"
    grace_days: int | None = None


class ControlPointItem(LimitsItem):
    """质控点. docs/reference/control-points.md says what each key does."""

    code: str
    name: str
    indicator: str
    level: str
    period: PeriodKind
    source: str
    variants: tuple[VariantItem, ...] = ()
    min_denominator: float | str = 0
    consecutive: int = Field(default=1, ge=1)
    margin: float | str | RelativeMargin = 0
    running: bool = False
    responsible: str = "subject"
    due_days: dict[Grade, int] = Field(default_factory=dict)
    no_data: Literal["ignore"] | MissingItem = MissingItem()
    valid_from: str | None = None
    valid_until: str | None = None
    meaning: str = ""
    sentence: str = ""


DESCRIBED: dict[str, type[BaseModel]] = {"control_points": ControlPointItem}
