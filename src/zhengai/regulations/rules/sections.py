"""The sections of a pack that belong to this room."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: Words


class RegulationItem(_Item):
    """A regulation that there is to be (制度清单). `month` counts from the start of the construction, 0 the first;
    `original` is the date as the scheme writes it."""

    level: str = ""
    topic: str = ""
    system: str = ""
    department: str = ""
    month: int | None = Field(default=None, ge=0, le=240)
    original: str = ""
    source: str = ""
    note: str = ""


class TopicItem(_Item):
    """What regulations are sorted by (制度类别)."""

    source: str = ""
    note: str = ""


class WorkflowStepItem(BaseModel):
    """`role` does it; `form` is what is filled in; `days` is the time limit in calendar days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Words
    role: Words
    form: str = ""
    days: int | None = Field(default=None, ge=0, le=365)


class WorkflowItem(_Item):
    """工作流程: who does what after whom, and until when."""

    department: str = ""
    steps: tuple[WorkflowStepItem, ...] = Field(min_length=1)
    source: str = ""
    note: str = ""


SECTIONS: dict[str, type[BaseModel]] = {
    "regulations": RegulationItem,
    "regulation_topics": TopicItem,
    "workflows": WorkflowItem,
}
