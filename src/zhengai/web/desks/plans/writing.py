"""Writing a plan, its SWOT, its goals and what each year asks."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import today
from zhengai.framework.queries import section
from zhengai.goals import queries
from zhengai.goals.actions import open_plan, write_plan, write_plan_goal, write_swot
from zhengai.goals.actions.plan import Draft
from zhengai.goals.actions.plan_goal import GoalDraft
from zhengai.goals.models import Plan, PlanGoal, Swot
from zhengai.goals.rules.limits import is_measurable
from zhengai.goals.rules.machine import GoalRefused
from zhengai.goals.rules.sections import CATEGORIES
from zhengai.indicators import queries as indicators
from zhengai.web.components.picking import NotPicked, offered, pick
from zhengai.web.components.plans import seen_plans
from zhengai.web.desks.plans.breakdown import form_items
from zhengai.web.desks.plans.capacity import swot_words
from zhengai.web.desks.plans.plan import SWOT_FIELDS
from zhengai.web.desks.plans.seen import (
    goal_or_404,
    may_write,
    plan_or_404,
    writable_subjects,
)
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

FIELDS = (
    "subject", "title", "category", "first_year", "years", "parent", "department", "department_name",
    "participants", "text", "attachments", "feasibility", "grade",
)  # fmt: skip
GOAL_FIELDS = (
    "title", "content", "field", "parent", "indicator", "evidence", "means", "relevance", "undivided",
    "limit", "due", "weight", "owner_number", "owner_name", "department", "standards",
)  # fmt: skip
_MOST = 300


@dataclass
class Form:
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    general: str = ""


def _sent(request: Request, fields: tuple[str, ...]) -> dict[str, str]:
    source = request.POST if request.method == "POST" else request.GET
    return {name: source.get(name, "").strip() for name in fields}


def _departments(request: Request) -> Any:
    return request.college.subjects.filter(level="department", active=True).order_by("code")


@needs(Permission.PLAN_WRITE)
def add(request: Request) -> HttpResponse:
    form = Form(_sent(request, FIELDS))
    reach = writable_subjects(request)
    form.typed["first_year"] = form.typed["first_year"] or str(today(request.college).year)
    form.typed["years"] = form.typed["years"] or "3"
    if request.method == "POST":
        try:
            subject = pick(reach, form.typed["subject"])
            subject.college = request.college
            plan = open_plan(subject=subject, draft=_draft(request, form), by=request.user.username)
            messages.success(request, "规划已建立，接着分解目标。")
            return HttpResponseRedirect(reverse("plan", args=[plan.pk]))
        except NotPicked as problem:
            form.errors["subject"] = f"{problem}。"
        except GoalRefused as refusal:
            form.general = f"{refusal}。"
    elif not form.typed["subject"] and reach.count() == 1:
        form.typed["subject"] = reach.get().name
    return render(request, "desks/plans/write.html", _context(request, form, None, offered(reach)))


@needs(Permission.PLAN_WRITE)
def write(request: Request, number: int) -> HttpResponse:
    plan = _writable(request, number)
    form = Form(_sent(request, FIELDS) if request.method == "POST" else _typed_of(plan))
    if request.method == "POST":
        try:
            write_plan(plan=plan, draft=_draft(request, form), by=request.user.username)
            messages.success(request, "已保存。")
            return HttpResponseRedirect(reverse("plan", args=[plan.pk]))
        except GoalRefused as refusal:
            form.general = f"{refusal}。"
    return render(request, "desks/plans/write.html", _context(request, form, plan, []))


def _writable(request: Request, number: int) -> Plan:
    plan = plan_or_404(request, number)
    if not may_write(request, plan):
        raise PermissionDenied("这个规划由它的对象和所在部门起草。")
    return plan


def _draft(request: Request, form: Form) -> Draft:
    typed = form.typed
    numbers = [typed[name] for name in ("first_year", "years")]
    first, years = (int(text) if text.isdecimal() else 0 for text in numbers)
    parent = seen_plans(request).filter(pk=typed["parent"]).first() if typed["parent"].isdecimal() else None
    return Draft(
        title=typed["title"],
        category=typed["category"],
        first_year=first,
        years=years,
        parent=parent,
        department=_departments(request).filter(code=typed["department"]).first(),
        department_name=typed["department_name"],
        participants=typed["participants"],
        text=typed["text"],
        attachments=tuple(typed["attachments"].splitlines()),
        feasibility=typed["feasibility"],
        grade=typed["grade"],
    )


def _typed_of(plan: Plan) -> dict[str, str]:
    return {
        "subject": f"{plan.subject.level}:{plan.subject.code}",
        "title": plan.title,
        "category": plan.category,
        "first_year": str(plan.first_year),
        "years": str(plan.years),
        "parent": str(plan.parent_id or ""),
        "department": plan.department.code if plan.department else "",
        "department_name": plan.department_name,
        "participants": plan.participants,
        "text": plan.text,
        "attachments": "\n".join(plan.attachments),
        "feasibility": plan.feasibility,
        "grade": plan.grade,
    }


def _context(request: Request, form: Form, plan: Plan | None, subjects: list[Subject]) -> dict[str, Any]:
    above = seen_plans(request).filter(subject__level__in=("college", "department", "programme", "course"))
    if plan is not None:
        above = above.exclude(pk=plan.pk)
    return {
        "form": form,
        "typed": form.typed,
        "errors": form.errors,
        "plan": plan,
        "subjects": subjects,
        "categories": CATEGORIES,
        "departments": list(_departments(request)),
        "above": list(above[:_MOST]),
        "grades": _grades(request, form, plan),
    }


def _grades(request: Request, form: Form, plan: Plan | None) -> tuple[str, ...]:
    """Of a plan that is not there yet by the subject that is chosen, as far as one is."""
    if plan is not None:
        return queries.grades_of(request.college, plan.kind, plan.subject.level)
    found = writable_subjects(request).order_by().values_list("level", flat=True).distinct()
    level = form.typed["subject"].partition(":")[0]
    levels = [level] if level in found else list(found)
    return tuple(
        dict.fromkeys(grade for each in levels for grade in queries.grades_of(request.college, "", each))
    )


@needs(Permission.PLAN_WRITE)
def swot(request: Request, number: int) -> HttpResponse:
    plan = _writable(request, number)
    names = tuple(name for name, _ in SWOT_FIELDS)
    found = Swot.objects.filter(plan=plan).first()
    typed = {name: getattr(found, name, "") for name in names}
    if request.GET.get("take") == "capacity":  # beside what was written, never instead of it
        for name, text in swot_words(request, plan).items():
            typed[name] = _beside(typed[name], text)
    problem = ""
    if request.method == "POST":
        typed = _sent(request, names)
        try:
            write_swot(plan=plan, texts=typed, by=request.user.username)
            messages.success(request, "态势分析已保存。")
            return HttpResponseRedirect(reverse("plan", args=[plan.pk]))
        except GoalRefused as refusal:
            problem = f"{refusal}。"
    fields = [(name, title, typed[name]) for name, title in SWOT_FIELDS]
    return render(request, "desks/plans/swot.html", {"plan": plan, "fields": fields, "problem": problem})


def _beside(written: str, told: str) -> str:
    """What was written, and below it the lines that are not there yet."""
    held = written.splitlines()
    return "\n".join([*held, *(each for each in told.splitlines() if each not in held)])


@needs(Permission.PLAN_WRITE)
def add_goal(request: Request, number: int) -> HttpResponse:
    return _goal(request, _writable(request, number), None)


@needs(Permission.PLAN_WRITE)
def change_goal(request: Request, number: int) -> HttpResponse:
    goal = goal_or_404(request, number)
    return _goal(request, _writable(request, goal.plan_id), goal)


def _goal(request: Request, plan: Plan, goal: PlanGoal | None) -> HttpResponse:
    sent = request.method == "POST"
    form = Form(_sent(request, GOAL_FIELDS) if sent or goal is None else _goal_typed(goal))
    form.typed["weight"] = form.typed["weight"] or "1"
    if sent:
        draft = _goal_draft(request, form)
        try:
            if draft is not None:
                write_plan_goal(plan=plan, draft=draft, goal=goal, by=request.user.username)
                messages.success(request, "目标已保存。")
                return HttpResponseRedirect(reverse("plan", args=[plan.pk]))
        except GoalRefused as refusal:
            form.general = f"{refusal}。"
    return render(request, "desks/plans/goal.html", _goal_context(request, plan, goal, form))


def _goal_draft(request: Request, form: Form) -> GoalDraft | None:
    typed = form.typed
    due = None
    if typed["due"]:
        try:
            due = date.fromisoformat(typed["due"])
        except ValueError:
            form.errors["due"] = "请写成 2028-12-31 的样子。"
            return None
    parent = None
    if typed["parent"].isdecimal():
        parent = queries.plan_goals(request.college).filter(pk=typed["parent"]).first()
    plain = {
        name: typed[name]
        for name in GOAL_FIELDS
        if name not in ("parent", "due", "weight", "department", "standards")
    }
    return GoalDraft(
        parent=parent,
        due=due,
        weight=int(typed["weight"]) if typed["weight"].isdecimal() else 0,
        department=_departments(request).filter(code=typed["department"]).first(),
        standards=tuple(typed["standards"].split()),
        **plain,
    )


def _goal_typed(goal: PlanGoal) -> dict[str, str]:
    told = {
        name: str(getattr(goal, name) or "") for name in GOAL_FIELDS if name not in ("parent", "department")
    }
    return told | {
        "parent": str(goal.parent_id or ""),
        "due": goal.due.isoformat() if goal.due else "",
        "department": goal.department.code if goal.department else "",
        "standards": " ".join(goal.standards),
    }


def _goal_context(request: Request, plan: Plan, goal: PlanGoal | None, form: Form) -> dict[str, Any]:
    known = indicators.indicators(request.college)
    measurable = [
        (each.code, each.name)
        for each in indicators.definitions(request.college)
        if is_measurable(each.body) and plan.subject.level in known[each.code].levels
    ]
    above = queries.plan_goals(request.college).filter(plan__in=seen_plans(request).order_by().values("pk"))
    above = above.exclude(plan=plan).filter(
        plan__subject__level__in=("college", "department", "programme", "course")
    )
    parent = plan.parent_id
    ordered = sorted(above[:_MOST], key=lambda each: each.plan_id != parent)
    level = plan.subject.level
    listed = (
        each for each in section(request.college, "goal_fields") if each.get("level") in (None, "", level)
    )
    fields = [*(str(each["name"]) for each in listed), *form_items(request.college, level)]
    return {
        "form": form,
        "typed": form.typed,
        "errors": form.errors,
        "plan": plan,
        "goal": goal,
        "above": ordered,
        "indicators": sorted(measurable, key=lambda pair: pair[1]),
        "departments": list(_departments(request)),
        "fields": list(dict.fromkeys(fields)),
    }
