"""Reading tasks and the words the college's packs have for them."""

from typing import TypeVar

from django.db.models import QuerySet
from pydantic import BaseModel

from zhengai.college.models import College
from zhengai.framework.queries import section
from zhengai.goals.models import SystemTask, Task
from zhengai.goals.rules.sections import BeatItem, TaskAttributeItem, TaskClassItem, WorkCategoryItem

I = TypeVar("I", bound=BaseModel)  # noqa: E741


def tasks(college: College, *, year: int | None = None) -> QuerySet[Task]:
    found = Task.objects.filter(college=college)
    if year is not None:
        found = found.filter(year=year)
    return found.select_related("department", "lead").order_by("year", "department__code", "id")


def system_tasks(college: College) -> QuerySet[SystemTask]:
    return SystemTask.objects.filter(college=college).select_related("department")


def classes(college: College) -> dict[str, TaskClassItem]:
    """A、B、C by name, in the packs' order."""
    return _named(college, "task_classes", TaskClassItem)


def attributes(college: College) -> dict[str, TaskAttributeItem]:
    """重点工作、常规工作、临时工作 by name."""
    return _named(college, "task_attributes", TaskAttributeItem)


def beats(college: College) -> list[BeatItem]:
    return [BeatItem.model_validate(each) for each in section(college, "beats")]


def work_categories(college: College) -> dict[str, WorkCategoryItem]:
    return _named(college, "work_categories", WorkCategoryItem)


def _named(college: College, name: str, model: type[I]) -> dict[str, I]:
    """A pack may bring its own code for the same word: the last one stands."""
    return {str(each["name"]): model.model_validate(each) for each in section(college, name)}
