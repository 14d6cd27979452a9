"""One row of a register: everything it says, which import brought it, and what can be done with it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.datacentre import queries, registers
from zhengai.web.components.data_quality import OriginNames
from zhengai.web.desks.registers.seen import (
    address,
    own_departments,
    register_or_404,
    row_or_404,
    shown_fields,
    title_field,
    writes,
)
from zhengai.web.desks.registers.shown import names_in, said
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@needs(Permission.DATA_VIEW)
def row(request: Request, code: str) -> HttpResponse:
    dataset = register_or_404(request, code)
    key, found = row_or_404(request, dataset)
    names, title = names_in(request.college, dataset, [found]), title_field(dataset)
    batch = queries.batches(request.college, code).filter(code=registers.batch_of(found)).first()
    like = urlencode({"like": key}, doseq=True)
    context = {
        "dataset": dataset,
        "title": said(title, found[title.code], names),
        "facts": [(each, said(each, found[each.code], names)) for each in shown_fields(dataset)],
        "hidden": [each.name for each in dataset.fields if each.privacy == "sensitive"],
        "batch": batch,
        "who": names_of([batch.by]).get(batch.by, batch.by) if batch else "",
        "source": OriginNames(request.college).of(batch.source) if batch else "",
        "may_write": writes(request, dataset, own_departments(request)),
        "correct": address("register-correct", dataset, key),
        "withdraw": address("register-withdraw", dataset, key),
        "like": f"{reverse('register-new', args=[code])}?{like}",
    }
    return render(request, "desks/registers/row.html", context)
