"""Deciding on a version, in the name of a body, by another person than proposed it."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.cycles.rules.exemption import ExemptionRefused
from zhengai.cycles.rules.guard import LoopRefused
from zhengai.standards.library import ask_version, decide_version
from zhengai.standards.rules.library import StandardRefused, VersionState
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.library.entry import ASKING, DECIDING, standard_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@require_POST
@needs(Permission.STANDARD_DECIDE)
def decide(request: Request, number: int) -> HttpResponse:
    standard = standard_or_404(request, number)
    back = HttpResponseRedirect(reverse("library-standard", args=[number]))
    version = standard.versions.filter(state=VersionState.PROPOSED).first()
    if version is None:
        messages.error(request, "现在没有等待审定的版本，可能刚刚由别人审定了。")
        return back
    try:
        done = decide_version(
            version=version,
            approve=request.POST.get("move") == "approve",
            body=request.POST.get("body", ""),
            decision=request.POST.get("decision", ""),
            valid_from=_day(request.POST.get("valid_from", "")),
            by=request.user.username,
        )
    except (StandardRefused, LoopRefused) as refusal:
        keep_typed(request, f"library-{number}", DECIDING, f"{refusal}。")
        messages.error(request, f"{refusal}。")
        return back
    passed = done.state == VersionState.APPROVED
    messages.success(request, f"第 {done.number} 版已审定。" if passed else "已记下意见，提出人会收到消息。")
    return back


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise StandardRefused(f"生效日期写成 2026-09-01 的样子，不是“{text}”") from None


@require_POST
@needs(Permission.STANDARD_PROPOSE)
def ask(request: Request, number: int) -> HttpResponse:
    """例外: to let the waiting version be decided on while the cycle runs."""
    standard = standard_or_404(request, number)
    back = HttpResponseRedirect(reverse("library-standard", args=[number]))
    version = standard.versions.filter(state=VersionState.PROPOSED).first()
    if version is None:
        messages.error(request, "现在没有等待审定的版本，不用申请例外。")
        return back
    try:
        asked = ask_version(version=version, reason=request.POST.get("why", ""), by=request.user.username)
    except (StandardRefused, ExemptionRefused) as refusal:
        keep_typed(request, f"library-{number}-ask", ASKING, f"{refusal}。")
        return back
    messages.success(request, "已申请例外，由另一人批准；批准之后这一版就可以审定。")
    return HttpResponseRedirect(reverse("exemption", args=[asked.pk]))
