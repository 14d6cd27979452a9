"""工作台: what is wanted of me, how that for which I answer is doing, what happened lately."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.alerts import queries
from zhengai.alerts.models import Alert, AlertEvent
from zhengai.alerts.rules.machine import Move
from zhengai.college.models import Responsibility, Subject
from zhengai.college.queries import calendar_of, today
from zhengai.indicators.models import Run
from zhengai.indicators.queries import newest_run
from zhengai.web.components.disclosure import PERSONAL, disclosed_alerts
from zhengai.web.components.headlines import Standing, standings_of
from zhengai.web.components.scoped import within
from zhengai.web.components.values import by_width, widest
from zhengai.web.desks.workbench.keeping import kept_for
from zhengai.web.desks.workbench.wanted import wanted_of
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import for_everyone
from zhengai.web.shell.menu import is_student
from zhengai.web.shell.request import Request
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.scoring import Grade

SHOWN = 6
_OWN_SUBJECTS = 3
_TOLD = {Move.RAISE, Move.ESCALATE, Move.ANSWER, Move.CLOSE, Move.EXCEPT}


@for_everyone
def home(request: Request) -> HttpResponse:
    sees_alerts = request.person.may(Permission.ALERT_VIEW)
    mine = _waiting(request) if sees_alerts else Alert.objects.none()
    urgent = mine.prefetch_related(None).order_by(F("rank").desc(), "due", "pk")
    waiting = list(urgent[:SHOWN]) if sees_alerts else []
    counts, overdue = _counts(request, mine) if sees_alerts else ([], 0)
    standings = _standings(request)
    context = {
        "sees_alerts": sees_alerts,
        "everything": request.person.sees_everything(Permission.ALERT_VIEW),
        "may_import": request.person.may(Permission.DATA_IMPORT),
        "no_calendar": not calendar_of(request.college).all(),
        "student": is_student(request.person),
        "waiting": waiting,
        "wanted": wanted_of(request, waiting) if sees_alerts else [],
        "kept": [] if sees_alerts else kept_for(request),
        "counts": counts,
        "alerts": sum(number for _, number in counts),
        "overdue": overdue,
        "today": today(request.college),
        "standings": standings,
        "happened": _happened(request) if sees_alerts else [],
        "run": _run(request, standings),
    }
    return render(request, "desks/workbench/home.html", context)


def _waiting(request: Request) -> QuerySet[Alert]:
    """Those addressed to the person; for a role of the whole college all that are not closed."""
    live = disclosed_alerts(request.person, queries.open_alerts(request.college))
    if request.person.sees_everything(Permission.ALERT_VIEW):
        return live
    number = request.user.person_number
    return queries.alerts_for_person(request.college, number) if number else live.none()


def _counts(request: Request, alerts: QuerySet[Alert]) -> tuple[list[tuple[str, int]], int]:
    """By grade, gravest first; and how many are past their deadline."""
    rows = (
        alerts.order_by()
        .values_list("grade")
        .annotate(number=Count("pk"), late=Count("pk", filter=Q(due__lt=today(request.college))))
    )
    held = {grade: (number, late) for grade, number, late in rows}
    counts = [(grade.value, held.get(grade.value, (0, 0))[0]) for grade in reversed(Grade)]
    return counts, sum(late for _, late in held.values())


def _standings(request: Request) -> list[Standing]:
    """The subjects the person answers for; without any, the widest one that may be seen."""
    if not request.person.may(Permission.INDICATOR_VIEW):
        return []
    return standings_of(request.college, _own_subjects(request), level_names(request))


def _own_subjects(request: Request) -> list[Subject]:
    """Few of them: the widest first, and of one level those that have an alert."""
    seen = request.person.subjects(Permission.INDICATOR_VIEW)
    if request.person.sees_everything(Permission.INDICATOR_VIEW):
        return list(seen.filter(level=COLLEGE)[:1])
    if number := request.user.person_number:
        own = Responsibility.objects.filter(subject=OuterRef("pk"), person_number=number)
        warned = queries.open_alerts(request.college).filter(
            level=OuterRef("level"), subject=OuterRef("code")
        )
        held = seen.filter(Exists(own)).order_by(by_width(), Exists(warned).desc(), "code")
        if found := list(held[:_OWN_SUBJECTS]):
            return found
    found_widest = widest(seen)
    return [found_widest] if found_widest else []


def _run(request: Request, standings: list[Standing]) -> Run | None:
    """The newest behind what is shown; where nothing is shown, the newest there is."""
    shown = [each.run for each in standings if each.run]
    return max(shown, key=lambda run: run.pk) if shown else newest_run(request.college)


def _happened(request: Request) -> list[AlertEvent]:
    """The last moves of the alerts the person may see."""
    events = AlertEvent.objects.filter(alert__college=request.college, move__in=_TOLD)
    if request.person.is_outside:
        events = events.exclude(alert__level__in=PERSONAL)
    events = within(
        request.person, Permission.ALERT_VIEW, events, level="alert__level", subject="alert__subject"
    )
    return list(events.select_related("alert").order_by("-id")[:SHOWN])
