"""教学文件 from Excel: the list as it was exported, filled in."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.framework.rules.sheets import SheetRow, Trial
from zhengai.standards.teaching import FILE_HEADERS, take_files
from zhengai.web.components.sheets import Taking, send_sheet, shown_sheet, take_sheet
from zhengai.web.desks.teaching.seen import semesters, written_subjects
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


def _kind(request: Request) -> str:
    return f"teaching-{semesters(request).chosen}"


def _taking(request: Request) -> Taking:
    semester, among = semesters(request).chosen, written_subjects(request)

    def take(rows: Sequence[SheetRow], dry_run: bool) -> Trial:
        return take_files(
            college=request.college, semester=semester, rows=rows, among=among, dry_run=dry_run,
            by=request.user.username,
        )  # fmt: skip

    return take


@needs(Permission.STANDARD_EDIT)
def files_import(request: Request) -> HttpResponse:
    terms = semesters(request)
    if request.method == "POST":
        return send_sheet(request, _kind(request), f"{reverse('teaching-import')}?period={terms.chosen}")
    context = {
        "name": f"{terms.name}教学文件",
        "sheet": shown_sheet(request, _kind(request), FILE_HEADERS, _taking(request)),
        "headers": FILE_HEADERS,
        "hint": "最简单的是先从清单导出，填好“文件名称或存放处”再导入；空着的行不改动。",
        "here": f"{reverse('teaching-import')}?period={terms.chosen}",
        "take": f"{reverse('teaching-take')}?period={terms.chosen}",
        "back": f"{reverse('teaching')}?period={terms.chosen}",
        "back_name": "教学文件",
    }
    return render(request, "desks/teaching/import.html", context)


@require_POST
@needs(Permission.STANDARD_EDIT)
def files_take(request: Request) -> HttpResponse:
    terms = semesters(request)
    here = f"{reverse('teaching-import')}?period={terms.chosen}"
    try:
        trial = take_sheet(request, _kind(request), FILE_HEADERS, _taking(request))
    except ValueError as refusal:
        messages.error(request, f"{refusal}。")
        return HttpResponseRedirect(here)
    return taken(request, trial, here, f"{reverse('teaching')}?period={terms.chosen}")


def taken(request: Request, trial: Trial, here: str, back: str) -> HttpResponse:
    if trial.bad:
        messages.error(request, f"表里有 {len(trial.bad)} 格不能用，没有导入，请先改好。")
        return HttpResponseRedirect(here)
    told = f"导入完成：新增 {len(trial.new)} 行，改动 {len(trial.changed)} 行，{trial.same} 行没有变化。"
    messages.success(request, told)
    return HttpResponseRedirect(back)
