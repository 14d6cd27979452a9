"""Which tasks a person may see and move, and for which departments they may set some."""

from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import today
from zhengai.goals import queries
from zhengai.goals.models import Task
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.shell.request import Request

_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def seen_tasks(request: Request) -> QuerySet[Task]:
    """Of the departments and plans in reach, and one's own; people from outside see none of single persons."""
    found, person = queries.tasks(request.college), request.person
    if person.is_outside:
        found = found.exclude(target__plan_goal__plan__subject__level__in=PERSONAL)
    if person.sees_everything(Permission.GOAL_VIEW):
        return found
    held = person.subjects(Permission.GOAL_VIEW).order_by().values("pk")
    mine = Q(department__in=held) | Q(lead__in=held) | Q(target__plan_goal__plan__subject__in=held)
    if person.user.person_number:
        mine |= Q(owner_number=person.user.person_number)
    return found.filter(mine)


def task_or_404(request: Request, number: int) -> Task:
    found = seen_tasks(request).filter(pk=number)
    task = found.select_related("target__plan_goal__plan__subject", "parent", "carried_from").first()
    if task is None:
        raise Http404("没有这项任务，或者它不在您的查看范围内")
    task.college = request.college
    return task


def departments_of(request: Request, permission: Permission = Permission.TASK_ASSIGN) -> QuerySet[Subject]:
    """Those a person may set tasks for."""
    if not request.person.may(permission):
        return Subject.objects.none()
    return request.person.subjects(permission).filter(level="department").order_by("code")


def may_assign(request: Request, task: Task) -> bool:
    return departments_of(request).filter(pk=task.department_id).exists()


def may_report(request: Request, task: Task) -> bool:
    """The one who does it, and those who look after it."""
    number = request.person.user.person_number
    return bool(number and number == task.owner_number) or may_assign(request, task)


def speaks_for_school(request: Request) -> bool:
    return request.person.sees_everything(Permission.GOAL_DECIDE)


def year_of(request: Request) -> int:
    """The year in the address, else the present one."""
    asked = request.GET.get("year") or request.POST.get("year") or ""
    if asked.isdecimal() and _FIRST_YEAR <= int(asked) <= _LAST_YEAR:
        return int(asked)
    return today(request.college).year


def is_late(task: Task, day: date) -> bool:
    return task.state == "open" and task.due is not None and task.due < day
