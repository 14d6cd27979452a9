"""Writing a control item, many from a workbook, and what a check found."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.datacentre.forms import read_form
from zhengai.datacentre.rules import BadFile
from zhengai.regulations.controls import Control, check_control, keep_controls
from zhengai.regulations.models import ControlItem
from zhengai.regulations.rules.machine import RegulationRefused
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.controls.listed import COLUMNS, FIELDS
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("controls"))


@require_POST
@needs(Permission.REGULATION_EDIT)
def keep(request: Request) -> HttpResponse:
    row = Control(**{name: request.POST.get(name, "") for name in FIELDS})
    try:
        new, _ = keep_controls(college=request.college, rows=[row], by=request.user.username)
    except RegulationRefused as refusal:
        keep_typed(request, "control", FIELDS, f"{refusal}。")
        messages.error(request, f"{refusal}。")
        return _back()
    messages.success(request, f"“{row.name.strip()}”已{'登记' if new else '更新'}。")
    return _back()


@require_POST
@needs(Permission.REGULATION_EDIT)
def take(request: Request) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None or not file.name:
        messages.error(request, "请选择要导入的 Excel 文件。")
        return _back()
    try:
        rows = read_form(file.name, file.chunks(), COLUMNS)
        given = [Control(**dict(zip(FIELDS, row.cells.values(), strict=True))) for row in rows]
        new, changed = keep_controls(college=request.college, rows=given, by=request.user.username)
    except (BadFile, RegulationRefused) as problem:
        messages.error(request, f"没有导入：{problem}。")
        return _back()
    messages.success(request, f"读到 {len(rows)} 行：新登记 {new} 项，更新 {changed} 项。")
    return _back()


@require_POST
@needs(Permission.REGULATION_EDIT)
def check(request: Request, number: int) -> HttpResponse:
    item = ControlItem.objects.filter(college=request.college, pk=number).first()
    if item is None:
        raise Http404("没有这个管控事项")
    item.college = request.college
    result = request.POST.get("result", "")
    try:
        if result not in ("works", "flawed"):
            raise RegulationRefused("请选择控制有效还是有缺陷")
        check_control(
            item=item,
            day=_day(request),
            works=result == "works",
            text=request.POST.get("text", ""),
            by=request.user.username,
        )
    except RegulationRefused as refusal:
        messages.error(request, f"{refusal}。")
        return _back()
    messages.success(request, f"“{item.name}”的检查已记下。")
    return _back()


def _day(request: Request) -> date:
    text = request.POST.get("day", "").strip()
    try:
        return date.fromisoformat(text) if text else today(request.college)
    except ValueError:
        raise RegulationRefused(f"检查日期写成 2026-09-01 的样子，不是“{text}”") from None
