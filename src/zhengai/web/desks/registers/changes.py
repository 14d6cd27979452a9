"""What was entered in registers: the list, one change beside what it changes, and the decision on it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.datacentre import registers
from zhengai.datacentre.models import RowChange
from zhengai.datacentre.registering import RowRefused, move_change
from zhengai.datacentre.rules.row_change import MoveRefused, RowKind, RowMove, RowState
from zhengai.web.components.evidence import evidence_box
from zhengai.web.components.listings import listing
from zhengai.web.components.registers import own_departments, reviews, waiting_for
from zhengai.web.components.rows import names_in, shown_fields
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.desks.registers.evidenced import KEEPER
from zhengai.web.desks.registers.following import after
from zhengai.web.desks.registers.seen import register_or_404
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset, Field

_SORTS = {"at": ("-at",), "title": ("row__title",), "register": ("row__dataset", "-at")}
LOOKS = {
    RowState.WAITING: "warning",
    RowState.TAKEN: "target_met",
    RowState.RETURNED: "severe",
    RowState.DROPPED: "plain",
}


@dataclass(frozen=True)
class Cell:
    field: "Field"
    before: str
    now: str
    changed: bool


@needs(Permission.DATA_VIEW)
def changes(request: Request) -> HttpResponse:
    """Of all registers, what waits first."""
    names = {each.code: each.name for each in registers.registers(request.college)}
    found = RowChange.objects.filter(row__college=request.college, row__dataset__in=names).select_related(
        "row"
    )
    state = request.GET.get("state", RowState.WAITING.value)
    text, register = request.GET.get("q", "").strip(), request.GET.get("register", "")
    chosen = found if state == "all" else found.filter(state=state)
    if text:
        chosen = chosen.filter(Q(row__title__icontains=text) | Q(row__key_text__icontains=text))
    if register:
        chosen = chosen.filter(row__dataset=register)
    shown = listing(request, chosen, _SORTS, "at")
    people = names_of({each.by for each in shown})
    context = {
        "listing": shown,
        "lines": [
            (each, names[each.row.dataset], people.get(each.by, each.by), LOOKS[RowState(each.state)])
            for each in shown
        ],
        "states": [(each.value, each.chinese) for each in RowState],
        "state": state,
        "registers": sorted(names.items(), key=lambda pair: pair[1]),
        "register": register,
        "search": text,
        "total": found.count(),
        "mine": waiting_for(request).count(),
    }
    return answer(request, "desks/registers/changes.html", "desks/registers/_changes.html", context)


@needs(Permission.DATA_VIEW)
def change(request: Request, code: str, number: int) -> HttpResponse:
    dataset = register_or_404(request, code)
    found = _found(request, code, number)
    typed, error = take_typed(request, f"change-{number}", ("note",))
    names = names_of({found.by, found.decided_by})
    own = found.by == request.user.username
    waits = found.state == RowState.WAITING
    context = {
        "dataset": dataset,
        "change": found,
        "look": LOOKS[RowState(found.state)],
        "cells": _cells(request, dataset, found),
        "correcting": found.kind == RowKind.CORRECT,
        "who": names.get(found.by, found.by),
        "decided_by": names.get(found.decided_by, found.decided_by),
        "own": own,
        "may_decide": waits and not own and reviews(request, dataset, own_departments(request)),
        "may_drop": waits and own,
        "again": own and found.state in (RowState.RETURNED, RowState.DROPPED) and found.kind == RowKind.ADD,
        "note": typed["note"],
        "error": error,
        "hidden": [each.name for each in dataset.fields if each.privacy == "sensitive"],
        "evidence": evidence_box(request, KEEPER, found.row),
    }
    return render(request, "desks/registers/change.html", context)


@require_POST
@needs(Permission.MEASURE_REVIEW)
def decide(request: Request, code: str, number: int) -> HttpResponse:
    """Takes in or returns."""
    dataset = register_or_404(request, code)
    if not reviews(request, dataset, own_departments(request)):
        raise PermissionDenied(f"“{dataset.name}”由{dataset.owner or '责任部门'}的负责人和质管办审核。")
    move = RowMove.TAKE if request.POST.get("move") == "take" else RowMove.RETURN
    return _moved(request, dataset, _found(request, code, number), move)


@require_POST
@needs(Permission.DATA_IMPORT)
def drop(request: Request, code: str, number: int) -> HttpResponse:
    """The person who entered it takes it back."""
    return _moved(request, register_or_404(request, code), _found(request, code, number), RowMove.DROP)


def _moved(request: Request, dataset: "Dataset", found: RowChange, move: RowMove) -> HttpResponse:
    place = reverse("register-change", args=[dataset.code, found.pk])
    try:
        moved = move_change(
            change=found, move=move, by=request.user.username, note=request.POST.get("note", "")
        )
    except (MoveRefused, RowRefused) as refusal:
        keep_typed(request, f"change-{found.pk}", ("note",), f"{refusal}。")
        return HttpResponseRedirect(place)
    if move is RowMove.TAKE:
        return after(request, dataset, moved, "已采纳入册，由它计算的指标随即更新。")
    messages.success(
        request, "已收回。" if move is RowMove.DROP else "已退回，登记人可以照着意见改好再登记。"
    )
    return HttpResponseRedirect(place)


def _found(request: Request, code: str, number: int) -> RowChange:
    found: QuerySet[RowChange] = RowChange.objects.filter(row__college=request.college, row__dataset=code)
    change = found.select_related("row__college").filter(pk=number).first()
    if change is None:
        raise Http404("没有这项登记变动")
    return change


def _cells(request: Request, dataset: "Dataset", found: RowChange) -> list[Cell]:
    """What was and what is wanted, side by side; a reference by its name."""
    now = found.before if found.kind == RowKind.WITHDRAW else found.values
    rows = [{each.code: held.get(each.code) for each in dataset.fields} for held in (found.before, now)]
    names = names_in(request.college, dataset, rows)

    def written(field: "Field", text: str | None) -> str:
        return names.get((field.code, text or ""), text or "") or "—"

    return [
        Cell(
            each,
            written(each, found.before.get(each.code)),
            written(each, now.get(each.code)),
            found.before.get(each.code, "") != now.get(each.code, ""),
        )
        for each in shown_fields(dataset)
    ]
