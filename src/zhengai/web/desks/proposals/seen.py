"""Which key figures a person sees: the office all, a department its own."""

from django.db.models import QuerySet
from django.http import Http404

from zhengai.accounts.rules import Permission
from zhengai.indicators import proposals
from zhengai.indicators.models import Proposal
from zhengai.web.shell.request import Request

LOOKS = {
    "proposed": "notice", "returned": "warning", "drafted": "met", "defined": "met", "declined": "plain",
    "withdrawn": "plain",
}  # fmt: skip


def may_decide(request: Request) -> bool:
    return request.person.may(Permission.INDICATOR_EDIT)


def seen_proposals(request: Request) -> QuerySet[Proposal]:
    found = proposals.proposals(request.college)
    if may_decide(request):
        return found
    own = request.person.subjects(Permission.TASK_ASSIGN).filter(level="department")
    return found.filter(department__in=own.order_by().values("pk"))


def proposal_or_404(request: Request, number: int) -> Proposal:
    found = seen_proposals(request).filter(pk=number).first()
    if found is None:
        raise Http404("没有这项关键数据，或者它不在您的查看范围内")
    found.college = request.college
    return found
