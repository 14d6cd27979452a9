"""Noting a document for a requirement; recognising a step."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.standards.climbing import note_document, recognise
from zhengai.standards.rules.library import StandardRefused
from zhengai.web.components.typed import keep_typed
from zhengai.web.levels.ladder.page import FORM
from zhengai.web.levels.ladder.seen import reaches, subject_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@require_POST
@needs(Permission.DIAGNOSIS_FILL)
def note(request: Request, level: str, code: str) -> HttpResponse:
    subject = subject_or_404(request, level, code)
    if not reaches(request, Permission.DIAGNOSIS_FILL, subject):
        raise PermissionDenied("佐证由本人或所在部门登记。")
    try:
        note_document(
            subject=subject,
            ladder=request.POST.get("ladder", ""),
            requirement=request.POST.get("requirement", ""),
            document=request.POST.get("document", ""),
            by=request.user.username,
        )
    except StandardRefused as refusal:
        return _refused(request, level, code, refusal)
    messages.success(request, "佐证已登记。")
    return _back(level, code)


@require_POST
@needs(Permission.STANDARD_DECIDE)
def recognise_step(request: Request, level: str, code: str) -> HttpResponse:
    subject = subject_or_404(request, level, code)
    if not reaches(request, Permission.STANDARD_DECIDE, subject):
        raise PermissionDenied("台阶由所在部门或学校认定。")
    try:
        recognise(
            subject=subject,
            ladder=request.POST.get("ladder", ""),
            step=request.POST.get("step", ""),
            document=request.POST.get("document", ""),
            reached_on=_day(request.POST.get("reached_on", "")),
            by=request.user.username,
        )
    except StandardRefused as refusal:
        return _refused(request, level, code, refusal)
    messages.success(request, "已认定。")
    return _back(level, code)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise StandardRefused(f"达到日期写成 2026-09-01 的样子，不是“{text}”") from None


def _refused(request: Request, level: str, code: str, refusal: StandardRefused) -> HttpResponse:
    keep_typed(request, f"ladder-{level}-{code}", FORM, f"{refusal}。")
    messages.error(request, f"{refusal}。")
    return _back(level, code)


def _back(level: str, code: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("subject-standards", args=[level, code]))
