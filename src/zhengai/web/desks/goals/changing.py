"""Deciding a goal, changing it, and asking for an exemption where the loop leaves it alone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.cycles.rules.exemption import ExemptionRefused
from zhengai.cycles.rules.guard import LoopRefused
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.goals.actions import ask_goal, change_goal, decide_goal
from zhengai.goals.models import Goal
from zhengai.goals.rules.machine import GoalRefused
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.goals.seen import goal_or_404, may_act
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_REFUSALS = (GoalRefused, LoopRefused, ExemptionRefused, OutsideCalendar)


def _back(number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("goal", args=[number]))


@require_POST
@needs(Permission.GOAL_DECIDE)
def decide(request: Request, number: int) -> HttpResponse:
    found = goal_or_404(request, number)
    if not may_act(request, Permission.GOAL_DECIDE, found):
        raise PermissionDenied("这个目标不在您审定的范围之内，由它所在部门或学校的负责人审定。")
    move = request.POST.get("move", "")
    if move not in ("approve", "refuse"):
        messages.error(request, "请选择“审定通过”或“不通过”。")
        return _back(number)
    decision = request.POST.get("decision", "")
    try:
        decide_goal(goal=found, approve=move == "approve", decision=decision, by=request.user.username)
    except _REFUSALS as refusal:
        keep_typed(request, f"goal-{number}", ["decision"], f"{refusal}。")
        messages.error(request, f"{refusal}。")
        return _back(number)
    messages.success(request, "目标已审定。" if move == "approve" else "已记下意见，提出人会收到消息。")
    return _back(number)


@require_POST
@needs(Permission.GOAL_PROPOSE)
def change(request: Request, number: int) -> HttpResponse:
    """Proposes another limit, or asks for an exemption with the same content."""
    found = goal_or_404(request, number)
    if not may_act(request, Permission.GOAL_PROPOSE, found):
        raise PermissionDenied("这个目标由它的责任人和所在部门调整。")
    try:
        if request.POST.get("move") == "ask":
            return _asked(request, found)
        follower = change_goal(
            goal=found,
            limit=request.POST.get("limit", ""),
            reason=request.POST.get("reason", ""),
            by=request.user.username,
        )
    except _REFUSALS as refusal:
        keep_typed(request, f"goal-{number}", ["limit", "reason"], f"{refusal}。")
        messages.error(request, f"{refusal}。")
        return _back(number)
    messages.success(request, "调整已提出，等待审定。")
    return _back(follower.pk)


def _asked(request: Request, found: Goal) -> HttpResponse:
    exemption = ask_goal(
        subject=found.subject,
        indicator=found.indicator,
        period=found.period,
        limit=request.POST.get("limit", ""),
        reason=request.POST.get("reason", ""),
        owner_number=found.owner_number,
        owner_name=found.owner_name,
        goal=found,
        by=request.user.username,
    )
    messages.success(request, "例外已申请，批复后您会收到消息。")
    return HttpResponseRedirect(reverse("exemption", args=[exemption.pk]))
