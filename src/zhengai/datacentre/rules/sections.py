"""Sections of the data centre."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zhengai.framework.rules.typed import ItemCode
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.dataset import FieldType, Privacy


class ChoiceItem(BaseModel):
    """One value that a field may hold, and the other ways in which tables write it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: str
    aliases: tuple[str, ...] = ()


class FieldItem(BaseModel):
    """字段 of a dataset; `references` names the dataset whose key it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    type: FieldType
    unit: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[ChoiceItem | str, ...] = ()
    references: str = ""
    minimum: float | None = None
    maximum: float | None = None
    privacy: Privacy = Privacy.INTERNAL
    default: str | int | float | bool | None = None
    code_table: str = ""
    meaning: str = ""


class TimeItem(BaseModel):
    """In which period a row lies: the kind, and the fields that say it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: PeriodKind
    fields: tuple[str, ...]


class RegisterItem(BaseModel):
    """台账: the dataset has a page on which its owner keeps it row by row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    theme: str
    number: str = ""
    reviewed: bool = False


class DatasetItem(BaseModel):
    """数据集. Read by the engine, which also knows how its rows reach every level."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    fields: tuple[FieldItem, ...] = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    level: str = ""
    label: str = ""
    responsible: str = ""
    key: tuple[str, ...] = ()
    time: TimeItem | None = None
    paths: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    owner: str = ""
    senders: tuple[str, ...] = ()
    frequency: PeriodKind | None = None
    national_table: str = ""
    meaning: str = ""
    row_by_row: RegisterItem | None = None


class CodeItem(BaseModel):
    """One code of a table and what it means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(min_length=1)
    name: str = Field(min_length=1)


class CodeTableItem(BaseModel):
    """代码表 of an information standard. `standard` is its number there; `gap` says what our source lacks: a table with a
    gap does not say that another code is wrong."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1)
    standard: str = Field(min_length=1)
    entries: tuple[CodeItem, ...] = ()
    gap: str = ""
    note: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _says_each_code_once(self) -> Self:
        seen: set[str] = set()
        for each in self.entries:
            if each.code in seen:
                raise ValueError(f"代码 {each.code} 写了两次")
            seen.add(each.code)
        if not self.entries and not self.gap:
            raise ValueError("没有代码的表要写 gap，说明出处缺什么")
        return self


SECTIONS: dict[str, type[BaseModel]] = {"code_tables": CodeTableItem}
DESCRIBED: dict[str, type[BaseModel]] = {"datasets": DatasetItem}
