"""Reports of all subjects of a level: started as a job, fetched as one ZIP file."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of
from zhengai.core.models import Job, JobState
from zhengai.reports.batches import zip_path
from zhengai.reports.kinds import UnknownKind
from zhengai.reports.tasks import KIND, start_batch
from zhengai.web.desks.reports.making import levels_of
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_PIECE = 2**20


@require_POST
@needs(Permission.REPORT_MAKE)
def start_all(request: Request) -> HttpResponse:
    person, sent = request.person, request.POST
    mine = person.subjects(Permission.REPORT_MAKE)
    level = sent.get("level", "")
    period = calendar_of(request.college).find(sent.get("period", ""))
    if period is None or level not in dict(levels_of(request, mine)):
        messages.error(request, "请选定一个层面和一个周期，再生成全部报告。")
        return HttpResponseRedirect(reverse("report-new"))
    everything = person.sees_everything(Permission.REPORT_MAKE)
    try:
        job = start_batch(
            college=request.college,
            kind=sent.get("kind", ""),
            level=level,
            level_name=level_names(request)[level],
            period=period,
            codes=None if everything else list(mine.filter(level=level).values_list("code", flat=True)),
            by=request.user.username,
        )
    except UnknownKind as problem:
        messages.error(request, f"{problem}。")
        return HttpResponseRedirect(reverse("report-new"))
    return HttpResponseRedirect(reverse("job", args=[job.pk]))


@needs(Permission.REPORT_MAKE)
def batch_zip(request: Request, number: int) -> HttpResponseBase:
    """Only for the person who asked for it: it holds what that person may see."""
    job = Job.objects.filter(
        pk=number, college=request.college.code, kind=KIND, state=JobState.DONE, by=request.user.username
    ).first()
    path = zip_path(job) if job else None
    if job is None or path is None or not path.is_file():
        raise Http404("没有这批报告，或者文件已经清理；可以重新生成")
    response = StreamingHttpResponse(_pieces(path), content_type="application/zip")
    response["Content-Length"] = str(path.stat().st_size)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(job.title)}.zip"
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
