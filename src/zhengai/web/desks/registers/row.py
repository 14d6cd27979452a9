"""One row of a register: everything it says, which import brought it, and what can be done with it."""

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.datacentre import queries, registers
from zhengai.datacentre.registering import keep_row
from zhengai.datacentre.rules.row_change import RowState
from zhengai.datacentre.unsealing import RevealRefused, reveal_row
from zhengai.web.components.data_quality import OriginNames
from zhengai.web.components.evidence import evidence_box
from zhengai.web.components.registers import own_departments, writes
from zhengai.web.components.rows import names_in, said, shown_fields
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.desks.registers.changes import LOOKS
from zhengai.web.desks.registers.evidenced import KEEPER
from zhengai.web.desks.registers.seen import (
    address,
    register_or_404,
    row_or_404,
    sealed_fields,
    title_field,
    written_register,
)
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset

_SHOWN = 10  # changes of one row


@needs(Permission.DATA_VIEW)
def row(request: Request, code: str) -> HttpResponse:
    dataset = register_or_404(request, code)
    if waits := _not_yet(request, dataset):
        return HttpResponseRedirect(waits)
    key, found = row_or_404(request, dataset)
    names, title = names_in(request.college, dataset, [found]), title_field(dataset)
    batch = queries.batches(request.college, code).filter(code=registers.batch_of(found)).first()
    kept = registers.kept(request.college, dataset, key)
    changes = list(kept.changes.all()[:_SHOWN]) if kept else []
    people = names_of({*(each.by for each in changes), *([batch.by] if batch else [])})
    like = urlencode({"like": key}, doseq=True)
    context = {
        "dataset": dataset,
        "title": said(title, found[title.code], names),
        "facts": [(each, said(each, found[each.code], names)) for each in shown_fields(dataset)],
        "sealed": [(each, said(each, found[each.code], names)) for each in sealed_fields(dataset)],
        "error": take_typed(request, "reveal", ())[1],
        "reveal": address("register-reveal", dataset, key),
        "hidden": [each.name for each in dataset.fields if each.privacy == "sensitive" and not each.sealed],
        "batch": batch,
        "who": people.get(batch.by, batch.by) if batch else "",
        "source": OriginNames(request.college).of(batch.source) if batch else "",
        "changes": [(each, people.get(each.by, each.by), LOOKS[RowState(each.state)]) for each in changes],
        "may_write": writes(request, dataset, own_departments(request)),
        "correct": address("register-correct", dataset, key),
        "withdraw": address("register-withdraw", dataset, key),
        "prove": address("register-prove", dataset, key),
        "profile": _profile(request, dataset, key),
        "like": f"{reverse('register-new', args=[code])}?{like}",
        "evidence": evidence_box(request, KEEPER, kept) if kept else None,
    }
    return render(request, "desks/registers/row.html", context)


@require_POST
@needs(Permission.DATA_IMPORT)
def reveal(request: Request, code: str) -> HttpResponse:
    """Once, on this answer, for whoever writes in the register and says why. No browser keeps it."""
    dataset = written_register(request, code)
    key, found = row_or_404(request, dataset)
    reason = request.POST.get("reason", "")
    try:
        opened = reveal_row(
            college=request.college, dataset=dataset, key=key, reason=reason, by=request.user.username
        )
    except RevealRefused as refusal:
        keep_typed(request, "reveal", (), f"{refusal}。")
        return HttpResponseRedirect(address("register-row", dataset, key))
    context = {
        "dataset": dataset,
        "sealed": [(each, opened.get(each.code, "—")) for each in sealed_fields(dataset)],
        "title": said(title_field(dataset), found[title_field(dataset).code], {}),
        "back": address("register-row", dataset, key),
        "reason": reason.strip(),
    }
    response = render(request, "desks/registers/revealed.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@needs(Permission.DATA_IMPORT)
def prove(request: Request, code: str) -> HttpResponse:
    """Makes place for the files of a row that came with a table."""
    dataset = written_register(request, code)
    key, found = row_or_404(request, dataset)
    title = title_field(dataset)
    keep_row(college=request.college, dataset=dataset, key=key, title=str(found[title.code] or ""))
    return HttpResponseRedirect(f"{address('register-row', dataset, key)}#evidence")


def _profile(request: Request, dataset: "Dataset", key: list[str]) -> str:
    """The page of the subject that a row of a member table is; "" for other rows and for what the person may not see."""
    if not dataset.level:
        return ""
    seen = request.person.subjects(Permission.INDICATOR_VIEW).filter(level=dataset.level, code=key[0])
    return reverse("profile", args=[dataset.level, key[0]]) if seen.exists() else ""


def _not_yet(request: Request, dataset: "Dataset") -> str:
    """The address of the change that would bring the row, where only that is there; "" where the row is there."""
    key = request.GET.getlist("key")
    kept = registers.kept(request.college, dataset, key)
    newest = kept.changes.first() if kept else None
    if newest is None or registers.row(request.college, dataset, key) is not None:
        return ""
    return reverse("register-change", args=[dataset.code, newest.pk])
