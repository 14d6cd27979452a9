"""The courses of a training scheme from Excel."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.framework.rules.sheets import SheetRow, Trial
from zhengai.standards.models import TrainingScheme
from zhengai.standards.schemes import COURSE_HEADERS, take_courses
from zhengai.web.components.sheets import Taking, send_sheet, shown_sheet, take_sheet
from zhengai.web.desks.teaching.importing import taken
from zhengai.web.desks.teaching.seen import may_write, scheme_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


def _taking(request: Request, found: TrainingScheme) -> Taking:
    def take(rows: Sequence[SheetRow], dry_run: bool) -> Trial:
        return take_courses(scheme=found, rows=rows, dry_run=dry_run, by=request.user.username)

    return take


def _writable(request: Request, number: int) -> TrainingScheme:
    found = scheme_or_404(request, number)
    if not may_write(request, found.programme):
        raise PermissionDenied("人才培养方案由专业负责人、所在部门和质管办起草。")
    return found


@needs(Permission.STANDARD_EDIT)
def courses(request: Request, number: int) -> HttpResponse:
    found = _writable(request, number)
    here = reverse("training-courses", args=[number])
    if request.method == "POST":
        return send_sheet(request, f"scheme-{number}", here)
    context = {
        "name": f"{found.programme.name}{found.cohort}级教学进程表",
        "sheet": shown_sheet(request, f"scheme-{number}", COURSE_HEADERS, _taking(request, found)),
        "headers": COURSE_HEADERS,
        "hint": "导入之后方案的课程就是表里的这些，表里没有的会移出。课程代码可以空着，名称和课程表一样时自动对上。",
        "here": here,
        "take": reverse("training-courses-take", args=[number]),
        "back": reverse("training-scheme", args=[number]),
        "back_name": str(found),
    }
    return render(request, "desks/teaching/import.html", context)


@require_POST
@needs(Permission.STANDARD_EDIT)
def courses_take(request: Request, number: int) -> HttpResponse:
    found = _writable(request, number)
    here = reverse("training-courses", args=[number])
    try:
        trial = take_sheet(request, f"scheme-{number}", COURSE_HEADERS, _taking(request, found))
    except ValueError as refusal:
        messages.error(request, f"{refusal}。")
        return HttpResponseRedirect(here)
    return taken(request, trial, here, reverse("training-scheme", args=[number]))
