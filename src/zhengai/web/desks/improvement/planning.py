"""The plan of an improvement is adjusted: measure, deadline, owner."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.improvement.actions import InvalidImprovement, revise
from zhengai.improvement.models import Improvement
from zhengai.improvement.rules.machine import MoveRefused
from zhengai.web.desks.improvement.drafting import owners_for, read_due
from zhengai.web.desks.improvement.improvement import improvement_or_404
from zhengai.web.desks.improvement.moving import revision_of
from zhengai.web.desks.improvement.seen import may_move
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_FIELDS = ("measure", "due", "owner", "reason")


def _movable(request: Request, number: int) -> Improvement:
    found = improvement_or_404(request, number)
    if not may_move(request, found):
        raise PermissionDenied("这项改进的计划由其责任人调整。需要代为处理时，请联系责任人或质管办。")
    return found


@needs(Permission.IMPROVEMENT_VIEW)
def improvement_plan(request: Request, number: int) -> HttpResponse:
    return _form(request, _movable(request, number), {}, {})


@require_POST
@needs(Permission.IMPROVEMENT_VIEW)
def improvement_revise(request: Request, number: int) -> HttpResponse:
    """What was typed is shown again when it is refused."""
    found = _movable(request, number)
    typed = {name: request.POST.get(name, "") for name in _FIELDS}
    names = dict(_owners(request, found))
    due = read_due(typed["due"])
    if due is None:
        return _form(request, found, typed, {"due": "请选择期限。"})
    try:
        revise(
            improvement=found,
            measure=typed["measure"],
            owner_number=typed["owner"] if typed["owner"] in names else "",
            owner_name=names.get(typed["owner"], ""),
            due=due,
            reason=typed["reason"],
            by=request.user.username,
            revision=revision_of(request),
        )
    except InvalidImprovement as refusal:
        return _form(request, found, typed, refusal.problems)
    except MoveRefused as refusal:
        messages.error(request, f"{refusal}。")
        return _form(request, improvement_or_404(request, number), typed, {})
    messages.success(request, "计划已调整。")
    return HttpResponseRedirect(reverse("improvement", args=[number]))


def _owners(request: Request, found: Improvement) -> list[tuple[str, str]]:
    """The present owner first."""
    offered = {found.owner_number: found.owner_name} | dict(owners_for(request, found.subject))
    return list(offered.items())


def _form(
    request: Request, found: Improvement, typed: Mapping[str, str], problems: Mapping[str, str]
) -> HttpResponse:
    known = {
        "measure": found.measure,
        "due": found.due.isoformat(),
        "owner": found.owner_number,
        "reason": "",
    }
    context = {
        "improvement": found,
        "values": known | dict(typed),
        "problems": {name: problems.get(name, "") for name in _FIELDS}
        | {"owner": problems.get("owner_number", "")},
        "owners": _owners(request, found),
        "today": today(request.college),
    }
    return render(request, "desks/improvement/plan.html", context)
