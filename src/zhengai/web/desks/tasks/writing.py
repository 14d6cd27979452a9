"""Setting a task and changing it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.goals import queries
from zhengai.goals.actions import add_task, change_task
from zhengai.goals.actions.task import TaskDraft
from zhengai.goals.models import AnnualTarget, Task
from zhengai.goals.rules.machine import GoalRefused
from zhengai.goals.rules.task import TaskSource
from zhengai.web.components.scoped import within_key
from zhengai.web.desks.tasks.seen import departments_of, may_assign, task_or_404, year_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

TEXTS = (
    "title", "origin", "task_class", "attribute", "owner_number", "owner_name", "standard", "measures",
    "people", "goods",
)  # fmt: skip
FIELDS = (*TEXTS, "source", "target", "department", "lead", "due", "budget", "ground")
_MOST_TARGETS = 300


@dataclass
class Form:
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    general: str = ""


@needs(Permission.TASK_ASSIGN)
def add(request: Request) -> HttpResponse:
    sent = request.method == "POST"
    source = request.POST if sent else request.GET
    form = Form({name: source.get(name, "").strip() for name in FIELDS})
    year = year_of(request)
    if sent:
        draft = _read(request, form, year)
        if draft is not None:
            try:
                task = add_task(college=request.college, draft=draft, by=request.user.username)
                messages.success(request, "任务已安排。")
                return HttpResponseRedirect(reverse("task", args=[task.pk]))
            except GoalRefused as refusal:
                form.general = f"{refusal}。"
    elif form.typed["target"]:
        _from_target(request, form)
    return render(request, "desks/tasks/write.html", _context(request, form, year, None))


@needs(Permission.TASK_ASSIGN)
def change(request: Request, number: int) -> HttpResponse:
    task = task_or_404(request, number)
    if not may_assign(request, task):
        raise PermissionDenied("这项任务由它的责任部门改动。")
    form = Form(_typed_of(task))
    if request.method == "POST":
        form.typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
        draft = _read(request, form, task.year, task)
        if draft is not None:
            try:
                change_task(task=task, draft=draft, by=request.user.username)
                messages.success(request, "已保存。")
                return HttpResponseRedirect(reverse("task", args=[task.pk]))
            except GoalRefused as refusal:
                form.general = f"{refusal}。"
    return render(request, "desks/tasks/write.html", _context(request, form, task.year, task))


def _read(request: Request, form: Form, year: int, task: Task | None = None) -> TaskDraft | None:
    """Null where a field is wrong; the form says which."""
    typed = form.typed
    department = departments_of(request).filter(code=typed["department"]).first()
    if department is None:
        form.errors["department"] = "请选择责任部门。"
    if not typed["title"]:
        form.errors["title"] = "请写工作任务。"
    due, budget = _day(form), _money(form)
    target = (
        _targets(request).filter(pk=typed["target"] or 0).first() if typed["target"].isdecimal() else None
    )
    if form.errors or department is None:
        return None
    source = TaskSource(typed["source"]) if typed["source"] in list(TaskSource) else TaskSource.SCHOOL
    kept: dict[str, Any] = {name: typed[name] for name in TEXTS}
    kept["ground"] = typed["ground"] if task is None else task.ground
    if task is not None:
        kept["parent"] = task.parent
    return TaskDraft(
        year=year,
        department=department,
        source=TaskSource.PLAN if target else source,
        target=target,
        lead=_all_departments(request).filter(code=typed["lead"]).first(),
        due=due,
        budget=budget,
        **kept,
    )


def _all_departments(request: Request) -> Any:
    """All departments: another one may lead."""
    return request.college.subjects.filter(level="department", active=True).order_by("code")


def _day(form: Form) -> date | None:
    if not form.typed["due"]:
        return None
    try:
        return date.fromisoformat(form.typed["due"])
    except ValueError:
        form.errors["due"] = "请写成 2026-12-20 的样子。"
        return None


def _money(form: Form) -> Decimal | None:
    if not form.typed["budget"]:
        return None
    try:
        amount = Decimal(form.typed["budget"].replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < 10**10:
        form.errors["budget"] = "请写金额，单位是元。"
        return None
    return amount


def _targets(request: Request) -> Any:
    found = AnnualTarget.objects.filter(plan_goal__plan__college=request.college)
    found = within_key(request.person, Permission.GOAL_VIEW, found, subject="plan_goal__plan__subject")
    return found.select_related("plan_goal__plan__subject", "plan_goal__department").order_by(
        "plan_goal__plan__subject__level", "plan_goal__plan__subject__code", "plan_goal__number"
    )


def _from_target(request: Request, form: Form) -> None:
    """A task that serves a target begins with what the plan says already; its day, when it lies in the target's year."""
    found = (
        _targets(request).filter(pk=form.typed["target"]).first()
        if form.typed["target"].isdecimal()
        else None
    )
    if found is None:
        return
    goal = found.plan_goal
    department = goal.department or goal.plan.department
    told = {
        "title": goal.title, "origin": goal.plan.title, "source": TaskSource.PLAN.value, "task_class": "A",
        "owner_number": goal.owner_number, "owner_name": goal.owner_name, "measures": goal.means,
        "standard": f"{goal.indicator_name}{found.limit}" if goal.indicator else found.limit,
        "due": goal.due.isoformat() if goal.due and goal.due.year == found.year else "",
        "department": department.code if department else "",
    }  # fmt: skip
    form.typed |= {name: value for name, value in told.items() if not form.typed[name]}


def _typed_of(task: Task) -> dict[str, str]:
    return {name: getattr(task, name) for name in TEXTS} | {
        "source": task.source,
        "ground": task.ground,
        "target": str(task.target_id or ""),
        "department": task.department.code,
        "lead": task.lead.code if task.lead else "",
        "due": task.due.isoformat() if task.due else "",
        "budget": f"{task.budget:f}" if task.budget is not None else "",
    }


def _context(request: Request, form: Form, year: int, task: Task | None) -> dict[str, Any]:
    targets = _targets(request).filter(year__in=(year, year - 1))
    return {
        "form": form,
        "typed": form.typed,
        "errors": form.errors,
        "year": year,
        "task": task,
        "departments": list(departments_of(request)),
        "all_departments": list(_all_departments(request)),
        "classes": list(queries.classes(request.college).values()),
        "attributes": list(queries.attributes(request.college)),
        "sources": [(s.value, s.chinese) for s in TaskSource],
        "targets": list(targets[:_MOST_TARGETS]),
    }
