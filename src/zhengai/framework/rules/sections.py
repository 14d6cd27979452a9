"""Sections that belong to the scheme as a whole, and their models."""

from pydantic import BaseModel, ConfigDict, Field, field_validator

from zhengai.framework.rules.manifest import Named
from zhengai.framework.rules.matrix import Cell
from zhengai.framework.rules.organisation import ENTRIES
from zhengai.framework.rules.platform import ARRANGED
from zhengai.framework.rules.shares import share_in
from zhengai.framework.rules.typed import ItemCode


class Chain(BaseModel):
    """链: 目标链, 标准链 … ; a sub-row of the matrix belongs to one (FRM-03)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1)
    source: str = ""
    note: str = ""


class Dimension(BaseModel):
    """A part of a self-test (一个维度): its questions are answered on the questionnaire's scale."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1)
    questions: tuple[str, ...] = ()


class Questionnaire(BaseModel):
    """自测问卷 of a level; `scale` is the answers from best to worst or from rare to often, as the scheme has them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1)
    level: str
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    scale: tuple[str, ...] = ()
    source: str = ""
    note: str = ""


class ListedReport(BaseModel):
    """A report that the scheme asks for: who writes it, for whom, when. `kind` is a code of the section `reports`,
    empty for one that is not made by the platform."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1)
    level: str = ""
    author: str = ""
    audience: str = ""
    when: str = ""
    kind: str = ""
    source: str = ""
    note: str = ""


class InspectionTopic(BaseModel):
    """What inspections look into: hidden dangers, work style …; `hint` says what is looked at (RES-04, RES-08)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1, max_length=60)
    hint: str = ""
    source: str = ""
    note: str = ""


class Mechanism(BaseModel):
    """支持保障机制: who answers for it; by `words` its regulations and tasks are found in their names, but for names
    with a word of `without` (安全, but not 网络安全); `inspections` are codes of inspection topics, `indicators` show what
    it brings (RES-10)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1, max_length=60)
    owner: str = ""
    words: tuple[str, ...] = Field(min_length=1)
    without: tuple[str, ...] = ()
    inspections: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    source: str = ""
    note: str = ""


class ReviewRule(BaseModel):
    """复核结论: from which share of agreeing elements on a review is 有效, and below which it is 异常. Shares are
    written as the document has them: "12/15", "80%"; null `elements` means the scheme does not say their number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1)
    elements: int | None = Field(default=None, ge=1)
    effective: str
    abnormal: str
    source: str = ""
    note: str = ""

    @field_validator("effective", "abnormal")
    @classmethod
    def _is_share(cls, written: str) -> str:
        share_in(written)
        return written


SECTIONS: dict[str, type[BaseModel]] = {
    "levels": Named,
    "systems": Named,
    "matrix": Cell,
    "chains": Chain,
    "questionnaires": Questionnaire,
    "inspection_topics": InspectionTopic,
    "mechanisms": Mechanism,
    "report_list": ListedReport,
    "review_rules": ReviewRule,
    **ENTRIES,
    **ARRANGED,
}
