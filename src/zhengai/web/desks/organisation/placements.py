"""部门归属: departments × the five systems on a day, by the pack or by the college, with what held before and what holds for one
task only (ORG-07)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.actions.work import place_department
from zhengai.framework.models import Placement
from zhengai.framework.queries.organisation import system_names
from zhengai.framework.queries.work import Placed, placed, unplaced_entries
from zhengai.framework.rules.terms import OrganisationRefused
from zhengai.framework.rules.work import WorkRefused
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.organisation.seating import dated
from zhengai.web.desks.organisation.work import department_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Row:
    placed: Placed
    marks: list[tuple[str, bool]]
    tasks: int  # rows that hold for one task only


@needs(Permission.ORGANISATION_VIEW)
def placements(request: Request) -> HttpResponse:
    names, day = system_names(request.college), _day(request)
    found = placed(request.college, day)
    if request.GET.get("format") == "xlsx":
        rows = [[e.department.name, *("是" if code in e.systems else "" for code in names)] for e in found]
        return workbook("部门归属", ["部门名称", *names.values()], rows)
    own = Placement.objects.filter(college=request.college, valid_from__lte=day).exclude(task="")
    tasks = list(own.values_list("department", flat=True))
    context = {
        "rows": [
            Row(
                each,
                [(name, code in each.systems) for code, name in names.items()],
                tasks.count(each.department.pk),
            )
            for each in found
        ],
        "systems": list(names.items()),
        "counts": [sum(code in each.systems for each in found) for code in names],
        "without": sum(not each.systems for each in found),
        "unknown": unplaced_entries(request.college, found),
        "day": day,
        "today": today(request.college),
        "may_edit": request.person.may(Permission.ORGANISATION_EDIT),
    }
    return render(request, "desks/organisation/placements.html", context)


def _day(request: Request) -> date:
    try:
        return dated(request.GET.get("day", "")) or today(request.college)
    except OrganisationRefused:
        return today(request.college)


@needs(Permission.ORGANISATION_EDIT)
def placement(request: Request, code: str) -> HttpResponse:
    """One department: its history, and where it is to stand."""
    department = department_or_404(request, code)
    names, day = system_names(request.college), today(request.college)
    this = next(each for each in placed(request.college, day) if each.department.pk == department.pk)
    typed: dict[str, Any] = {
        "systems": list(this.systems),
        "valid_from": day.isoformat(),
        "task": "",
        "reason": "",
    }
    error = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in ("valid_from", "task", "reason")}
        typed["systems"] = request.POST.getlist("systems")
        try:
            place_department(
                department=department, systems=typed["systems"], known=list(names), task=typed["task"],
                valid_from=dated(typed["valid_from"]) or day, reason=typed["reason"], by=request.user.username,
            )  # fmt: skip
        except (WorkRefused, OrganisationRefused) as refusal:
            error = f"{refusal}。"
        else:
            messages.success(request, f"{department.name}的归属已登记。")
            return HttpResponseRedirect(reverse("placements"))
    rows = list(Placement.objects.filter(college=request.college, department=department))
    people = names_of({row.by for row in rows})
    context = {
        "department": department,
        "this": this,
        "systems": list(names.items()),
        "typed": typed,
        "error": error,
        "history": [
            (row, [names.get(each, each) for each in row.systems], people.get(row.by, row.by)) for row in rows
        ],
    }
    return render(request, "desks/organisation/placement.html", context)
