"""Sections of the indicators room."""

from string import Formatter
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zhengai.framework.rules.typed import ItemCode
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


class ParameterItem(BaseModel):
    """A part of a measure's name that changes from year to year (IND-06). `value` is the seed's word; the two years
    and the semester are taken from the period that is looked at, an ordinal stays until the college changes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z_]{0,19}$")
    kind: Literal["academic_year", "calendar_year", "semester", "ordinal"]
    value: str = Field(min_length=1)


class MeasureItem(BaseModel):
    """A leaf of the measuring chain 层面→项目→要素→诊断点→指标→数据源 (IND-01…06).

    It is computed by `indicator` (with `parts` beside it where one name holds several figures), or collected by hand
    on a form of the kind `form`, or `restricted`: personal pay, which the platform neither collects nor shows.
    `per` is the level each of whose subjects answers a form, where that is not `level` (what is asked of all
    students is answered once, for the college). `verbatim` is the document's own spelling where `name` corrects it;
    `from_point` marks a measure that stands in the document's column of points and is not counted among its
    indicators; `department` answers for what is collected by hand (a computed measure is answered for by its
    indicator's owner).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    level: str
    item: str = Field(min_length=1)
    element: str = ""
    point: str = ""
    name: str = Field(min_length=1)
    verbatim: str = ""
    kind: IndicatorKind
    indicator: str | None = None
    parts: tuple[str, ...] = ()
    form: Literal["yes_no", "document", "text", "grade"] | None = None
    grades: tuple[str, ...] = ()
    restricted: bool = False
    per: str = ""
    department: str = ""
    parameters: tuple[ParameterItem, ...] = ()
    sources: tuple[str, ...] = ()
    from_point: bool = False
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _has_one_way(self) -> Self:
        if sum((self.indicator is not None, self.form is not None, self.restricted)) != 1:
            raise ValueError("indicator(由指标计算)、form(由人收集)、restricted(受限)三者写一个，只写一个")
        if self.form is not None and not self.department:
            raise ValueError("由人收集的要写 department(负责收集的部门)")
        if bool(self.grades) != (self.form == "grade"):
            raise ValueError("form 是 grade 时写 grades(从好到差的等级)，其他种类不写")
        return self

    @model_validator(mode="after")
    def _names_its_parameters(self) -> Self:
        placed = {name for _, name, _, _ in Formatter().parse(self.name) if name is not None}
        if placed != {each.code for each in self.parameters}:
            raise ValueError("name 里花括号中的参数要与 parameters 一致")
        return self


SECTIONS: dict[str, type[BaseModel]] = {"measures": MeasureItem}
DESCRIBED: dict[str, type[BaseModel]] = {
    "indicators": IndicatorItem,
    "indicator_groups": GroupItem,
    "profiles": ProfileItem,
}
