"""Verifying: a report as it is kept, or a Word file somebody sends."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.reports.actions import note_verified
from zhengai.reports.reading import read_report
from zhengai.reports.verifying import BadFile, Verification, verify_file, verify_report
from zhengai.web.desks.reports.seen import hidden_figures, report_or_404, seen_reports
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

LARGEST = 30 * 2**20  # bytes


@needs(Permission.REPORT_VIEW)
def check(request: Request) -> HttpResponse:
    return render(request, "desks/reports/verify.html", {"found": None, "file": "", "code": ""})


@needs(Permission.REPORT_VIEW)
def recompute(request: Request, code: str) -> HttpResponse:
    found = report_or_404(request, code)
    if hidden_figures(request.person, found):
        messages.warning(request, "这份报告里有人数过少的数字，不向校外提供复算。")
        return HttpResponseRedirect(reverse("report", args=[code]))
    verified = verify_report(found)
    _note(request, verified)
    return render(request, "desks/reports/verify.html", {"found": verified, "file": "", "code": code})


@require_POST
@needs(Permission.REPORT_VIEW)
def upload(request: Request) -> HttpResponse:
    sent = request.FILES.get("file")
    if sent is None:
        return _back(request, "请先选一个报告文件(.docx)，再复算。")
    if (sent.size or 0) > LARGEST:
        return _back(request, f"{sent.name} 超过 30 MB，不像是一份报告。")
    try:
        found = _verified(request, sent)
    except BadFile as problem:
        return _back(request, f"{problem}。")
    _note(request, found)
    return render(
        request, "desks/reports/verify.html", {"found": found, "file": sent.name, "code": found.code}
    )


def _verified(request: Request, sent: Any) -> Verification:
    """Only of reports in the reader's own reach: a file may ask for anything."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(sent.name or "report.docx").name
        path.write_bytes(sent.read())
        code = read_report(path).embedded.code
        kept = seen_reports(request).filter(code=code).select_related("subject").first()
        if kept is None:
            raise BadFile(f"这套系统里没有编号为 {code} 的报告，或者它不在您的查看范围内")
        return verify_file(path, request.college, (kept.subject.level, kept.subject.code))


def _note(request: Request, found: Verification) -> None:
    note_verified(
        code=found.code,
        figures=found.figures,
        differences=len(found.differences),
        by=request.user.username,
    )


def _back(request: Request, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return HttpResponseRedirect(reverse("report-verify"))
