"""Importing in four steps on one page: file, sheet and header, columns, dry run; then 导入."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.core.actions import open_job
from zhengai.core.models import Job
from zhengai.datacentre import guiding, queries
from zhengai.datacentre.models import Batch
from zhengai.datacentre.rules import BadFile
from zhengai.datacentre.tasks import examine
from zhengai.datacentre.uploads import Upload, find_upload, keep_upload, save_upload
from zhengai.improvement.tasks import BRING_IN, bring_in, follow_batch
from zhengai.web.components.jobs import job_view
from zhengai.web.desks.data.choices import choices, shown_problems, unused
from zhengai.web.desks.data.words import dataset_or_404, sendable, within
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset

SMALL = 2 * 1024 * 1024  # bytes that are answered at once; more becomes a job
_PREVIEWED = 8  # rows of the file
_OVER = "这个文件不在了：上传的文件只保留一天，而且只有上传的人能打开。请重新上传，选过的列会记得。"


@needs(Permission.DATA_IMPORT)
def begin(request: Request) -> HttpResponse:
    """Step one. A file that cannot be taken leaves the choice of the dataset as it was."""
    offered = sendable(request)
    chosen = request.POST.get("dataset") or request.GET.get("dataset", "")
    problem = ""
    if request.method == "POST":
        problem, upload = _received(request, offered, chosen)
        if upload is not None:
            return _to(upload)
    mine = queries.batches(request.college).filter(by=request.user.username).exclude(state="dry_run")[:8]
    names = {each.code: each.name for each in queries.catalogue(request.college).datasets.values()}
    context = {
        "offered": offered,
        "chosen": chosen,
        "problem": problem,
        "mine": [(each, names.get(each.dataset, each.dataset)) for each in mine],
        "most": queries.limits().file_bytes // (1024 * 1024),
        "may_see_all": request.person.may(Permission.DATA_VIEW),
        "surveys": any(each.code == "survey_answers" for each in offered),
    }
    return render(request, "desks/data/begin.html", context)


def _received(request: Request, offered: "list[Dataset]", code: str) -> tuple[str, Upload | None]:
    file = request.FILES.get("file")
    if not any(each.code == code for each in offered):
        return "请先选择这是什么数据", None
    if file is None or not file.name:
        return "请选择要导入的文件", None
    try:
        upload = keep_upload(
            college=request.college,
            dataset=code,
            name=file.name,
            chunks=file.chunks(),
            by=request.user.username,
        )
    except BadFile as problem:
        return str(problem), None
    look(request, upload)
    return "", upload


@needs(Permission.DATA_IMPORT)
def upload(request: Request, token: str) -> HttpResponse:
    """Steps two to four. Sending the form goes on with what was chosen."""
    found = _upload(request, token)
    if found is None:
        return _gone(request)
    if found.batch:
        return HttpResponseRedirect(reverse("batch", args=[found.batch]))
    if request.method == "POST":
        _go_on(request, found)
        return _to(found)
    declared = dataset_or_404(request, found.dataset)
    running = _running(found)
    trial = guiding.trial_of(request.college, found)
    context = {
        "upload": found,
        "dataset": declared,
        "running": job_view(request, running, reload=True) if running else None,
        "rows": list(enumerate(found.rows[: max(_PREVIEWED, (found.header_row or 0) + 3)], start=1)),
        "header_found": found.header_row is not None,
        "choices": choices(request, declared, found),
        "columns": list(enumerate(found.cells)),
        "unused": unused(found),
        "lacking": guiding.lacking(declared, found) if found.header_row is not None else [],
        "trial": trial,
        "trial_refused": trial is not None and trial.state == "refused",
        "problems": shown_problems(declared, trial),
        "has_file": trial is not None and queries.rejected_file(trial) is not None,
        "changes": trial.rows_new + trial.rows_changed if trial else 0,
    }
    return render(request, "desks/data/upload.html", context)


@require_POST
@needs(Permission.DATA_IMPORT)
def take(request: Request, token: str) -> HttpResponse:
    """The import itself. Sent twice, the second finds the first one's batch; the same content changes nothing."""
    found = _upload(request, token)
    if found is None:
        return _gone(request)
    running = _running(found)
    if found.batch or (running is not None and running.live):
        return _to(found)
    found.within = within(request, found.dataset)
    if found.size > SMALL:
        job = _opened(request, found, BRING_IN, f"导入 {found.name}", {})
        bring_in(job.pk)
        return _to(found)
    report = guiding.take_in(college=request.college, upload=found)
    if report is None or report.refused:
        return _to(found)
    batch = Batch.objects.select_related("college").get(code=report.batch)
    if report.already or not (report.new or report.changed):
        messages.success(request, "这些数据以前已经导入过，这次没有变化。")
    else:
        messages.success(request, f"已导入：新增 {report.new:,} 行，更新 {report.changed:,} 行。")
        follow_batch(batch, request.user.username)
    return HttpResponseRedirect(reverse("batch", args=[report.batch]))


