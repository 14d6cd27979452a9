"""Sections of the reports room."""

from pydantic import BaseModel, ConfigDict, Field


class ReportItem(BaseModel):
    """报告种类: `template` is a Word file in reports/templates; `titles` names the report level by level."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    template: str = Field(pattern=r"\.docx$")
    titles: dict[str, str] = Field(default_factory=dict)


DESCRIBED: dict[str, type[BaseModel]] = {"reports": ReportItem}
