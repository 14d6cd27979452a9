"""One alert: its sentence, its chart with the moment marked, its people, its story."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.models import User
from zhengai.accounts.rules import Permission
from zhengai.alerts import actions
from zhengai.alerts.models import Alert, AlertEvent
from zhengai.alerts.queries import timeline
from zhengai.alerts.rules.machine import AlertState, Move, MoveRefused
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, today
from zhengai.core.actions import SYSTEM
from zhengai.datacentre.queries import catalogue
from zhengai.indicators import queries
from zhengai.indicators.models import Definition
from zhengai.web.components.charts import LineChart
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.newest import with_newest
from zhengai.web.components.periods import full_name, short_name
from zhengai.web.components.series import series_chart
from zhengai.web.components.values import value_address_of
from zhengai.web.desks.alerts.seen import LIVE_STATES, seen_alerts
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.level import COLLEGE

NEIGHBOURS = 12
_PLATFORM = "平台"
# what is marked on the chart
_MARKED = {Move.RAISE: "发出", Move.ESCALATE: "升级", Move.EASE: "降级", Move.CLOSE: "关闭"}


@dataclass(frozen=True)
class Step:
    at: datetime
    who: str
    what: str
    text: str
    period: str


def _alert_or_404(request: Request, number: int) -> Alert:
    found = seen_alerts(request).filter(pk=number).select_related("rule", "run").first()
    if found is None:
        raise Http404("没有这条预警，或者它不在您的查看范围内")
    return found


@needs(Permission.ALERT_VIEW)
def alert(request: Request, number: int) -> HttpResponse:
    found = _alert_or_404(request, number)
    calendar = calendar_of(request.college)
    levels = catalogue(request.college).levels
    code = found.subject or (request.college.code if found.level == COLLEGE else "")
    subject = Subject.objects.filter(college=request.college, level=found.level, code=code).first()
    definition = queries.definitions(request.college).filter(code=found.indicator).first()
    events = timeline(found)
    live = seen_alerts(request).filter(state__in=LIVE_STATES)
    context = {
        "alert": found,
        "live": found.state in LIVE_STATES,
        "state_word": AlertState(found.state).chinese,
        "level_name": levels[found.level].name if found.level in levels else found.level,
        "period_name": full_name(calendar, found.period),
        "closed_period": short_name(calendar, found.closed_period),
        "value": _value(found, definition, events),
        "now": with_newest(request.college, [found])[0][1],
        "chart": _chart(request, found, definition, subject, events),
        "persons": list(found.persons.all()),
        "steps": _steps(request, events),
        "neighbours": live.prefetch_related(None).order_by(F("rank").desc(), "due", "pk")[:NEIGHBOURS],
        "neighbour_count": live.count(),
        "today": today(request.college),
        "may_answer": found.state in LIVE_STATES and _may_answer(request, found),
        "may_acknowledge": found.state == AlertState.OPEN,
    }
    return render(request, "desks/alerts/alert.html", context)


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


def _value(found: Alert, definition: Definition | None, events: list[AlertEvent]) -> Figure | None:
    """As last judged; the link opens the period that was judged."""
    if definition is None or not found.subject:
        return None
    judged = next((each.period for each in events[::-1] if each.value is not None), found.period)
    address = value_address_of(found.indicator, found.level, found.subject, judged)
    return figure(found.value, Measure.of(definition.body), href=address)


def _chart(
    request: Request,
    found: Alert,
    definition: Definition | None,
    subject: Subject | None,
    events: list[AlertEvent],
) -> LineChart | None:
    if definition is None or subject is None:
        return None
    moments = [
        (_MARKED[Move(each.move)], "met" if each.move == Move.CLOSE else each.to_grade, each.period)
        for each in events
        if each.move in _MARKED
    ]
    return series_chart(request.college, request.person, definition, subject, found.period_kind, moments)


def _steps(request: Request, events: list[AlertEvent]) -> list[Step]:
    """Newest first."""
    calendar = calendar_of(request.college)
    names = dict(
        User.objects.filter(username__in={e.by for e in events}).values_list("username", "display_name")
    )
    return [
        Step(
            at=each.at,
            who=_PLATFORM if each.by == SYSTEM else names.get(each.by, _PLATFORM),
            what=Move(each.move).chinese,
            text=each.text,
            period=short_name(calendar, each.period) if each.period else "",
        )
        for each in reversed(events)
    ]


@require_POST
@needs(Permission.ALERT_ANSWER)
def respond(request: Request, number: int) -> HttpResponse:
    """签收 or 回复, in place. What was written is kept on the page when it is refused."""
    found = _alert_or_404(request, number)
    if not _may_answer(request, found):
        raise PermissionDenied("这条预警由其责任人回复。需要代为处理时，请联系质管办。")
    text = request.POST.get("text", "").strip()
    try:
        if request.POST.get("move") == Move.ACKNOWLEDGE:
            actions.acknowledge(alert=found, by=request.user.username)
            messages.success(request, "已签收。处理之后请在这里回复原因和措施。")
        elif not text:
            messages.error(request, "请写明原因和措施再提交。")
        else:
            actions.answer(alert=found, text=text, by=request.user.username)
            messages.success(request, "已回复。数据回到界限之内时，预警会自动关闭。")
    except MoveRefused as refusal:
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("alert", args=[number]))
