"""Where a person comes to after a row was entered or decided on, and what follows from it."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhengai.datacentre import queries
from zhengai.datacentre.models import RowChange
from zhengai.datacentre.rules.row_change import RowKind, RowState
from zhengai.improvement.tasks import follow_batch
from zhengai.web.desks.registers.seen import address
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset


def after(request: Request, dataset: "Dataset", change: RowChange, done: str) -> HttpResponse:
    """What was taken in is computed; what waits leads to where it can be proved and taken back."""
    if change.state != RowState.TAKEN:
        messages.success(request, "已提交，等待另一人审核后入册。佐证文件可以先附上。")
        return HttpResponseRedirect(reverse("register-change", args=[dataset.code, change.pk]))
    batch = queries.batches(request.college).select_related("college").filter(code=change.batch).first()
    if batch is not None and batch.rows_moved:
        follow_batch(batch, request.user.username)
        messages.success(request, done)
    else:
        messages.success(request, "和台账里的一样，没有改动。")
    if change.kind == RowKind.WITHDRAW:
        return HttpResponseRedirect(reverse("register", args=[dataset.code]))
    return HttpResponseRedirect(address("register-row", dataset, change.row.key))
