"""Deciding and withdrawing an exemption. The room that asked carries out what was approved."""

from typing import Protocol

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.alerts.actions import decide_exception
from zhengai.alerts.rules.machine import MoveRefused
from zhengai.cycles.actions import withdraw_exemption
from zhengai.cycles.models import Exemption, ExemptionKind
from zhengai.cycles.rules.exemption import ExemptionRefused, ExemptionState
from zhengai.cycles.rules.guard import LoopRefused
from zhengai.goals import actions as goals
from zhengai.goals.rules.machine import GoalRefused
from zhengai.standards import actions as standards
from zhengai.standards.rules.library import StandardRefused
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.exemptions.seen import exemption_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


class Decide(Protocol):
    def __call__(self, *, exemption: Exemption, approve: bool, decision: str, by: str) -> Exemption: ...


DECIDE: dict[ExemptionKind, Decide] = {
    ExemptionKind.ALERT: decide_exception,
    ExemptionKind.STANDARD: standards.decide_exemption,
    ExemptionKind.GOAL: goals.decide_exemption,
}
_REFUSALS = (
    ExemptionRefused,
    MoveRefused,
    GoalRefused,
    LoopRefused,
    StandardRefused,
    standards.InvalidOverride,
)
_SAID = {
    ExemptionState.APPROVED: "已批准，并已照此办理。",
    ExemptionState.REFUSED: "已记下不批准的意见，申请人会收到消息。",
    ExemptionState.WITHDRAWN: "预警在此之前已经关闭，不再需要例外，申请已撤回。",
}


@require_POST
@needs(Permission.EXEMPTION_DECIDE)
def decide(request: Request, number: int) -> HttpResponse:
    found = exemption_or_404(request, number)
    move = request.POST.get("move", "")
    page = HttpResponseRedirect(reverse("exemption", args=[number]))
    if move not in ("approve", "refuse"):
        messages.error(request, "请选择“批准”或“不批准”。")
        return page
    try:
        decided = DECIDE[ExemptionKind(found.kind)](
            exemption=found,
            approve=move == "approve",
            decision=request.POST.get("decision", ""),
            by=request.user.username,
        )
    except _REFUSALS as refusal:
        keep_typed(request, f"exemption-{number}", ["decision"], f"{refusal}。")
        messages.error(request, f"{refusal}。")
        return page
    messages.success(request, _SAID[ExemptionState(decided.state)])
    return page


@require_POST
@needs(Permission.ALERT_VIEW)
def withdraw(request: Request, number: int) -> HttpResponse:
    """By the one who asked, as long as nobody has decided."""
    found = exemption_or_404(request, number)
    try:
        withdraw_exemption(exemption=found, by=request.user.username)
        messages.success(request, "申请已撤回。")
    except ExemptionRefused as refusal:
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("exemption", args=[number]))
