"""One submission: what is in it, what is wrong, taking it out as a file, and what becomes of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.datacentre.queries import catalogue, data_versions
from zhengai.submissions import queries
from zhengai.submissions.actions import drop, report_filed, take_file
from zhengai.submissions.files import kept_problems, write_json, write_workbook
from zhengai.submissions.models import Submission
from zhengai.submissions.preparing import first_rows
from zhengai.submissions.rules import SubmissionRefused, SubmissionState
from zhengai.submissions.tasks import start_sending
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.components.values import edition
from zhengai.web.components.workbooks import download
from zhengai.web.desks.submissions.words import LOOKS
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_ROWS, _PROBLEMS, _PARCELS = 10, 25, 50


@needs(Permission.DATA_SUBMIT)
def submission(request: Request, number: int) -> HttpResponse:
    found = _or_404(request, number)
    table = queries.find_table(request.college, found.table)
    datasets = catalogue(request.college).datasets
    pages = Paginator(kept_problems(found), _PROBLEMS)
    typed, error = take_typed(request, f"submission-{number}", ["note"])
    names = names_of([found.by])
    context = {
        "submission": found,
        "table": table,
        "look": LOOKS[SubmissionState(found.state)],
        "who": names.get(found.by, found.by),
        "outdated": queries.is_outdated(found, data_versions(request.college)),
        "versions": [
            (datasets[code].name if code in datasets else code, edition(version))
            for code, version in found.versions.items()
        ],
        "problems": pages.get_page(request.GET.get("page")),
        "kept": pages.count,
        "columns": [each for each in table.columns if each.is_fed],
        "rows": _preview(found, [each.item.code for each in table.columns if each.is_fed]),
        "parcels": [(each, list(_flat(each.receipt or {}))) for each in found.parcels.all()[:_PARCELS]],
        "arrived": found.parcels.exclude(sent_at=None).aggregate(rows=Sum("rows"), parcels=Count("pk")),
        "parcel_count": found.parcels.count(),
        "empty": [each for each in table.columns if not each.is_fed],
        "log": [(datetime.fromisoformat(at), said) for at, said in found.log],
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/submissions/submission.html", context)


@needs(Permission.DATA_SUBMIT)
def file(request: Request, number: int) -> HttpResponse:
    """The same rows as a workbook or as JSON."""
    found = _or_404(request, number)
    table = queries.find_table(request.college, found.table)
    name = f"{table.number} {table.item.name}{f' {found.period}' if found.period else ''}"
    as_json = request.GET.get("as") == "json"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        try:
            (write_json if as_json else write_workbook)(found, path)
        except SubmissionRefused as refusal:
            messages.error(request, f"{refusal}。")
            return HttpResponseRedirect(reverse("submission", args=[found.pk]))
        content = path.read_bytes()
    take_file(submission=found, by=request.user.username)
    if not as_json:
        return download(name, content)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{found.table}.json"'
    return response


@require_POST
@needs(Permission.DATA_SUBMIT)
def move(request: Request, number: int) -> HttpResponse:
    found, by = _or_404(request, number), request.user.username
    try:
        match request.POST.get("move", ""):
            case "send":
                start_sending(submission=found, by=by)
                messages.success(request, "已开始报送，走到哪里看下面的经过。")
            case "drop":
                drop(submission=found, by=by)
                messages.success(request, "已作废，记录保留。")
            case "file":
                report_filed(submission=found, note=request.POST.get("note", ""), by=by)
                messages.success(request, "已登记为以文件上报。")
            case _:
                messages.error(request, "请选择要做什么。")
    except SubmissionRefused as refusal:
        keep_typed(request, f"submission-{number}", ["note"], f"{refusal}。")
    return HttpResponseRedirect(reverse("submission", args=[found.pk]))


def _flat(receipt: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a receipt says, with the parts of its parts."""
    for name, value in receipt.items():
        if isinstance(value, dict):
            yield from _flat(value)
        else:
            yield name, value


def _preview(found: Submission, codes: list[str]) -> list[list[str]]:
    return [[row.get(code, "") for code in codes] for row in first_rows(queries.rows_file(found), _ROWS)]


def _or_404(request: Request, number: int) -> Submission:
    found = queries.submissions(request.college).filter(pk=number).select_related("college").first()
    if found is None:
        raise Http404("没有这份上报")
    return found
