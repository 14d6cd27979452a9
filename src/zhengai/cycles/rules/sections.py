"""Sections of the cycles room."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from zhengai.cycles.rules.stages import Ring, Stage


class NodeItem(BaseModel):
    """节点 of a spiral template, in the order in which one passes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str = Field(max_length=4)
    stage: Stage
    ring: Ring = Ring.STATIC
    shared: bool = False


class SpiralItem(BaseModel):
    """螺旋模板."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    source: str
    nodes: tuple[NodeItem, ...] = Field(min_length=1)


class CycleItem(BaseModel):
    """诊改周期 of a level (`code`): how long a turn takes and the template it follows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    period: Literal["semester", "academic_year"]
    template: str


DESCRIBED: dict[str, type[BaseModel]] = {"spirals": SpiralItem, "cycles": CycleItem}
