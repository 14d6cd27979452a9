"""One centre: its headline figures with their run, what needs attention, and what is under way at its levels."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, F
from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.alerts.models import Alert
from zhengai.alerts.queries import open_alerts
from zhengai.college.models import Subject
from zhengai.college.queries import today
from zhengai.datacentre.queries import catalogue, stored
from zhengai.diagnosis.models import Record, Round
from zhengai.diagnosis.rules.machine import DONE
from zhengai.framework.queries.platform import centres
from zhengai.framework.rules.platform import Centre
from zhengai.goals.models import Goal
from zhengai.goals.rules.machine import GoalState
from zhengai.standards.shelf import Completeness, completeness
from zhengai.web.components.columns import Column
from zhengai.web.components.disclosure import disclosed_alerts
from zhengai.web.components.headlines import lines_of
from zhengai.web.components.scoped import within, within_key
from zhengai.web.components.values import widest
from zhengai.web.desks.centres.listed import SEEN, cards_of, listable
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset

_WORST = 8
_P = Permission


@dataclass(frozen=True)
class Level:
    """What a level of the centre has under way; `goals` of the approved ones, `opens` whether there is a list."""

    column: Column
    goals: int
    standards: Completeness | None
    opens: bool


@dataclass(frozen=True)
class Running:
    """A round that is open: of the records in reach, how many have been handed in."""

    round: Round
    level: str
    total: int
    arrived: int

    @property
    def percent(self) -> int:
        return round(100 * self.arrived / self.total) if self.total else 0


@dataclass(frozen=True)
class Held:
    """A dataset or register the centre rests on."""

    dataset: "Dataset"
    rows: int


@needs(Permission.ORGANISATION_VIEW)
def centre(request: Request, code: str) -> HttpResponse:
    all_centres = centres(request.college)
    found = next((each for each in all_centres if each.code == code), None)
    if found is None:
        raise Http404("方案里没有这个中心")
    card = cards_of(request, [found])[0]
    subject = _subject(request, found)
    day = today(request.college)
    held = _held(request, found)
    context = {
        "centre": found,
        "others": all_centres,
        "card": card,
        "subject": subject,
        "lines": lines_of(request.college, subject, found.indicators) if subject else [],
        "alerts": _worst(request, found),
        "levels": _levels(request, card.columns, day),
        "rounds": _rounds(request, found),
        "datasets": [each for each in held if each.dataset.register is None],
        "registers": [each for each in held if each.dataset.register is not None],
        "opens_data": request.person.may(_P.DATA_VIEW),
        "opens_standards": request.person.may(_P.STANDARD_VIEW),
        "today": day,
    }
    return render(request, "desks/centres/centre.html", context)


def _subject(request: Request, centre: Centre) -> Subject | None:
    """Whose figures head the page: the college for those who see it, else the widest they reach."""
    seen = request.person.subjects(SEEN)
    if request.person.sees_everything(SEEN):
        return seen.filter(level="college").first()
    return widest(seen)


def _worst(request: Request, centre: Centre) -> list[Alert]:
    """Open alerts at the centre's levels, the gravest and longest open first."""
    if not request.person.may(_P.ALERT_VIEW):
        return []
    live = disclosed_alerts(
        request.person, open_alerts(request.college).filter(level__in=centre.levels)
    ).prefetch_related(None)
    seen = within(request.person, _P.ALERT_VIEW, live)
    return list(seen.order_by(F("rank").desc(), "due", "pk")[:_WORST])


def _levels(request: Request, columns: list[Column], day: date) -> list[Level]:
    codes = [each.code for each in columns]
    rows = Goal.objects.filter(
        college=request.college, state=GoalState.APPROVED, subject__level__in=codes
    ).order_by()
    seen = within_key(request.person, _P.GOAL_VIEW, rows)
    goals = dict(seen.values_list("subject__level").annotate(number=Count("pk")))
    known = {each.level: each for each in completeness(request.college, day)}
    return [
        Level(each, goals.get(each.code, 0), known.get(each.code), listable(request, each.code))
        for each in columns
    ]


def _rounds(request: Request, centre: Centre) -> list[Running]:
    levels = [level for level in centre.levels if listable(request, level)]
    running = {
        each.pk: each
        for each in Round.objects.filter(
            college=request.college, level__in=levels, closed_at__isnull=True
        ).defer("form")
    }
    if not running:
        return []
    records = within_key(request.person, _P.DIAGNOSIS_VIEW, Record.objects.filter(round__in=running))
    counted: dict[int, list[int]] = {pk: [0, 0] for pk in running}
    for pk, state, number in records.order_by().values_list("round", "state").annotate(number=Count("pk")):
        counted[pk][0] += number
        counted[pk][1] += number if state in DONE else 0
    names = level_names(request)
    return [
        Running(each, names.get(each.level, each.level), *counted[pk])
        for pk, each in running.items()
        if counted[pk][0]
    ]


def _held(request: Request, centre: Centre) -> list[Held]:
    """The datasets it names, and every register of its themes, as far as the scheme has them."""
    numbers = stored(request.college)
    known = catalogue(request.college).datasets.values()
    return [
        Held(each, numbers.get(each.code, (0, 0))[1])
        for each in known
        if each.code in centre.datasets or (each.register and each.register.theme in centre.themes)
    ]
