"""遗留事项: what a year leaves open, so that the next one takes it over: tasks that are not done, and improvements out of
diagnosis and warnings that are not proved yet (GOAL-29)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.goals.models import Task
from zhengai.goals.rules.task import TaskState
from zhengai.improvement.models import Improvement
from zhengai.improvement.rules.machine import ImprovementState
from zhengai.web.components.scoped import within_key
from zhengai.web.desks.tasks.seen import departments_of, is_late, seen_tasks, year_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_OPEN = (ImprovementState.PLANNED, ImprovementState.UNDER_WAY, ImprovementState.CARRIED_OUT,
         ImprovementState.PARTLY, ImprovementState.INEFFECTIVE)  # fmt: skip
_MOST = 200


@dataclass(frozen=True)
class Left:
    """An improvement that is open, the task that follows from it, or where to set one."""

    improvement: Improvement
    task: Task | None
    address: str


@needs(Permission.TASK_ASSIGN)
def leftover(request: Request) -> HttpResponse:
    year, day = year_of(request), today(request.college)
    tasks = seen_tasks(request).filter(
        year=year, state=TaskState.OPEN, department__in=departments_of(request)
    )
    rows = Improvement.objects.filter(college=request.college, state__in=_OPEN)
    reached = within_key(request.person, Permission.TASK_ASSIGN, rows)
    found = list(reached.select_related("subject__department").order_by("due", "pk")[:_MOST])
    grounds = [f"improvement:{each.pk}" for each in found]
    following = {
        each.ground: each for each in Task.objects.filter(college=request.college, ground__in=grounds)
    }
    left = [Left(each, following.get(f"improvement:{each.pk}"), _address(each, year + 1)) for each in found]
    context = {
        "year": year,
        "tasks": [(each, is_late(each, day)) for each in tasks.order_by("due", "pk")[:_MOST]],
        "left": left,
        "waiting": sum(each.task is None for each in left),
        "today": day,
    }
    return render(request, "desks/tasks/leftover.html", context)


def _address(improvement: Improvement, year: int) -> str:
    """Setting a task begins with what the improvement says already."""
    department = improvement.subject.department
    told = {
        "year": year,
        "ground": f"improvement:{improvement.pk}",
        "title": f"{improvement.subject.name}：{improvement.measure}"[:200],
        "origin": f"{year - 1}年遗留的改进",
        "measures": improvement.measure,
        "standard": f"{improvement.indicator_name}{improvement.limit}",
        "owner_number": improvement.owner_number,
        "owner_name": improvement.owner_name,
        "department": department.code if department else "",
    }
    return f"{reverse('task-new')}?{urlencode(told)}"
