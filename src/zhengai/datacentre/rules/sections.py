"""Sections of the data centre."""

from pydantic import BaseModel, ConfigDict, Field

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


DESCRIBED: dict[str, type[BaseModel]] = {"datasets": DatasetItem}
