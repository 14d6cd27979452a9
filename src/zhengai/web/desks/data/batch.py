"""One batch: what was read, what became of it, what was rejected and why, and what followed."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.core.actions import record
from zhengai.datacentre import queries
from zhengai.datacentre.models import Batch
from zhengai.datacentre.rules import BatchState
from zhengai.improvement.tasks import job_after
from zhengai.web.components.data_quality import OriginNames, quality_scores
from zhengai.web.components.jobs import job_view
from zhengai.web.components.values import edition
from zhengai.web.components.workbooks import download
from zhengai.web.shell.marks import for_everyone
from zhengai.web.shell.request import Request

_LOOKS = {
    BatchState.COMMITTED: "target_met",
    BatchState.REFUSED: "severe",
    BatchState.FAILED: "warning",
    BatchState.RUNNING: "plain",
    BatchState.DRY_RUN: "plain",
}


@for_everyone
def batch(request: Request, code: str) -> HttpResponse:
    found = _batch_or_404(request, code)
    catalogue = queries.catalogue(request.college)
    declared = catalogue.datasets.get(found.dataset)
    sensitive = {each.code for each in declared.fields if each.privacy == "sensitive"} if declared else set()
    problems = queries.first_problems(found)
    after = job_after(found)
    state = BatchState(found.state)
    context = {
        "batch": found,
        "state": state.chinese,
        "look": _LOOKS[state],
        "dataset": declared,
        "dataset_name": declared.name if declared else found.dataset,
        "counts": _counts(found),
        "columns": [(declared.field(c).name if declared and declared.has(c) else c, h) for c, h in found.mapping.items()],
        "constants": [(declared.field(c).name if declared and declared.has(c) else c, t) for c, t in found.constants.items()],
        "problems": [(each, "●●●" if each.field in sensitive else each.value) for each in problems],
        "has_file": queries.rejected_file(found) is not None,
        "who": _who(found),
        "source": OriginNames(request.college).of(found.source),
        "version": None if found.version is None else edition(found.version),
        "scores": quality_scores(found.quality),
        "after": job_view(request, after, reload=True) if after else None,
        "changed": found.rows_moved,
        "may_see_all": request.person.may(Permission.DATA_VIEW),
    }  # fmt: skip
    return render(request, "desks/data/batch.html", context)


@for_everyone
def rejected(request: Request, code: str) -> HttpResponse:
    """The rejected rows as they were sent, with their reasons, to be corrected and sent again."""
    found = _batch_or_404(request, code)
    path = queries.rejected_file(found)
    if path is None:
        raise Http404("这个批次没有退回的行，或者文件已经清理")
    record(
        action="datacentre.take_rejected",
        by=request.user.username,
        subject=f"batch:{found.code}",
        details={"dataset": found.dataset, "rows": found.rows_rejected},
    )
    return download(f"{found.file_name}-退回的行", path.read_bytes())


def _batch_or_404(request: Request, code: str) -> Batch:
    """Whose batch it is, and those who look after the data."""
    found = queries.batches(request.college).filter(code=code).select_related("college").first()
    mine = found is not None and found.by == request.user.username
    if found is None or not (mine or request.person.may(Permission.DATA_VIEW)):
        raise Http404("没有这个批次，或者它是别人导入的")
    return found


def _counts(found: Batch) -> list[tuple[str, int, str]]:
    return [
        ("读取", found.rows_read, ""),
        ("合格", found.rows_accepted, ""),
        ("新增", found.rows_new, ""),
        ("更新", found.rows_changed, ""),
        ("未变", found.rows_unchanged, ""),
        ("重复", found.rows_dropped, ""),
        *([("撤销", found.rows_withdrawn, "")] if found.rows_withdrawn else []),
        ("退回", found.rows_rejected, "severe" if found.rows_rejected else ""),
    ]


def _who(found: Batch) -> str:
    return names_of([found.by]).get(found.by, found.by)
