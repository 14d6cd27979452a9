"""The files that prove what came of a task: of the one who does it and of those who look after it."""

from django.urls import reverse

from zhengai.goals.models import Task
from zhengai.goals.rules.task import TaskState
from zhengai.web.components.evidence import Keeper, keeps
from zhengai.web.desks.tasks.seen import may_report, seen_tasks
from zhengai.web.shell.request import Request


def _may_change(request: Request, task: Task) -> bool:
    return task.state in (TaskState.OPEN, TaskState.DONE) and may_report(request, task)


def _address(task: Task) -> str:
    return reverse("task", args=[task.pk])


KEEPER = keeps(
    Keeper(
        kind="task",
        name="任务",
        seen=seen_tasks,
        may_change=_may_change,
        title=lambda task: task.title,
        unit=lambda task: task.department.code,
        address=_address,
    )
)
