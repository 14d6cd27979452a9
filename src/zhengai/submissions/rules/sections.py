"""Sections of the submissions room."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zhengai.framework.rules.typed import ItemCode


class CellItem(BaseModel):
    """Where the value of one national field comes from: a `path` of fields (`offering.course.name`), or an `indicator`
    of the college, or a fixed `value`. `codes` turns our words into the standard's codes, `part` takes the academic
    year or the term out of a semester."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = ""
    indicator: str = ""
    value: str = ""
    codes: dict[str, str] = Field(default_factory=dict)
    part: Literal["", "academic_year", "term"] = ""

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if sum(bool(each) for each in (self.path, self.indicator, self.value)) != 1:
            raise ValueError("path、indicator、value 三者写一个")
        return self


class MappingItem(BaseModel):
    """报送对应: how rows of a dataset, or values of indicators, become rows of the national table with this code.
    `only` keeps rows in which the field at a path has one of the words. `gap` says why a table cannot be fed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    dataset: str = ""
    only: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    fields: dict[str, CellItem | str] = Field(default_factory=dict)
    gap: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _feeds_in_one_way(self) -> Self:
        cells = [each for each in self.fields.values() if isinstance(each, CellItem)]
        paths = [each for each in self.fields.values() if isinstance(each, str)]
        paths += [each.path for each in cells if each.path]
        if self.dataset and any(each.indicator for each in cells):
            raise ValueError("一张表的行来自一个数据集，或者由指标的值组成一行，不能两样都写")
        if not self.dataset and (paths or self.only):
            raise ValueError("写了字段的路径，就要用 dataset 写明是哪个数据集")
        if not self.fields and not self.gap:
            raise ValueError("没有一个字段有来源时，请用 gap 写明原因")
        return self

    def cell(self, code: str) -> CellItem | None:
        found = self.fields.get(code)
        return CellItem(path=found) if isinstance(found, str) else found


SECTIONS: dict[str, type[BaseModel]] = {"national_mappings": MappingItem}