def _upload(request: Request, token: str) -> Upload | None:
    """One's own, of a dataset that one may still send."""
    found = find_upload(college=request.college.code, token=token, by=request.user.username)
    if found is not None and not any(each.code == found.dataset for each in sendable(request)):
        raise Http404("这类数据不由您导入")
    return found


def _gone(request: Request) -> HttpResponse:
    messages.error(request, _OVER)
    return HttpResponseRedirect(reverse("data-import"))


def _to(found: Upload) -> HttpResponse:
    return HttpResponseRedirect(reverse("data-import-upload", args=[found.token]))


def _running(found: Upload) -> Job | None:
    job = Job.objects.filter(pk=found.job).first() if found.job else None
    return job if job is not None and (job.live or job.state == "failed") else None


def _go_on(request: Request, found: Upload) -> None:
    """Another sheet or header row begins anew with its columns; else the columns were chosen."""
    if request.POST.get("step") == "columns":
        _match(request, found)
        return
    sheet, row = request.POST.get("sheet", found.sheet), request.POST.get("header_row", "")
    header_row = int(row) if row.isdecimal() and 1 <= int(row) <= len(found.rows) else None
    if sheet != found.sheet:
        look(request, found, sheet=sheet)
    elif header_row is not None and header_row != found.header_row:
        look(request, found, sheet=found.sheet or None, header_row=header_row)


def _match(request: Request, found: Upload) -> None:
    columns, constants = {}, {}
    for each in dataset_or_404(request, found.dataset).fields:
        column = request.POST.get(f"column-{each.code}", "")
        if column.isdecimal():
            columns[each.code] = int(column)
        constants[each.code] = request.POST.get(f"constant-{each.code}", "").strip()
    guiding.choose_columns(upload=found, columns=columns, constants=constants)
    _try(request, found)


def look(request: Request, found: Upload, *, sheet: str | None = None, header_row: int | None = None) -> None:
    if found.size > SMALL:
        _examine(request, found, {"look": True, "sheet": sheet, "header_row": header_row})
        return
    guiding.look_into(college=request.college, upload=found, sheet=sheet, header_row=header_row)
    _try(request, found)


def _try(request: Request, found: Upload) -> None:
    found.within = within(request, found.dataset)
    if found.size > SMALL:
        _examine(request, found, {"look": False})
    else:
        guiding.try_out(college=request.college, upload=found)


def _examine(request: Request, found: Upload, options: dict[str, object]) -> None:
    found.within = within(request, found.dataset)
    job = _opened(request, found, "datacentre.examine", f"检查 {found.name}", options)
    examine(job.pk)


def _opened(request: Request, found: Upload, kind: str, title: str, options: dict[str, object]) -> Job:
    job = open_job(
        college=request.college.code,
        kind=kind,
        title=title,
        arguments={"upload": found.token, **options},
        by=request.user.username,
    )
    found.job = job.pk
    save_upload(found)
    return job
