"""One alert: its sentence, its chart with the moment marked, its people, its story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When, Window
from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.models import User
from zhengai.accounts.rules import Permission
from zhengai.alerts.models import Alert, AlertEvent
from zhengai.alerts.rules.machine import AlertState, Move
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, today
from zhengai.core.actions import SYSTEM
from zhengai.indicators import queries
from zhengai.indicators.models import Definition
from zhengai.web.components.charts import LineChart
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.newest import with_newest
from zhengai.web.components.periods import full_name, short_name
from zhengai.web.components.series import series_chart
from zhengai.web.components.values import value_address_of
from zhengai.web.desks.alerts.answering import alert_or_404, answering
from zhengai.web.desks.alerts.seen import LIVE_STATES, seen_alerts
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.level import COLLEGE

NEIGHBOURS = 12
OTHERS = 5
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


@needs(Permission.ALERT_VIEW)
def alert(request: Request, number: int) -> HttpResponse:
    found = alert_or_404(request, number)
    calendar = calendar_of(request.college)
    code = found.subject or (request.college.code if found.level == COLLEGE else "")
    subject = Subject.objects.filter(college=request.college, level=found.level, code=code).first()
    definition = queries.definitions(request.college).filter(code=found.indicator).first()
    events, names = _told(found)
    others, neighbours, live_count = _beside(request, found)
    context = {
        "alert": found,
        "live": found.state in LIVE_STATES,
        "state_word": AlertState(found.state).chinese,
        "level_name": level_names(request).get(found.level, found.level),
        "period_name": full_name(calendar, found.period),
        "closed_period": short_name(calendar, found.closed_period),
        "value": _value(found, definition, events),
        "now": with_newest(request.college, [found], [definition] if definition else [])[0][1],
        "chart": _chart(request, found, definition, subject, events),
        "persons": list(found.persons.all()),
        "steps": _steps(request, events, names),
        "others": others,
        "neighbours": neighbours,
        "neighbour_count": live_count,
        "today": today(request.college),
        "may_acknowledge": found.state == AlertState.OPEN,
        **answering(request, found),
    }
    return render(request, "desks/alerts/alert.html", context)


def _beside(request: Request, found: Alert) -> tuple[Sequence[Alert], Sequence[Alert], int]:
    """Other live alerts: of the same subject, of all others the gravest, and how many are live in all."""
    is_same = Q(level=found.level, subject=found.subject) & ~Q(subject="")
    live = seen_alerts(request).filter(state__in=LIVE_STATES).prefetch_related(None)
    listed = live.annotate(
        same=Case(When(is_same, then=Value(1)), default=Value(0), output_field=IntegerField()),
        total=Window(Count("pk")),
    ).order_by("-same", F("rank").desc(), "due", "pk")
    rows = list(listed[: 1 + OTHERS + NEIGHBOURS])
    same = [each for each in rows if each.same and each.pk != found.pk]
    rest = [each for each in rows if not each.same]
    return same[:OTHERS], rest[:NEIGHBOURS], rows[0].total if rows else 0


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


def _told(found: Alert) -> tuple[list[AlertEvent], dict[str, str]]:
    """All that happened, oldest first, and what the people in it call themselves: one question."""
    accounts = User.objects.filter(username=OuterRef("by")).values("display_name")[:1]
    rows = list(found.events.order_by("id").annotate(who=Subquery(accounts)))
    return list(rows), {row.by: row.who for row in rows if row.who}


def _steps(request: Request, events: list[AlertEvent], names: dict[str, str]) -> list[Step]:
    """Newest first."""
    calendar = calendar_of(request.college)
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
