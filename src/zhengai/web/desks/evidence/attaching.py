"""Attaching files to a record, removing one, bringing it back. HTMX gets the record's box anew, others its page."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from zhengai.evidence.actions import attach, detach, restore
from zhengai.evidence.rules import EvidenceRefused
from zhengai.web.components.evidence import Keeper, evidence_box, file_or_404, record_of
from zhengai.web.shell.marks import for_everyone
from zhengai.web.shell.request import Request
from zhengai.web.shell.uploads import upload_problem


def _answer(
    request: Request, keeper: Keeper, record: Any, told: Sequence[str], refused: Sequence[str]
) -> HttpResponse:
    if request.htmx:
        box = evidence_box(request, keeper, record, told, refused)
        return render(request, "components/evidence.html", {"box": box})
    for sentence in told:
        messages.success(request, sentence)
    for sentence in refused:
        messages.error(request, f"{sentence}。")
    return HttpResponseRedirect(keeper.address(record))


def _may_change(request: Request, keeper: Keeper, record: Any) -> None:
    if not keeper.may_change(request, record):
        raise PermissionDenied(f"这条{keeper.name}的佐证文件由负责它的人上传和移除，现在不能改动。")


@require_POST
@for_everyone
def attach_files(request: Request, kind: str, key: int) -> HttpResponse:
    """Each file stands for itself: those that can be kept are, of the others the page says why not."""
    keeper, record = record_of(request, kind, str(key))
    _may_change(request, keeper, record)
    sent = request.FILES.getlist("file")  # reads what was sent: only then its problem is known
    if problem := upload_problem(request):
        return _answer(request, keeper, record, [], [problem])
    told, refused = [], []
    for each in sent:
        try:
            made = _kept(request, keeper, record, each)
        except EvidenceRefused as refusal:
            refused.append(str(refusal))
        else:
            told.append(f"已上传“{made}”。")
    if not sent:
        refused.append("没有选择文件，请先选择要上传的文件")
    return _answer(request, keeper, record, told, refused)


def _kept(request: Request, keeper: Keeper, record: Any, sent: Any) -> str:
    made = attach(
        college=request.college.code,
        about=keeper.about(record),
        name=sent.name or "file",
        chunks=sent.chunks(),
        description=request.POST.get("description", ""),
        by=request.user.username,
    )
    return made.name


@require_POST
@for_everyone
def detach_file(request: Request, number: int) -> HttpResponse:
    def do(request: Request, found: Any) -> str:
        detach(attachment=found, reason=request.POST.get("reason", ""), by=request.user.username)
        return f"已移除“{found.name}”，30 天内可以恢复。"

    return _changed(request, number, do)


@require_POST
@for_everyone
def restore_file(request: Request, number: int) -> HttpResponse:
    def do(request: Request, found: Any) -> str:
        restore(attachment=found, by=request.user.username)
        return f"已恢复“{found.name}”。"

    return _changed(request, number, do)


def _changed(request: Request, number: int, do: Callable[[Request, Any], str]) -> HttpResponse:
    keeper, record, found = file_or_404(request, number)
    _may_change(request, keeper, record)
    try:
        return _answer(request, keeper, record, [do(request, found)], [])
    except EvidenceRefused as refusal:
        return _answer(request, keeper, record, [], [str(refusal)])
