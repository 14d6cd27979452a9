"""One key figure: what the department means by it, and what the office decides."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.indicators.models import Definition, Proposal
from zhengai.indicators.proposals import decide, explain
from zhengai.indicators.rules.proposal import (
    DECIDING,
    TABLE,
    ProposalMove,
    ProposalRefused,
    ProposalState,
)
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.desks.proposals.seen import LOOKS, may_decide, proposal_or_404, seen_proposals
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

FIELDS = ("meaning", "unit", "reason", "indicator")
_LEFT = (ProposalMove.ACCEPT, ProposalMove.RETURN, ProposalMove.DECLINE)  # beside naming an indicator


@needs(Permission.TASK_ASSIGN)
def proposal(request: Request, number: int) -> HttpResponse:
    found = proposal_or_404(request, number)
    state = ProposalState(found.state)
    possible = [move for move in ProposalMove if isinstance(TABLE[state][move], ProposalState)]
    own = found.proposed_by == request.user.username
    decides = may_decide(request)
    typed, error = take_typed(request, f"proposal-{number}", FIELDS)
    waiting = seen_proposals(request).filter(state=ProposalState.PROPOSED).exclude(pk=number)
    context = {
        "item": found,
        "look": LOOKS[found.state],
        "typed": typed,
        "error": error,
        "may_explain": ProposalMove.RESUBMIT in possible,
        "moves": [(m.value, m.chinese) for m in _LEFT if m in possible] if decides and not own else [],
        "may_name": decides and not own and ProposalMove.DEFINE in possible,
        "own_waiting": own and decides and state is ProposalState.PROPOSED,
        "may_write": decides and state is ProposalState.DRAFTED,
        "known": _known(request) if decides else [],
        "beside": _beside(request, found),
        "next": waiting.order_by("proposed_at").first() if decides else None,
        "waiting": waiting.count() if decides else 0,
        "names": names_of({found.proposed_by, found.decided_by}),
    }
    return render(request, "desks/proposals/proposal.html", context)


def _known(request: Request) -> list[str]:
    """Names to choose from, where one says the same already."""
    current = Definition.objects.filter(college=request.college, current=True)
    return list(current.order_by("name").values_list("name", flat=True))


def _beside(request: Request, found: Proposal) -> list[Proposal]:
    """The same figure of other departments."""
    return list(seen_proposals(request).filter(name=found.name).exclude(pk=found.pk))


@require_POST
@needs(Permission.TASK_ASSIGN)
def proposal_move(request: Request, number: int) -> HttpResponse:
    found = proposal_or_404(request, number)
    asked = request.POST.get("move", "")
    try:
        messages.success(request, _moved(request, found, asked))
    except ProposalRefused as refusal:
        keep_typed(request, f"proposal-{number}", FIELDS, f"{refusal}。")
    return HttpResponseRedirect(reverse("proposal", args=[number]))


def _moved(request: Request, found: Proposal, asked: str) -> str:
    """What was done, as a sentence. Raises ProposalRefused."""
    sent, by = request.POST, request.user.username
    if asked == ProposalMove.RESUBMIT:
        explain(proposal=found, meaning=sent.get("meaning", ""), unit=sent.get("unit", ""), by=by)
        return "说明已保存，等质管办审核。"
    if asked not in DECIDING or not may_decide(request):
        raise ProposalRefused("请选择要做什么；关键数据由质管办审核，由部门补充说明")
    move = ProposalMove(asked)
    decide(
        proposal=found, move=move, reason=sent.get("reason", ""), indicator=sent.get("indicator", ""), by=by
    )
    return f"“{found.name}”：{move.chinese}。"
