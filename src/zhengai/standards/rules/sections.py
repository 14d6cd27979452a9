"""The sections of a pack that belong to this room: control points, the library of standards, ladders, policies."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from zhengai_engine.model.period import PeriodKind
from zhengai_engine.scoring import Grade, InvalidLimit, read_limit

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


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


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    source: str = ""
    note: str = ""


class ElementItem(BaseModel):
    """One element of a standard. `grades` says from which value on a grade is reached, as limits are written
    ("≥ 90%"); an element without them is a matter of words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Words
    text: str = ""
    indicator: str | None = None
    grades: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _measurable_or_not(self) -> "ElementItem":
        if self.grades and not self.indicator:
            raise ValueError(f"要素“{self.name}”写了界限，却没有写指标")
        for grade, limit in self.grades.items():
            _check_limit(f"要素“{self.name}”的{grade}", limit)
        return self


class StandardItem(_Item):
    """An entry of the library (标准). `grades` are named best first; `per` is the level each of whose subjects keeps
    such a standard of its own (课程标准: course); `revise_years` is how often it is to be revised."""

    name: Words
    level: str
    type: str = ""
    department: str = ""
    elements: tuple[ElementItem, ...] = ()
    grades: tuple[Words, ...] = ()
    revise_years: int | None = Field(default=None, ge=1, le=20)
    per: str = ""

    @model_validator(mode="after")
    def _grades_are_known(self) -> "StandardItem":
        for sentence in problems_of_elements(self.elements, self.grades):
            raise ValueError(sentence)
        return self


def problems_of_elements(elements: Sequence[ElementItem], grades: Sequence[str]) -> Iterator[str]:
    """What only several elements together can get wrong; one Chinese sentence each."""
    names = [each.name for each in elements]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        yield f"要素 {'、'.join(twice)} 写了两次"
    for each in elements:
        unknown = [grade for grade in each.grades if grades and grade not in grades]
        if unknown:
            yield f"要素“{each.name}”的等级 {'、'.join(unknown)} 不在标准的等级 {'、'.join(grades)} 里"


class RequirementItem(BaseModel):
    """What a step asks for; without an indicator it is proven by document."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Words
    indicator: str | None = None
    limit: str | None = None

    @model_validator(mode="after")
    def _limit_is_readable(self) -> "RequirementItem":
        if (self.limit is None) is not (self.indicator is None):
            raise ValueError(f"要求“{self.name}”的 indicator 和 limit 要么都写，要么都不写")
        if self.limit is not None:
            _check_limit(f"要求“{self.name}”", self.limit)
        return self


class StepItem(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: Words
    requirements: tuple[RequirementItem, ...] = ()


class LadderItem(_Item):
    """A ladder of development (发展阶梯) for the subjects of a level: its steps from the lowest up. With `answers_for`
    it is only for people who answer for a subject of that level (辅导员、班主任: class; STD-09)."""

    name: Words
    level: str
    answers_for: str = ""
    steps: tuple[StepItem, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _steps_differ(self) -> "LadderItem":
        codes = [step.code for step in self.steps]
        if len(set(codes)) < len(codes):
            raise ValueError(f"阶梯“{self.name}”里有两级的 code 相同")
        for step in self.steps:
            names = [each.name for each in step.requirements]
            if len(set(names)) < len(names):
                raise ValueError(f"阶梯“{self.name}”的“{step.name}”里有一项要求写了两次")
        return self


class PolicyItem(_Item):
    """方针、原则、文件、章程: what the work rests on, shown to everybody."""

    title: Words
    number: str = ""
    issuer: str = ""
    date: str = ""
    kind: Literal["方针", "原则", "文件", "章程"] = "文件"
    text: str = ""


class TeachingFileItem(_Item):
    """A file that every subject of a level keeps (教学文件): once, for a year or for a semester. With `proven_by` nobody
    enters it: the approved training scheme of the year's intake is it, or holds it."""

    name: Words
    level: str
    every: Literal["once", "year", "semester"] = "semester"
    department: str = ""
    proven_by: Literal["", "scheme", "research", "courses"] = ""

    @model_validator(mode="after")
    def _schemes_are_of_programmes(self) -> "TeachingFileItem":
        if self.proven_by and (self.level, self.every) != ("programme", "year"):
            raise ValueError(f"文件“{self.name}”写了 proven_by，level 要写 programme，every 要写 year")
        return self


class TrainingCheckItem(_Item):
    """What the courses of a training scheme must add up to (人才培养方案的核对). A share is of all hours."""

    name: Words
    measure: Literal["hours", "credits", "practice_share", "public_share", "elective_share"]
    limit: str

    @model_validator(mode="after")
    def _limit_is_readable(self) -> "TrainingCheckItem":
        _check_limit(f"核对“{self.name}”", self.limit)
        return self


def _check_limit(what: str, limit: str) -> None:
    try:
        read_limit(limit)
    except InvalidLimit as problem:
        raise ValueError(f"{what}：{problem}") from None


SECTIONS: dict[str, type[BaseModel]] = {
    "standards": StandardItem,
    "ladders": LadderItem,
    "policies": PolicyItem,
    "teaching_files": TeachingFileItem,
    "training_checks": TrainingCheckItem,
}
DESCRIBED: dict[str, type[BaseModel]] = {"control_points": ControlPointItem}
