"""Correcting a row, moving it into another part, leaving it out, adding one; and giving up a draft."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.intake.actions import add_row, correct_row, move_row, set_aside
from zhengai.intake.actions import discard as discard_draft
from zhengai.intake.models import Draft, DraftRow
from zhengai.intake.rules.editing import IntakeRefused
from zhengai.intake.rules.parts import PARTS
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.intake.shown import draft_or_404, row_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@require_POST
@needs(Permission.SCHEME_EDIT)
def row(request: Request, number: int, place: int) -> HttpResponse:
    found = draft_or_404(request, number)
    chosen = row_or_404(found, place)
    before = chosen.part
    try:
        told = _changed(request, chosen)
    except IntakeRefused as refusal:
        messages.error(request, f"{refusal}。")
        return _back(request, found, before, place)
    messages.success(request, told)
    return _back(request, found, before, place)


def _changed(request: Request, chosen: DraftRow) -> str:
    """What was done, as a sentence. Raises IntakeRefused."""
    move, part, by = request.POST.get("move", ""), request.POST.get("part", ""), request.user.username
    if move in ("aside", "back"):
        set_aside(row=chosen, aside=move == "aside", by=by)
        return "这一行不再导入；需要时可以恢复。" if move == "aside" else "这一行恢复了，会导入。"
    if move == "confirm":
        correct_row(row=chosen, values={}, by=by)
        if chosen.doubts:
            raise IntakeRefused(f"{chosen.doubts[0]}，请补上，或者不导入这一行")
        return "已核对。"
    if part != chosen.part:
        move_row(row=chosen, part=part, by=by)
        return f"已移到“{PARTS[part].name}”，请在那里补全。"
    correct_row(row=chosen, values=request.POST.dict(), by=by)
    return "已保存。"


@require_POST
@needs(Permission.SCHEME_EDIT)
def add(request: Request, number: int) -> HttpResponse:
    found = draft_or_404(request, number)
    part = request.POST.get("part", "")
    try:
        made = add_row(draft=found, part=part, values=request.POST.dict(), by=request.user.username)
    except IntakeRefused as refusal:
        fields = [column.code for column in PARTS[part].columns] if part in PARTS else []
        keep_typed(request, f"intake-{found.pk}-add", [*fields, "part"], f"{refusal}。")
        messages.error(request, f"{refusal}。")
        return _back(request, found, part)
    messages.success(request, "已添加一行，在最后。")
    return _back(request, found, part, made.number)


@require_POST
@needs(Permission.SCHEME_EDIT)
def discard(request: Request, number: int) -> HttpResponse:
    found = draft_or_404(request, number)
    name = str(found)
    discard_draft(draft=found, by=request.user.username)
    messages.success(request, f"草案“{name}”已放弃。已经安装的方案包不受影响。")
    return HttpResponseRedirect(reverse("intake"))


def _back(request: Request, draft: Draft, part: str, place: int | None = None) -> HttpResponse:
    """To the same part, page and filter, at the row."""
    kept = {
        key: request.POST[f"at-{key}"]
        for key in ("q", "confidence", "sort", "page")
        if request.POST.get(f"at-{key}")
    }
    query = urlencode({"part": part or "left", **kept})
    anchor = f"#row-{place}" if place else ""
    return HttpResponseRedirect(f"{reverse('intake-draft', args=[draft.pk])}?{query}{anchor}")
