"""Which alerts a person may see, and how they are narrowed down by the address."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhengai.accounts.rules import Permission
from zhengai.alerts import queries
from zhengai.alerts.models import Alert, AlertPerson
from zhengai.alerts.rules.machine import LIVE
from zhengai.college.queries import now, today
from zhengai.web.components.disclosure import disclosed_alerts
from zhengai.web.components.scoped import reached
from zhengai.web.shell.request import Request

LIVE_STATES = [state.value for state in LIVE]


def seen_alerts(request: Request) -> QuerySet[Alert]:
    """Those of the subjects a person may see, and those addressed to the person."""
    alerts = disclosed_alerts(request.person, queries.alerts(request.college))
    if request.person.sees_everything(Permission.ALERT_VIEW):
        return alerts
    seen = reached(request.person, Permission.ALERT_VIEW, "level", "subject")
    return alerts.filter(seen | Q(Exists(_addressed(request))))


def _addressed(request: Request) -> QuerySet[AlertPerson]:
    """Nobody's number is empty: an account without one is addressed by nothing."""
    number = request.user.person_number or None
    return AlertPerson.objects.filter(alert=OuterRef("pk"), person_number=number)


def narrowed(request: Request, alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    wanted = request.GET
    state = wanted.get("state", "live")
    if state == "live":
        alerts = alerts.filter(state__in=LIVE_STATES)
    elif state == "closed":
        alerts = alerts.exclude(state__in=LIVE_STATES)
    for name in ("grade", "level", "indicator"):
        if wanted.get(name):
            alerts = alerts.filter(**{name: wanted[name]})
    alerts = _aged(request, alerts)
    if wanted.get("mine"):
        alerts = alerts.filter(Exists(_addressed(request)))
    if text := wanted.get("q", "").strip():
        alerts = alerts.filter(
            Q(subject_name__icontains=text) | Q(subject__icontains=text) | Q(sentence__icontains=text)
        )
    return alerts


def _aged(request: Request, alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """`age`: week = raised more than a week ago, overdue = past the deadline; as the cockpit counts them."""
    age = request.GET.get("age")
    if age == "week":
        return alerts.filter(raised_at__lt=now(request.college) - timedelta(days=7))
    return alerts.filter(due__lt=today(request.college)) if age == "overdue" else alerts
