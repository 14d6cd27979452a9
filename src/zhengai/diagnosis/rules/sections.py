"""Sections of the diagnosis room."""

from pydantic import BaseModel, ConfigDict, Field


class EvidenceItem(BaseModel):
    """佐证: what shows that a point is met, and the department that keeps it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    department: str = ""
    gap: str = ""


class MarkedItem(BaseModel):
    """`gap` says what the source lacks here, `note` what is still to be checked, `verbatim` how the source writes
    what is corrected here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    gap: str = ""
    note: str = ""
    verbatim: str = ""


class PointItem(MarkedItem):
    """诊断点: a guiding question, and the indicators that answer part of it. `hints` are further questions,
    `platform` the numbers of the national status-data platform."""

    code: str
    name: str
    question: str
    indicators: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    departments: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()


class ElementItem(MarkedItem):
    """诊断要素 and its points; the name may be empty where `gap` says that the source has none."""

    code: str
    name: str = ""
    points: tuple[PointItem, ...] = Field(min_length=1)


class FormItem(MarkedItem):
    """诊断项目 and its elements."""

    code: str
    name: str
    elements: tuple[ElementItem, ...] = Field(min_length=1)


class DiagnosisForm(BaseModel):
    """诊断表 of a level; `words` are everyday names of indicators."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    level: str
    items: tuple[FormItem, ...] = Field(min_length=1)
    words: dict[str, str] = Field(default_factory=dict)
    source: str = ""
    note: str = ""


DESCRIBED: dict[str, type[BaseModel]] = {"diagnosis": DiagnosisForm}
