"""What people do with an alert: sign for it, say why and what they do, or ask to close it without new data."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.alerts import actions
from zhengai.alerts.models import Alert, AlertEvent
from zhengai.alerts.rules.machine import ClosedReason, Move, MoveRefused
from zhengai.cycles.models import ExemptionKind
from zhengai.cycles.queries import exemptions
from zhengai.cycles.rules.exemption import ExemptionRefused, ExemptionState
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.desks.alerts.seen import LIVE_STATES, seen_alerts
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

HELPED = 3
_MEASURE = "\n措施："  # how alerts.actions.answer joins cause and measure


@dataclass(frozen=True)
class Helped:
    """A measure after which the data came back."""

    alert: Alert
    measure: str


def alert_or_404(request: Request, number: int) -> Alert:
    found = seen_alerts(request).filter(pk=number).select_related("rule", "run").first()
    if found is None:
        raise Http404("没有这条预警，或者它不在您的查看范围内")
    found.college = request.college
    return found


def answering(request: Request, found: Alert) -> dict[str, object]:
    """What the page needs to let a person answer, or ask for an exception."""
    may = found.state in LIVE_STATES and _may_answer(request, found)
    typed, error = take_typed(request, f"alert-{found.pk}", ["text", "measure", "reason"])
    waiting = exemptions(request.college, state=ExemptionState.ASKED.value)
    return {
        "may_answer": may,
        "pending": waiting.filter(kind=ExemptionKind.ALERT, about=f"alert:{found.pk}").first(),
        "helped": _helped(request, found) if found.state in LIVE_STATES else [],
        "may_improve": bool(found.subject) and request.person.may(Permission.IMPROVEMENT_EDIT),
        "typed": typed,
        "error": error,
    }


def _helped(request: Request, found: Alert) -> list[Helped]:
    """Of alerts of the same indicator and level that closed on new data, as far as this person may see them."""
    closed = seen_alerts(request).filter(
        indicator=found.indicator, level=found.level, closed_reason=ClosedReason.DATA
    )
    answers = AlertEvent.objects.filter(
        alert__in=closed.order_by().values("pk"), move=Move.ANSWER, text__contains=_MEASURE
    )
    seen: dict[int, Helped] = {}
    for each in answers.select_related("alert").order_by("-id")[: 4 * HELPED]:
        seen.setdefault(each.alert_id, Helped(each.alert, each.text.partition(_MEASURE)[2]))
    return list(seen.values())[:HELPED]


def _may_answer(request: Request, found: Alert) -> bool:
    """Those the alert is addressed to, and those who answer for its subject by their role."""
    if not request.person.may(Permission.ALERT_ANSWER):
        return False
    number = request.user.person_number
    addressed = bool(number) and any(each.person_number == number for each in found.persons.all())
    reachable = request.person.subjects(Permission.ALERT_ANSWER)
    return addressed or (
        request.person.sees_everything(Permission.ALERT_ANSWER)
        or reachable.filter(level=found.level, code=found.subject).exists()
    )


def _answerable(request: Request, number: int) -> Alert:
    found = alert_or_404(request, number)
    if not _may_answer(request, found):
        raise PermissionDenied("这条预警由其责任人回复。需要代为处理时，请联系质管办。")
    return found


@require_POST
@needs(Permission.ALERT_ANSWER)
def respond(request: Request, number: int) -> HttpResponse:
    """签收 or 回复, in place. What was written is kept on the page when it is refused."""
    found = _answerable(request, number)
    text = request.POST.get("text", "").strip()
    try:
        if request.POST.get("move") == Move.ACKNOWLEDGE:
            actions.acknowledge(alert=found, by=request.user.username)
            messages.success(request, "已签收。处理之后请在这里回复原因和措施。")
        elif not text:
            keep_typed(request, f"alert-{number}", ["measure"], "请写明原因再提交。")
            messages.error(request, "请写明原因和措施再提交。")
        else:
            measure = request.POST.get("measure", "")
            actions.answer(alert=found, text=text, measure=measure, by=request.user.username)
            messages.success(request, "已回复。数据回到界限之内时，预警会自动关闭。")
    except MoveRefused as refusal:
        keep_typed(request, f"alert-{number}", ["text", "measure"])
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("alert", args=[number]))


@require_POST
@needs(Permission.ALERT_ANSWER)
def ask_exception(request: Request, number: int) -> HttpResponse:
    """申请例外关闭: another person decides."""
    found = _answerable(request, number)
    try:
        exemption = actions.ask_exception(
            alert=found, reason=request.POST.get("reason", ""), by=request.user.username
        )
    except (MoveRefused, ExemptionRefused) as refusal:
        keep_typed(request, f"alert-{number}", ["reason"])
        messages.error(request, f"{refusal}。")
        return HttpResponseRedirect(reverse("alert", args=[number]))
    messages.success(request, "例外已申请，批复后您会收到消息。")
    return HttpResponseRedirect(reverse("exemption", args=[exemption.pk]))
