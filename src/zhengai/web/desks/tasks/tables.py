"""表4, 表5, 表6 and 附件2 as living tables: what is stored, in the columns of the sources, with Excel out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.goals import queries
from zhengai.goals.models import Plan, SystemTask, Task
from zhengai.goals.rules.plan import PlanState
from zhengai.goals.rules.sections import CATEGORIES
from zhengai.goals.rules.sheets import ANNEX_2, TABLE_4, TABLE_5, TABLE_6, TABLES, Table
from zhengai.goals.rules.task import MONTHS, TaskState
from zhengai.web.components.forms import form_workbook
from zhengai.web.components.scoped import within_key
from zhengai.web.desks.tasks.seen import departments_of, seen_tasks, year_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

KEY = "重点工作"
MOST = 500  # rows on the page; the file has all


@dataclass(frozen=True)
class Line:
    """One row: its cells in the columns' order, where it opens, and a class that marks what is missing."""

    cells: list[str]
    address: str = ""
    look: str = ""


@needs(Permission.GOAL_VIEW)
def table(request: Request, code: str) -> HttpResponse:
    found = TABLES.get(code)
    if found is None:
        raise Http404("没有这张表，可选的有表4、表5、表6和附件2")
    year, department = year_of(request), request.GET.get("department", "")
    lines = list(_LINES[found.code](request, year, department))
    if request.GET.get("format") == "xlsx":
        return form_workbook(found.title, found.columns, [line.cells for line in lines])
    context = {
        "table": found,
        "tables": list(TABLES.values()),
        "lines": lines[:MOST],
        "count": len(lines),
        "cut": len(lines) > MOST,
        "year": year,
        "years": _years(request, year),
        "by_year": found is not ANNEX_2,
        "department": department,
        "departments": _departments(request, found),
        "deep": any(parts for _, parts in found.columns),
        "named": 1 + found.fields.index("title"),
        "unopened": found is TABLE_4 and any(line.look == "missing" for line in lines),
        "gaps": _gaps(request) if found is ANNEX_2 else [],
        "today": today(request.college),
        "may_import": departments_of(request).exists(),
    }
    return render(request, "desks/tasks/table.html", context)


def _years(request: Request, year: int) -> list[int]:
    known = seen_tasks(request).order_by().values_list("year", flat=True).distinct()
    return sorted({year, today(request.college).year, *known}, reverse=True)


def _departments(request: Request, table: Table) -> list[tuple[str, str]]:
    if table is TABLE_4:
        return []
    rows: Any = seen_system(request) if table is ANNEX_2 else seen_tasks(request)
    pairs = rows.order_by("department__code").values_list("department__code", "department__name")
    return list(dict.fromkeys(pairs))


def seen_system(request: Request) -> Any:
    return within_key(
        request.person, Permission.GOAL_VIEW, queries.system_tasks(request.college), subject="department"
    ).order_by("department__code", "pk")


def _plan_lines(request: Request, year: int, department: str) -> Iterator[Line]:
    """The college's list of plans, then those that stand in no list; a plan of the list that has not been opened for
    the year is marked."""
    order = {name: number for number, name in enumerate(CATEGORIES)}
    plans = [p for p in queries.plans(request.college).exclude(state=PlanState.ENDED) if _runs(p, year)]
    opened = {plan.kind for plan in plans}
    address = reverse("plans")
    rows: list[tuple[str, str, str, str, str]] = [
        (
            item.category,
            item.name,
            item.department,
            f"{address}?kind={item.code}",
            "" if item.code in opened else "missing",
        )
        for item in queries.plan_items(request.college)
    ]
    rows += [
        (plan.category, plan.title, plan.department_name, reverse("plan", args=[plan.pk]), "")
        for plan in plans
        if not plan.kind and plan.subject.level in ("college", "department")
    ]
    for category, name, owner, where, look in sorted(rows, key=lambda row: order[row[0]]):
        yield Line([category, name, owner], where, look)


def _runs(plan: Plan, year: int) -> bool:
    return plan.first_year <= year <= plan.last_year


def _of(rows: Any, department: str) -> Any:
    return rows.filter(department__code=department) if department else rows


def _key_lines(request: Request, year: int, department: str) -> Iterator[Line]:
    rows = seen_tasks(request).filter(year=year, attribute=KEY).exclude(state=TaskState.ENDED)
    for task in _of(rows, department):
        cells = [
            task.title, task.standard, task.lead.name if task.lead else "", task.department.name, task.measures,
            task.result,
        ]  # fmt: skip
        yield _line(task, cells)


def _month_lines(request: Request, year: int, department: str) -> Iterator[Line]:
    rows = seen_tasks(request).filter(year=year).exclude(state=TaskState.ENDED).prefetch_related("months")
    for task in _of(rows, department):
        known = {each.month: each.text for each in task.months.all()}
        cells = [
            task.origin or task.get_source_display(), task.attribute, task.title,
            task.due.isoformat() if task.due else "", *(known.get(month, "") for month in MONTHS),
            task.department.name, task.owner_name,
        ]  # fmt: skip
        yield _line(task, cells)


def _line(task: Task, cells: list[str]) -> Line:
    return Line(cells, reverse("task", args=[task.pk]), "done" if task.state == TaskState.DONE else "")


def _system_lines(request: Request, year: int, department: str) -> Iterator[Line]:
    hints = queries.work_categories(request.college)
    for each in _of(seen_system(request), department):
        hint = hints[each.category].hint if each.category in hints else ""
        sound = {True: "是", False: "否", None: ""}[each.sound]
        cells = [
            each.department.name, each.day.isoformat(), each.category, hint, each.role, each.title, sound,
            each.promised.isoformat() if each.promised else "", each.key_data,
        ]  # fmt: skip
        yield Line(cells, "", "missing" if each.sound is False else "")


def _gaps(request: Request) -> list[SystemTask]:
    """缺项 with their promised days, the nearest first (GOAL-25)."""
    return list(seen_system(request).filter(sound=False).order_by("promised", "department__code"))


_LINES: dict[str, Callable[[Request, int, str], Iterator[Line]]] = {
    TABLE_4.code: _plan_lines,
    TABLE_5.code: _key_lines,
    TABLE_6.code: _month_lines,
    ANNEX_2.code: _system_lines,
}
