"""One national table: its fields and where they come from, what was prepared, and preparing it anew."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.datacentre.queries import data_versions
from zhengai.submissions import queries
from zhengai.submissions.queries import Table
from zhengai.submissions.returned import problems_of
from zhengai.submissions.rules import SubmissionRefused, SubmissionState
from zhengai.submissions.tasks import start_preparing
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.submissions.words import LOOKS, standing
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_SHOWN = 20


@needs(Permission.DATA_SUBMIT)
def table(request: Request, code: str) -> HttpResponse:
    found, college = table_or_404(request, code), request.college
    if request.GET.get("format") == "xlsx":
        return _fields(found)
    received = data_versions(college)
    why = queries.why_blind(college, found, received)
    history = list(queries.submissions(college, found.code)[:_SHOWN])
    kept = [each for each in history if each.state != SubmissionState.DROPPED]
    context = {
        "table": found,
        "standing": standing(found, kept[0] if kept else None, why, received),
        "periods": [] if why else queries.periods(college, found),
        "history": [(each, LOOKS[SubmissionState(each.state)]) for each in history],
        "lacking": found.lacking,
        "returned": list(problems_of(college, found.code)[:_SHOWN]),
        "no_school": bool(found.item.object) and not queries.interface(college).school_code,
    }
    return render(request, "desks/submissions/table.html", context)


@require_POST
@needs(Permission.DATA_SUBMIT)
def prepare(request: Request, code: str) -> HttpResponse:
    found = table_or_404(request, code)
    period = request.POST.get("period", "")
    try:
        job = start_preparing(
            college=request.college, table=found.code, period=period, by=request.user.username
        )
    except SubmissionRefused as refusal:
        messages.error(request, f"{refusal}。")
        return HttpResponseRedirect(reverse("national-table", args=[found.code]))
    job.refresh_from_db()
    if made := job.result.get("submission"):
        return HttpResponseRedirect(reverse("submission", args=[made]))
    return HttpResponseRedirect(reverse("job", args=[job.pk]))


def table_or_404(request: Request, code: str) -> Table:
    try:
        return queries.find_table(request.college, code)
    except SubmissionRefused as problem:
        raise Http404(str(problem)) from problem


def _fields(found: Table) -> HttpResponse:
    headers = ["字段代码", "名称", "类型与长度", "必填", "代码表", "来自", "存疑"]
    rows = [
        [
            each.item.code, each.item.name, each.limits, "是" if each.item.required else "", each.item.codes,
            (each.origin or (each.cell.value if each.cell else "")) if each.is_fed else each.why_empty, each.item.doubt,
        ]
        for each in found.columns
    ]  # fmt: skip
    return workbook(f"{found.item.name}的字段", headers, rows)
