"""A department's 表1, 表2 and 表3 in the columns of the forms, its posts with their people, and its gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import today
from zhengai.framework.actions.work_forms import DUTY_HEADERS, STANDARD_HEADERS, WORK_HEADERS
from zhengai.framework.models import DepartmentDuty, Post, Work
from zhengai.framework.queries.organisation import system_names
from zhengai.framework.queries.work import checked_departments, duties, placed, posts, works
from zhengai.framework.rules.work import GapKind, missing_parts
from zhengai.web.components.typed import take_typed
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.organisation.sections import sections_of
from zhengai.web.desks.organisation.work import EMPTY, department_or_404, fills
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

TABLES = {
    "1": ("表1 职责厘清", "职能部门职责厘清一览表", DUTY_HEADERS),
    "2": ("表2 岗位工作", "职能部门岗位工作一览表", WORK_HEADERS),
    "3": ("表3 工作标准", "职能部门之科室岗位工作标准一览表", STANDARD_HEADERS),
    "posts": ("岗位和人", "", ()),
    "sections": ("科室与教研室", "", ()),
    "gaps": ("缺项", "", ()),
}


@dataclass(frozen=True)
class Told:
    """A duty or a work with the SMART parts that are missing."""

    row: Any
    missing: list[str]
    standard_missing: list[str]


@needs(Permission.ORGANISATION_VIEW)
def work_department(request: Request, code: str) -> HttpResponse:
    department = department_or_404(request, code)
    table = request.GET.get("table", "1")
    table = table if table in TABLES else "1"
    told_duties = list(duties(request.college).filter(department=department))
    told_works = list(works(request.college).filter(duty__department=department))
    if request.GET.get("format") == "xlsx" and table in ("1", "2", "3"):
        _, name, headers = TABLES[table]
        rows = {"1": duty_rows, "2": work_rows, "3": standard_rows}[table]
        return workbook(name, headers, rows(told_duties if table == "1" else told_works))
    checked = checked_departments(request.college, [department.pk]).get(department.pk, EMPTY)
    names = system_names(request.college)
    place = next(
        e for e in placed(request.college, today(request.college)) if e.department.pk == department.pk
    )
    typed, error = take_typed(request, f"work-{code}", ("text", "inside", "person_name"))
    context = {
        "department": department,
        "tables": [(key, title) for key, (title, _, _) in TABLES.items()],
        "table": table,
        "name": TABLES[table][1],
        "inside": [_told(each) for each in told_duties if each.inside],
        "outside": [_told(each) for each in told_duties if not each.inside],
        "blocks": _blocks(told_duties, told_works),
        "placed": [_told(each) for each in _by_post(told_works)],
        "posts": _posts(department),
        "sections": sections_of(department) if table == "sections" else [],
        "checked": checked,
        "percent": 100 * (checked.share or 0),
        "gaps": [(kind, [g for g in checked.gaps if g.kind is kind]) for kind in GapKind],
        "systems": [names.get(each, each) for each in place.systems],
        "may_fill": fills(request, department),
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/organisation/work_department.html", context)


def _told(row: Any) -> Told:
    standard = missing_parts(row.standard_smart) if isinstance(row, Work) and row.standard else []
    return Told(row, missing_parts(row.smart), standard)


def _blocks(found: Sequence[DepartmentDuty], held: Sequence[Work]) -> list[tuple[DepartmentDuty, list[Told]]]:
    """表2: each duty with its works, a duty without any too."""
    return [(duty, [_told(work) for work in held if work.duty_id == duty.pk]) for duty in found]


def _by_post(held: Sequence[Work]) -> list[Work]:
    return sorted(
        held, key=lambda w: (w.post is None, w.post.section if w.post else "", w.post.name if w.post else "")
    )


def _posts(department: Subject) -> list[Post]:
    found = posts(department.college).filter(department=department)
    return list(found.prefetch_related("holders", "works"))


def duty_rows(found: Sequence[Any]) -> list[list[str]]:
    return [
        [each.department.name, each.text if each.inside else "", "" if each.inside else each.text]
        for each in found
    ]


def work_rows(found: Sequence[Any]) -> list[list[str]]:
    return [
        [
            each.duty.department.name, each.duty.text, each.text, each.post.name if each.post else "",
            each.post.section if each.post else "",
        ]
        for each in found
    ]  # fmt: skip


def standard_rows(found: Sequence[Any]) -> list[list[str]]:
    return [
        [
            each.duty.department.name, each.post.section if each.post else "", each.post.name if each.post else "",
            each.text, each.standard,
        ]
        for each in _by_post(list(found))
    ]  # fmt: skip
