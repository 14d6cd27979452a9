"""The sections of packs that belong to this room: how each item is written. What is not written here is refused."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

CATEGORIES = ("总规划", "专项规划", "子规划", "学校", "专业", "课程", "师资", "学生")
PERIODS = {"quarter": "每季度", "semester": "每学期", "academic_year": "每学年"}


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    source: str = ""
    note: str = ""


class PlanItem(_Item):
    """规划名录的一行 (襄阳方案 表4). `each` makes one plan for every subject of that level; `department` is the seed's
    word for who answers, verbatim. `count` is how many the seed speaks of, null where it does not say. `grades` are the
    grades of quality that such a plan may aim at, the best first; where there are any, it has to name one."""

    category: Literal["总规划", "专项规划", "子规划", "学校", "专业", "课程", "师资", "学生"]
    level: str = "college"
    parent: str = ""
    department: str = ""
    each: Literal["", "department", "programme", "course", "class", "teacher", "student"] = ""
    years: int = Field(default=5, ge=1, le=20)
    count: int | None = Field(default=None, ge=1)
    yearly: bool = False
    grades: tuple[str, ...] = ()


class TaskClassItem(_Item):
    """A、B、C 类任务 (雅安方案 六(一)); `assessed_by` says who judges it at the end of the year."""

    meaning: str = ""
    assessed_by: Literal["school", "department"] = "school"


class TaskAttributeItem(_Item):
    """工作属性 (襄阳方案 表6): 重点工作、常规工作、临时工作."""


class GoalFieldItem(_Item):
    """What goals of a level are about, as 湖南中职方案 lists them for programmes."""

    level: str = ""


class BeatItem(_Item):
    """季度沟通、学期小结、年度考核 (雅安方案 七(一))."""

    period: Literal["quarter", "semester", "academic_year"]


class WorkCategoryItem(_Item):
    """工作任务的类别和参考提示 (乌海方案 附件2)."""

    hint: str = ""


SECTIONS: dict[str, type[BaseModel]] = {
    "plans": PlanItem,
    "task_classes": TaskClassItem,
    "task_attributes": TaskAttributeItem,
    "goal_fields": GoalFieldItem,
    "beats": BeatItem,
    "work_categories": WorkCategoryItem,
}
