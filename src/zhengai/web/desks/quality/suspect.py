"""One row under suspicion: the row, the rule, and the two ways out: corrected at its source, or excepted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.quality import queries
from zhengai.quality.actions import ask_exception, decide_exception, withdraw_exception
from zhengai.quality.models import Suspect
from zhengai.quality.rules import MoveRefused, SuspectState
from zhengai.web.components.data_quality import OriginNames
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.components.values import edition
from zhengai.web.desks.quality.suspects import LOOKS, cells
from zhengai.web.desks.quality.words import KINDS, dataset_name, rule_name
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@needs(Permission.DATA_VIEW)
def suspect(request: Request, number: int) -> HttpResponse:
    found = _suspect_or_404(request, number)
    rule = queries.rules(request.college).get(found.rule)
    state = SuspectState(found.state)
    own = found.asked_by == request.user.username
    typed, error = take_typed(request, f"suspect-{number}", ["reason", "note"])
    names = names_of(each for each in (found.asked_by, found.decided_by) if each)
    context = {
        "suspect": found,
        "dataset": dataset_name(request, found.dataset),
        "rule": rule,
        "rule_name": rule_name(request, found.rule),
        "kind": KINDS[rule.kind] if rule else "",
        "text": getattr(rule.check, "text", "") if rule else "",
        "state": state.chinese,
        "look": LOOKS[state],
        "wrong": cells(request, found, only_of_rule=True),
        "cells": cells(request, found),
        "source": OriginNames(request.college).of(found.source),
        "first": edition(found.first_version),
        "last": edition(found.last_version),
        "asked_by": names.get(found.asked_by, found.asked_by),
        "decided_by": names.get(found.decided_by, found.decided_by),
        "typed": typed,
        "error": error,
        "may_ask": state is SuspectState.OPEN and _may_correct(request),
        "may_withdraw": state is SuspectState.ASKED and own,
        "may_decide": state is SuspectState.ASKED
        and not own
        and request.person.may(Permission.EXEMPTION_DECIDE),
        "may_import": request.person.may(Permission.DATA_IMPORT),
    }
    return render(request, "desks/quality/suspect.html", context)


@require_POST
@needs(Permission.DATA_VIEW)
def ask(request: Request, number: int) -> HttpResponse:
    found = _suspect_or_404(request, number)
    _check_may_correct(request)
    try:
        ask_exception(suspect=found, reason=request.POST.get("reason", ""), by=request.user.username)
        messages.success(request, "已申请例外，等另一人决定。")
    except MoveRefused as refusal:
        keep_typed(request, f"suspect-{number}", ["reason"], f"{refusal}。")
    return _back(number)


@require_POST
@needs(Permission.DATA_VIEW)
def withdraw(request: Request, number: int) -> HttpResponse:
    found = _suspect_or_404(request, number)
    _check_may_correct(request)
    try:
        withdraw_exception(suspect=found, by=request.user.username)
        messages.success(request, "已撤回申请。")
    except MoveRefused as refusal:
        messages.error(request, f"{refusal}。")
    return _back(number)


@require_POST
@needs(Permission.EXEMPTION_DECIDE)
def decide(request: Request, number: int) -> HttpResponse:
    found = _suspect_or_404(request, number)
    if not request.person.may(Permission.DATA_VIEW):
        raise PermissionDenied("可疑数据的例外由质管办决定。")
    accepted = request.POST.get("move") == "accept"
    try:
        decide_exception(
            suspect=found, accepted=accepted, note=request.POST.get("note", ""), by=request.user.username
        )
        messages.success(request, "已作例外。" if accepted else "已退回申请人。")
    except MoveRefused as refusal:
        keep_typed(request, f"suspect-{number}", ["note"], f"{refusal}。")
    return _back(number)


def _may_correct(request: Request) -> bool:
    return request.person.sees_everything(Permission.DATA_IMPORT)


def _check_may_correct(request: Request) -> None:
    if not _may_correct(request):
        raise PermissionDenied("例外由送数据的部门申请。")


def _suspect_or_404(request: Request, number: int) -> Suspect:
    found = queries.suspects(request.college).filter(pk=number).first()
    if found is None:
        raise Http404("没有这条可疑数据")
    return found


def _back(number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("suspect", args=[number]))
