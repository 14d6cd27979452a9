"""Adding, correcting and withdrawing a row."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.datacentre import registers
from zhengai.datacentre.referring import still_used
from zhengai.datacentre.registering import RowRefused, enter_row
from zhengai.datacentre.rules.row_change import RowKind
from zhengai.web.components.rows import names_in, said
from zhengai.web.desks.registers.boxes import Values, begun, boxes, typed
from zhengai.web.desks.registers.following import after
from zhengai.web.desks.registers.seen import address, row_or_404, title_field, written_register
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset


@needs(Permission.DATA_IMPORT)
def row_new(request: Request, code: str) -> HttpResponse:
    """For the owner department and the data steward."""
    dataset = written_register(request, code)
    values = begun(request, dataset) if request.method != "POST" else typed(request, dataset, fixed=False)
    return _form(request, dataset, values, None)


@needs(Permission.DATA_IMPORT)
def row_correct(request: Request, code: str) -> HttpResponse:
    """The fields of the key name the row: they stay."""
    dataset = written_register(request, code)
    key, found = row_or_404(request, dataset)
    values = registers.texts(dataset, found)
    if request.method == "POST":
        values = typed(request, dataset, fixed=True) | dict(zip(dataset.key, key, strict=True))
    return _form(request, dataset, values, key, registers.batch_of(found))


def _form(
    request: Request, dataset: "Dataset", values: Values, key: list[str] | None, opened: str = ""
) -> HttpResponse:
    """`opened`: the batch that stored the row as it is now; the form sends it back."""
    refused = RowRefused()
    if request.method == "POST":
        try:
            return _saved(request, dataset, values, key)
        except RowRefused as refusal:
            refused = refusal
    shown = boxes(request, dataset, values, refused.fields, fixed=key is not None)
    context = {
        "dataset": dataset,
        "boxes": shown,
        "correcting": key is not None,
        "whole": f"{refused.whole}。" if refused.whole else "",
        "wrong": len(refused.fields),
        "back": address("register-row", dataset, key) if key else reverse("register", args=[dataset.code]),
        "title": " · ".join(key) if key else "",
        "opened": opened,
        "reviewed": bool(dataset.register and dataset.register.reviewed),
    }
    return render(request, "desks/registers/form.html", context)


def _saved(request: Request, dataset: "Dataset", values: Values, key: list[str] | None) -> HttpResponse:
    change = enter_row(
        college=request.college,
        dataset=dataset,
        kind=RowKind.ADD if key is None else RowKind.CORRECT,
        values=values,
        key=key or (),
        title=values.get(title_field(dataset).code, ""),
        opened=request.POST.get("opened", ""),
        by=request.user.username,
    )
    return after(request, dataset, change, "已登记。" if key is None else "已更正。")


@needs(Permission.DATA_IMPORT)
def row_withdraw(request: Request, code: str) -> HttpResponse:
    """Says first what will happen, or why it cannot."""
    dataset = written_register(request, code)
    key, found = row_or_404(request, dataset)
    title, names = title_field(dataset), names_in(request.college, dataset, [found])
    shown = said(title, found[title.code], names)
    if request.method == "POST":
        try:
            change = enter_row(
                college=request.college, dataset=dataset, kind=RowKind.WITHDRAW, key=key, title=shown,
                by=request.user.username,
            )  # fmt: skip
        except RowRefused as refusal:
            messages.error(request, f"{refusal}。")
            return HttpResponseRedirect(address("register-row", dataset, key))
        return after(request, dataset, change, "已撤销这一行。以前的版本里还留着它，需要时可以重新登记。")
    context = {
        "dataset": dataset,
        "title": shown,
        "key": [(dataset.field(each), said(dataset.field(each), found[each], names)) for each in dataset.key],
        "used": next(iter(still_used(request.college, dataset, [key]).values()), ""),
        "correct": address("register-correct", dataset, key),
        "back": address("register-row", dataset, key),
        "reviewed": bool(dataset.register and dataset.register.reviewed),
    }
    return render(request, "desks/registers/withdraw.html", context)
