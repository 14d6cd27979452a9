"""Sections that say how the platform itself is arranged: its centres, its architecture, and who owns its
modules."""

from collections.abc import Sequence
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


class Listed(BaseModel):
    """An item of a checklist (INF-03, INF-17): `list` names the checklist, `pages` are routes of the menu. `gap` is
    what is missing and no data can tell, `elsewhere` what another system of the college does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1, max_length=80)
    list: str = Field(min_length=1, max_length=30)
    datasets: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    elsewhere: str = ""
    gap: str = ""
    source: str = ""
    note: str = ""


class Module(BaseModel):
    """A module of the platform and the department that owns it (INF-25): it keeps the module's data and templates.
    `paths` are how the addresses of its pages begin; one module is `overall`, for the platform as a whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1, max_length=40)
    owner: str = Field(default="", max_length=60)
    keeper: str = Field(default="", max_length=60)  # the person in the department
    overall: bool = False
    paths: tuple[str, ...] = Field(min_length=1)
    keeps: str = Field(default="", max_length=300)
    templates: str = Field(default="", max_length=300)
    source: str = ""
    note: str = ""


def module_of(modules: Sequence[Module], path: str) -> Module | None:
    """Whose page has this address (without the prefix of the installation and the first slash): of the longest
    beginning."""
    begun = [(len(start), each) for each in modules for start in each.paths if path.startswith(start)]
    return max(begun, key=lambda pair: pair[0])[1] if begun else None


ARRANGED: dict[str, type[BaseModel]] = {
    "centres": Centre,
    "architecture": Building,
    "modules": Module,
    "checklists": Listed,
}
