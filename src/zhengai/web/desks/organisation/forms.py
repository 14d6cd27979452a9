"""Forms in Excel: chosen, tried, taken. One page for all of them; each kind says who may, its columns and what takes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.framework.actions.schedule import HEADERS as SCHEDULE_HEADERS
from zhengai.framework.actions.schedule import take_schedule
from zhengai.framework.actions.work_forms import (
    DUTY_HEADERS,
    STANDARD_HEADERS,
    WORK_HEADERS,
    take_duties,
    take_standards,
    take_works,
)
from zhengai.framework.rules.sheets import SheetRow, Trial
from zhengai.web.components.sheets import Taking, send_sheet, shown_sheet, take_sheet
from zhengai.web.desks.organisation.work import filled_departments
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class FormKind:
    """`back` is the route of the page it belongs to; `taking` binds the request."""

    name: str
    back: str
    permission: Permission
    headers: Sequence[str]
    hint: str
    taking: Callable[[Request], Taking]


def _schedule(request: Request) -> Taking:
    def take(rows: Sequence[SheetRow], dry_run: bool) -> Trial:
        return take_schedule(college=request.college, rows=rows, dry_run=dry_run, by=request.user.username)

    return take


def _table(
    action: Callable[..., Trial],
) -> Callable[[Request], Taking]:
    """Of 表1, 表2 or 表3: the departments the sender fills."""

    def taking(request: Request) -> Taking:
        allowed = filled_departments(request)

        def take(rows: Sequence[SheetRow], dry_run: bool) -> Trial:
            return action(
                college=request.college, rows=rows, allowed=allowed, dry_run=dry_run, by=request.user.username
            )

        return take

    return taking


KINDS: dict[str, FormKind] = {
    "schedule": FormKind(
        "建设与实施进程表", "schedule", Permission.ORGANISATION_EDIT, SCHEDULE_HEADERS,
        "完成时间写“2027.05”或“每年初”。同一个工作项目下同名的工作内容算同一项。", _schedule,
    ),
    "table1": FormKind(
        "职能部门职责厘清一览表", "work", Permission.WORK_FILL, DUTY_HEADERS,
        "一行写一条职责，在系统内的和在系统外的各写各的列。", _table(take_duties),
    ),
    "table2": FormKind(
        "职能部门岗位工作一览表", "work", Permission.WORK_FILL, WORK_HEADERS,
        "部门职责要和表1 里的文字一样；岗位和科室可以先空着，会列为缺项。", _table(take_works),
    ),
    "table3": FormKind(
        "职能部门之科室岗位工作标准一览表", "work", Permission.WORK_FILL, STANDARD_HEADERS,
        "科室、岗位和具体化的工作要和表2 一样，工作标准可以先空着。", _table(take_standards),
    ),
}  # fmt: skip


def _kind_or_404(request: Request, kind: str) -> FormKind:
    if kind not in KINDS:
        raise Http404("没有这种表")
    if not request.person.may(KINDS[kind].permission):
        raise PermissionDenied("这张表由负责它的部门和质管办导入。")
    return KINDS[kind]


@needs(Permission.ORGANISATION_VIEW)
def form(request: Request, kind: str) -> HttpResponse:
    """For those who may take this kind of form."""
    found = _kind_or_404(request, kind)
    if request.method == "POST":
        return send_sheet(request, kind, reverse("organisation-form", args=[kind]))
    context = {
        "kind": kind,
        "form": found,
        "sheet": shown_sheet(request, kind, found.headers, found.taking(request)),
        "back": reverse(found.back),
    }
    return render(request, "desks/organisation/form.html", context)


@require_POST
@needs(Permission.ORGANISATION_VIEW)
def form_take(request: Request, kind: str) -> HttpResponse:
    """For those who may take this kind of form."""
    found = _kind_or_404(request, kind)
    try:
        trial = take_sheet(request, kind, found.headers, found.taking(request))
    except ValueError as refusal:
        messages.error(request, f"{refusal}。")
        return HttpResponseRedirect(reverse("organisation-form", args=[kind]))
    if trial.bad:
        messages.error(request, f"表里有 {len(trial.bad)} 格不能用，没有导入，请先改好。")
        return HttpResponseRedirect(reverse("organisation-form", args=[kind]))
    messages.success(
        request,
        f"导入完成：新增 {len(trial.new)} 行，改动 {len(trial.changed)} 行，{trial.same} 行没有变化。",
    )
    return HttpResponseRedirect(reverse(found.back))
