"""Sections of the sources room."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from zhengai.framework.rules.typed import ItemCode


class FeedItem(BaseModel):
    """供数: a dataset that the source feeds; `mapping` says which of its columns holds which field."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: str
    mapping: dict[str, str] = Field(default_factory=dict)


class DataSourceItem(BaseModel):
    """数据采集源: a system, register or report that measures are taken from. Installing the pack lists it in the
    register of sources, where the college says how to reach it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    owner: str = ""
    access: Literal["", "files", "sql", "http", "push", "xapi", "form"] = ""
    frequency: Literal["manual", "minutes", "hour", "day", "week", "month", "semester", "year"] = "manual"
    feeds: tuple[FeedItem, ...] = ()
    source: str = ""
    note: str = ""


SECTIONS: dict[str, type[BaseModel]] = {"data_sources": DataSourceItem}
