"""工作台: what is wanted of me, how that for which I answer is doing, what happened lately."""

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.alerts import queries
from zhengai.alerts.models import Alert, AlertEvent
from zhengai.alerts.rules.machine import Move
from zhengai.college.models import Responsibility, Subject
from zhengai.college.queries import today
from zhengai.datacentre.queries import catalogue
from zhengai.indicators.queries import newest_run
from zhengai.web.components.disclosure import PERSONAL, disclosed_alerts
from zhengai.web.components.newest import with_newest
from zhengai.web.components.values import widest
from zhengai.web.desks.workbench.standing import Standing, standings_of
from zhengai.web.shell.marks import for_everyone
from zhengai.web.shell.request import Request
from zhengai_engine.scoring import Grade

SHOWN = 6
_OWN_SUBJECTS = 3
_TOLD = {Move.RAISE, Move.ESCALATE, Move.ANSWER, Move.CLOSE, Move.EXCEPT}


@for_everyone
def home(request: Request) -> HttpResponse:
    sees_alerts = request.person.may(Permission.ALERT_VIEW)
    mine = _waiting(request) if sees_alerts else Alert.objects.none()
    everything = request.person.sees_everything(Permission.ALERT_VIEW)
    waiting = list(mine.order_by(F("rank").desc(), "due", "pk")[:SHOWN]) if sees_alerts else []
    context = {
        "sees_alerts": sees_alerts,
        "everything": everything,
        "waiting": with_newest(request.college, waiting),
        "counts": _counts(mine) if sees_alerts else [],
        "overdue": mine.filter(due__lt=today(request.college)).count() if sees_alerts else 0,
        "today": today(request.college),
        "standings": _standings(request),
        "happened": _happened(request) if sees_alerts else [],
        "run": newest_run(request.college),
    }
    return render(request, "desks/workbench/home.html", context)


def _waiting(request: Request) -> QuerySet[Alert]:
    """Those addressed to the person; for a role of the whole college all that are not closed."""
    live = disclosed_alerts(request.person, queries.open_alerts(request.college))
    if request.person.sees_everything(Permission.ALERT_VIEW):
        return live
    number = request.user.person_number
    return queries.alerts_for_person(request.college, number) if number else live.none()


def _counts(alerts: QuerySet[Alert]) -> list[tuple[str, int]]:
    held = list(alerts.order_by().values_list("grade", flat=True))
    return [(grade.value, held.count(grade.value)) for grade in reversed(Grade)]


def _standings(request: Request) -> list[Standing]:
    """The subjects the person answers for; without any, the widest one that may be seen."""
    if not request.person.may(Permission.INDICATOR_VIEW):
        return []
    names = {each.code: each.name for each in catalogue(request.college).levels.values()}
    return standings_of(request.college, _own_subjects(request), names)


def _own_subjects(request: Request) -> list[Subject]:
    seen = request.person.subjects(Permission.INDICATOR_VIEW)
    number = request.user.person_number
    if number and not request.person.sees_everything(Permission.INDICATOR_VIEW):
        own = Responsibility.objects.filter(subject=OuterRef("pk"), person_number=number)
        if found := list(seen.filter(Exists(own))[:_OWN_SUBJECTS]):
            return found
    found_widest = widest(seen)
    return [found_widest] if found_widest else []


def _happened(request: Request) -> list[AlertEvent]:
    """The last moves of the alerts the person may see."""
    events = AlertEvent.objects.filter(alert__college=request.college, move__in=_TOLD)
    if request.person.is_outside:
        events = events.exclude(alert__level__in=PERSONAL)
    if not request.person.sees_everything(Permission.ALERT_VIEW):
        subjects = request.person.subjects(Permission.ALERT_VIEW)
        within = subjects.filter(level=OuterRef("alert__level"), code=OuterRef("alert__subject"))
        events = events.filter(Exists(within))
    return list(events.select_related("alert").order_by("-id")[:SHOWN])
