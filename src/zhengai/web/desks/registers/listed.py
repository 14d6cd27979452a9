"""All registers by theme: how many rows, when the last one came in, whose they are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.datacentre import queries, registers
from zhengai.datacentre.models import Batch
from zhengai.datacentre.rules import BatchState
from zhengai.web.components.registers import own_departments, waiting_for, writes
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset


@dataclass(frozen=True)
class Line:
    dataset: "Dataset"
    rows: int
    last: Batch | None
    may_write: bool


@needs(Permission.DATA_VIEW)
def listed(request: Request) -> HttpResponse:
    found = registers.registers(request.college)
    lines = _lines(request, found)
    own = request.GET.get("own") == "1"
    shown = [each for each in lines if each.may_write] if own else lines
    themes = dict.fromkeys(each.dataset.register.theme for each in shown if each.dataset.register)
    context = {
        "themes": [
            (name, [each for each in shown if each.dataset.register and each.dataset.register.theme == name])
            for name in themes
        ],
        "total": len(lines),
        "rows": sum(each.rows for each in lines),
        "empty": sum(not each.rows for each in lines),
        "mine": sum(each.may_write for each in lines),
        "own": own,
        "waiting": waiting_for(request).count(),
    }
    return render(request, "desks/registers/registers.html", context)


def _lines(request: Request, found: "list[Dataset]") -> list[Line]:
    stored = queries.stored(request.college)
    committed = queries.batches(request.college).filter(
        state=BatchState.COMMITTED, dataset__in=[each.code for each in found]
    )
    newest = committed.order_by().values("dataset").annotate(last=Max("pk")).values("last")
    last = {each.dataset: each for each in Batch.objects.filter(pk__in=newest)}
    own = own_departments(request)
    return [
        Line(each, stored.get(each.code, (0, 0))[1], last.get(each.code), writes(request, each, own))
        for each in found
    ]
