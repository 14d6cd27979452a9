"""Sections of the quality room."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from zhengai.framework.rules.typed import ItemCode
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.quality import Aspect


class QualityRuleItem(BaseModel):
    """质量规则 of a dataset. What a field's own declaration says (required, range, choices, reference), the key and
    the frequency are rules already; an item with the code of such a derived rule (`grades.range.total`) replaces it,
    with `active: false` it is not judged. Which keys a kind needs stands in docs/reference/packs.md."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9_.]{0,119}$")
    name: str = Field(min_length=1)
    dataset: str
    kind: Literal[
        "required", "range", "code", "reference", "age", "condition", "unique", "balance", "freshness",
        "volume", "drift",
    ]  # fmt: skip
    aspect: Aspect | None = None
    where: str = ""
    blocking: bool = False
    active: bool = True
    meaning: str = ""
    source: str = ""
    field: str = ""
    fields: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    youngest: int | None = Field(default=None, ge=0)
    oldest: int | None = Field(default=None, ge=0)
    condition: str = ""
    left: str = ""
    right: str = ""
    level: str = "college"
    at_most: bool = False
    tolerance: float = Field(default=0, ge=0)
    share: float = Field(default=0, ge=0, le=1)
    periods: int = Field(default=1, ge=1, le=20)
    days: int | None = Field(default=None, ge=0)
    period: PeriodKind | None = None
    previous: int = Field(default=4, ge=1, le=60)
    lowest: float = Field(default=0.5, ge=0)
    highest: float = Field(default=2, gt=0)
    threshold: float = Field(default=0.25, gt=0)
    edges: tuple[float, ...] = ()
    least: int = Field(default=100, ge=1)


class NationalFieldItem(BaseModel):
    """A column of a national table. `type` is C text, N number, M money, T long text, "" unknown; `length` digits or
    "digits.decimals"; `codes` the code table its values come from; `doubt` says why type or length may be written off
    wrongly: what breaks them is then a reminder, no error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(min_length=1)
    name: str = Field(min_length=1)
    type: Literal["C", "N", "M", "T", ""] = ""
    length: str = Field(default="", pattern=r"^(\d{1,4}(\.\d)?)?$")
    required: bool = False
    codes: str = ""
    doubt: str = ""


class NationalTableItem(BaseModel):
    """国家数据采集标准里的一张表; datasets say by `national_table` which one they feed. `object` is how the signed
    interface calls it ("" = not sent by it); `gap` says what our source of the standard lacks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1)
    standard: str = Field(min_length=1)
    numbers: tuple[str, ...] = ()
    from_system: str = ""
    frequency: str = ""
    range: str = ""
    object: str = ""
    fields: tuple[NationalFieldItem, ...] = ()
    gap: str = ""
    source: str = ""


SECTIONS: dict[str, type[BaseModel]] = {
    "quality_rules": QualityRuleItem,
    "national_tables": NationalTableItem,
}
