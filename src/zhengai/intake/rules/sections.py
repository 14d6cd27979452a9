"""The section of packs that belongs to this room: forms of a scheme, kept as they stand in it."""

from pydantic import BaseModel, ConfigDict, Field

from zhengai.framework.rules.typed import ItemCode


class FormTable(BaseModel):
    """A form of the scheme (职责厘清表, 岗位工作表 …): its columns, and what the scheme has filled in. `row_columns` names
    the columns of `rows` where rows are filled in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: ItemCode
    name: str = Field(min_length=1)
    columns: tuple[str, ...] = Field(min_length=1)
    row_columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    source: str = ""
    note: str = ""


SECTIONS: dict[str, type[BaseModel]] = {"forms": FormTable}
