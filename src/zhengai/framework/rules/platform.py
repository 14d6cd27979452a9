"""Sections that say how the platform itself is arranged: its centres, and its architecture."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from zhengai.framework.rules.typed import ItemCode


class Centre(BaseModel):
    """One of the four centres (INF-10): the work area of the levels it names. `owner` is the department that runs it,
    `indicators` its headline figures, `datasets` and `themes` (of registers) what it rests on. A theme that no
    register of the scheme has is passed over: registers are packs of their own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1, max_length=40)
    levels: tuple[str, ...] = Field(min_length=1)
    owner: str = ""
    meaning: str = ""
    indicators: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    source: str = ""
    note: str = ""


class Building(BaseModel):
    """A block of the architecture (INF-23): a layer, a business line, or one of the six digitalisations. `pages` are
    the names of the pages in which it shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1, max_length=40)
    part: Literal["layer", "line", "digital"]
    meaning: str = ""
    pages: tuple[str, ...] = ()
    elsewhere: str = ""  # what another system of the college does
    source: str = ""
    note: str = ""


ARRANGED: dict[str, type[BaseModel]] = {"centres": Centre, "architecture": Building}
