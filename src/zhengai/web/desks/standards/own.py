"""Setting limits for one subject, or asking for an exemption where the loop leaves standards alone."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.cycles.rules.exemption import ExemptionRefused
from zhengai.cycles.rules.guard import LoopRefused
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.standards.actions import InvalidOverride, ask_control_point, set_control_point
from zhengai.standards.models import ControlRule
from zhengai.standards.queries import general_values
from zhengai.web.components.picking import NotPicked, pick
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.standards.standard import FORM, measure_of, reach_of, rule_or_404
from zhengai.web.desks.standards.words import written
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.scoring import Grade

_REFUSALS = (InvalidOverride, LoopRefused, OutsideCalendar, ExemptionRefused, NotPicked)


@require_POST
@needs(Permission.STANDARD_EDIT)
def set_limits(request: Request, code: str) -> HttpResponse:
    rule = rule_or_404(request, code)
    try:
        return _done(request, rule)
    except _REFUSALS as refusal:
        keep_typed(request, f"standard-{rule.code}", FORM, f"{refusal}。")
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("standard", args=[rule.code]) + "#own")


def _done(request: Request, rule: ControlRule) -> HttpResponse:
    subject = pick(reach_of(request, rule), request.POST.get("subject", ""))
    subject.college = request.college
    told: dict[str, Any] = {
        "rule": rule,
        "subject": subject,
        "limits": _changed(request, rule),
        "reason": request.POST.get("reason", ""),
        "by": request.user.username,
    }
    if request.POST.get("move") == "ask":
        exemption = ask_control_point(**told)
        messages.success(request, "例外已申请，批复后您会收到消息。")
        return HttpResponseRedirect(reverse("exemption", args=[exemption.pk]))
    set_control_point(**told)
    messages.success(request, f"{subject.name}的界限已另定，从下一次计算起使用。")
    return HttpResponseRedirect(reverse("standard", args=[rule.code]) + "#own")


def _changed(request: Request, rule: ControlRule) -> dict[str, Any]:
    """Only what differs from the rule's own limits: the rest goes on following the rule. Warnings go together."""
    general = written(general_values(rule), measure_of(request, rule))
    typed = {name: request.POST.get(name, "").strip() for name in ("target", "standard", *Grade)}
    limits: dict[str, Any] = {
        name: typed[name]
        for name in ("target", "standard")
        if typed[name] and typed[name] != general.get(name)
    }
    if any(typed[grade] != general.get(grade, "") for grade in Grade):
        limits["warnings"] = {grade.value: typed[grade] for grade in Grade if typed[grade]}
    if not limits:
        raise InvalidOverride("界限与统一界限相同，没有改动；请改动其中至少一项")
    return limits
