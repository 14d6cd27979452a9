"""Filling in a month, finishing a task, recording a beat, and taking open tasks over into the next year."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.goals import queries
from zhengai.goals.actions import carry_tasks, move_task, record_beat, report_month
from zhengai.goals.models import Task
from zhengai.goals.rules.machine import GoalRefused
from zhengai.goals.rules.task import MONTHS, TaskMove, TaskState
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.tasks.seen import (
    departments_of,
    may_assign,
    may_report,
    seen_tasks,
    speaks_for_school,
    task_or_404,
    year_of,
)
from zhengai.web.desks.tasks.task import TYPED, period_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


def _back(number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("task", args=[number]))


def _refused(request: Request, task: Task, refusal: Exception) -> HttpResponse:
    keep_typed(request, f"task-{task.pk}", TYPED, f"{refusal}。")
    messages.error(request, f"{refusal}。")
    return _back(task.pk)


@require_POST
@needs(Permission.GOAL_VIEW)
def months(request: Request, number: int) -> HttpResponse:
    """All twelve at once: only those that changed are written."""
    task = task_or_404(request, number)
    if not may_report(request, task):
        raise PermissionDenied("完成情况由任务的责任人和责任部门填写。")
    known = {each.month: each.text for each in task.months.all()}
    count = 0
    for month in MONTHS:
        text = request.POST.get(f"month-{month}")
        if text is None or text.strip() == known.get(month, ""):
            continue
        try:
            report_month(task=task, month=month, text=text, by=request.user.username)
        except GoalRefused as refusal:
            return _refused(request, task, refusal)
        count += 1
    messages.success(request, f"已保存 {count} 个月的完成情况。" if count else "没有改动。")
    return _back(number)


@require_POST
@needs(Permission.GOAL_VIEW)
def move(request: Request, number: int) -> HttpResponse:
    task = task_or_404(request, number)
    asked = request.POST.get("move", "")
    if asked not in ("finish", "end", "reopen"):
        messages.error(request, "请选择“记为完成”“不再做”或“重新打开”。")
        return _back(number)
    if not (may_report(request, task) if asked == "finish" else may_assign(request, task)):
        raise PermissionDenied("这一步由任务的责任部门进行。")
    try:
        move_task(
            task=task,
            move=TaskMove(asked),
            result=request.POST.get("result", ""),
            spent=_money(request.POST.get("spent", "")),
            by=request.user.username,
        )
    except (GoalRefused, InvalidOperation) as refusal:
        problem = refusal if isinstance(refusal, GoalRefused) else GoalRefused("已用经费请写金额，单位是元")
        return _refused(request, task, problem)
    messages.success(
        request, {"finish": "任务已记为完成。", "end": "任务不再做。", "reopen": "任务已重新打开。"}[asked]
    )
    return _back(number)


def _money(text: str) -> Decimal | None:
    plain = text.strip().replace(",", "")
    if not plain:
        return None
    amount = Decimal(plain)
    if not amount.is_finite() or not 0 <= amount < 10**10:
        raise InvalidOperation
    return amount


@require_POST
@needs(Permission.GOAL_VIEW)
def beat(request: Request, number: int) -> HttpResponse:
    task = task_or_404(request, number)
    if not (may_report(request, task) or speaks_for_school(request)):
        raise PermissionDenied("节拍记录由任务的责任人、责任部门和质管办填写。")
    item = next((b for b in queries.beats(request.college) if b.code == request.POST.get("beat")), None)
    if item is None:
        messages.error(request, "请选择季度沟通、学期小结或年度考核。")
        return _back(number)
    try:
        record_beat(
            task=task,
            beat=item.code,
            period=period_of(item, task, today(request.college), calendar_of(request.college)),
            text=request.POST.get("text", ""),
            deviation=request.POST.get("deviation", ""),
            correction=request.POST.get("correction", ""),
            grade=request.POST.get("grade", ""),
            is_school=speaks_for_school(request),
            by=request.user.username,
        )
    except GoalRefused as refusal:
        return _refused(request, task, refusal)
    messages.success(request, f"{item.name}已记录。")
    return _back(number)


@require_POST
@needs(Permission.TASK_ASSIGN)
def carry(request: Request) -> HttpResponse:
    """Open tasks of a year, of the departments in reach."""
    year = year_of(request)
    open_ = seen_tasks(request).filter(
        year=year, state=TaskState.OPEN, department__in=departments_of(request)
    )
    if not open_.exists():
        messages.info(request, f"{year}年没有进行中的任务要转入下一年。")
        return HttpResponseRedirect(f"{reverse('tasks')}?year={year}")
    try:
        made = carry_tasks(college=request.college, tasks=open_, by=request.user.username)
    except GoalRefused as refusal:
        messages.error(request, f"{refusal}，没有转入任何任务。")
        return HttpResponseRedirect(f"{reverse('tasks')}?year={year}")
    messages.success(request, f"{len(made)} 项任务已转入 {year + 1} 年，两边互相看得到。")
    return HttpResponseRedirect(f"{reverse('tasks')}?year={year + 1}")
