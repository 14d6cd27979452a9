"""One exemption: what is asked, why the rule forbids it, and what was decided."""

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.cycles.models import Exemption, ExemptionKind
from zhengai.cycles.rules.exemption import ExemptionState
from zhengai.web.components.abouts import address_of
from zhengai.web.components.typed import take_typed
from zhengai.web.desks.exemptions.content import RULES, changes
from zhengai.web.desks.exemptions.seen import exemption_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_DONE = {
    ExemptionKind.ALERT: "预警已按例外关闭",
    ExemptionKind.STANDARD: "界限已按申请另定，从下一次计算起使用",
    ExemptionKind.GOAL: "目标已按申请审定",
}


@needs(Permission.ALERT_VIEW)
def exemption(request: Request, number: int) -> HttpResponse:
    found = exemption_or_404(request, number)
    found.college = request.college
    waiting = found.state == ExemptionState.ASKED
    own = found.asked_by == request.user.username
    names = names_of({found.asked_by, found.decided_by})
    typed, error = take_typed(request, f"exemption-{found.pk}", ["decision"])
    context = {
        "exemption": found,
        "rule": RULES[ExemptionKind(found.kind)],
        "changes": changes(found) if waiting else [],
        "about": address_of(found.about),
        "asked_by": names.get(found.asked_by, found.asked_by),
        "decided_by": names.get(found.decided_by, found.decided_by),
        "waiting": waiting,
        "own": own,
        "may_decide": waiting and not own and request.person.may(Permission.EXEMPTION_DECIDE),
        "result": _result(found),
        "typed": typed["decision"],
        "error": error,
    }
    return render(request, "desks/exemptions/exemption.html", context)


def _result(found: Exemption) -> str:
    if found.state == ExemptionState.APPROVED:
        if "standard_version" in found.content:
            return "这一版标准可以审定了"
        return _DONE[ExemptionKind(found.kind)]
    if found.state == ExemptionState.REFUSED:
        return "一切照旧"
    return "申请已撤回，一切照旧" if found.state == ExemptionState.WITHDRAWN else ""
