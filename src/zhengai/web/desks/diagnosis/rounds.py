"""The diagnosis desk: my records first, then every round and how far it is."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.diagnosis import actions, queries
from zhengai.diagnosis.kept import scheme_of
from zhengai.diagnosis.models import Record, Round
from zhengai.diagnosis.queries import NoForm
from zhengai.diagnosis.rules.machine import OPEN, RecordState, RoundKind
from zhengai.web.components.periods import PeriodSwitch, period_switch
from zhengai.web.components.records import own_records
from zhengai.web.desks.diagnosis.seen import (
    confirmable,
    counted_records,
    round_or_404,
    seen_records,
    seen_rounds,
)
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.menu import is_student
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import PeriodKind

_MINE = 12
_DAYS = 30  # a round is due in a month unless another day is chosen
_KINDS = (PeriodKind.ACADEMIC_YEAR, PeriodKind.SEMESTER)


@dataclass(frozen=True)
class Progress:
    """Of the records a person sees of one round."""

    round: Round
    level: str
    kind: str
    total: int
    submitted: int
    confirmed: int

    @property
    def arrived(self) -> int:
        return self.submitted + self.confirmed

    @property
    def percent(self) -> int:
        return round(100 * self.arrived / self.total) if self.total else 0


@dataclass(frozen=True)
class Mine:
    record: Record
    points: int

    @property
    def is_open(self) -> bool:
        return RecordState(self.record.state) in OPEN and self.record.round.closed_at is None


@needs(Permission.DIAGNOSIS_VIEW)
def desk(request: Request) -> HttpResponse:
    rounds = _rounds(request)
    mine = _mine(request, [each.round for each in rounds])
    context = {
        "mine": mine,
        "waiting": sum(each.is_open for each in mine),
        "rounds": rounds,
        "only_own": is_student(request.person) and bool(mine),
        "to_confirm": confirmable(request, counted_records(request)).count(),
        "today": today(request.college),
        "opening": _opening(request) if request.person.may(Permission.ROUND_OPEN) else None,
    }
    return render(request, "desks/diagnosis/desk.html", context)


def _rounds(request: Request) -> list[Progress]:
    counted = counted_records(request).values_list("round", "state").annotate(number=Count("pk"))
    by_round = Counter({(pk, state): number for pk, state, number in counted})
    names = level_names(request)
    return [
        Progress(
            each,
            names.get(each.level, each.level),
            RoundKind(each.kind).chinese,
            sum(by_round[each.pk, state] for state in RecordState),
            by_round[each.pk, RecordState.SUBMITTED],
            by_round[each.pk, RecordState.CONFIRMED],
        )
        for each in _those(request, {pk for pk, _ in by_round})
    ]


def _those(request: Request, counted: set[int]) -> QuerySet[Round]:
    """By the keys the count has found already: asked for again, the records would all be read again."""
    if request.person.sees_everything(Permission.DIAGNOSIS_VIEW):
        return seen_rounds(request)
    return Round.objects.filter(college=request.college, pk__in=counted).defer("form")


def _mine(request: Request, rounds: list[Round]) -> list[Mine]:
    """What is still to be written first."""
    points = {each.pk: len(scheme_of(each).points()) for each in rounds}
    found = [
        Mine(record, points.get(record.round_id, 0))
        for record in seen_records(request).filter(own_records(request))[: 4 * _MINE]
    ]
    return sorted(found, key=lambda each: (not each.is_open, each.record.round.due))[:_MINE]


@dataclass(frozen=True)
class Opening:
    """What the form to open a round offers."""

    kinds: list[tuple[str, str]]
    levels: list[tuple[str, str]]
    periods: PeriodSwitch
    due: date
    first: date


def _opening(request: Request) -> Opening:
    calendar, day = calendar_of(request.college), today(request.college)
    names = level_names(request)
    written = queries.schemes(request.college)
    begun = [p.code for p in calendar.all() if p.kind in _KINDS and p.start <= day]
    running = calendar.containing(day, PeriodKind.ACADEMIC_YEAR)
    return Opening(
        [(kind.value, kind.chinese) for kind in RoundKind],
        [(level, name) for level, name in names.items() if level in written],
        period_switch(calendar, begun, running.code if running else ""),
        day + timedelta(days=_DAYS),
        day,
    )


@require_POST
@needs(Permission.ROUND_OPEN)
def open_round(request: Request) -> HttpResponse:
    asked = request.POST
    try:
        opened = actions.open_round(
            college=request.college,
            kind=_kind(asked.get("kind", "")),
            level=asked.get("level", ""),
            period=asked.get("period", ""),
            due=_day(asked.get("due", "")),
            by=request.user.username,
        )
    except (actions.RoundRefused, NoForm) as refused:
        messages.error(request, f"{refused}。")
        return HttpResponseRedirect(reverse("diagnosis"))
    count = queries.records(request.college).filter(round=opened).count()
    messages.success(request, f"“{opened.title}”已经开启，共 {count} 份记录；责任人已收到通知。")
    return HttpResponseRedirect(reverse("round", args=[opened.pk]))


def _kind(written: str) -> str:
    if written not in set(RoundKind):
        raise actions.RoundRefused("请选择诊断的种类")
    return written


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise actions.RoundRefused("请填写期限，写成 2026-12-31 的样子") from None


@require_POST
@needs(Permission.ROUND_OPEN)
def close_round(request: Request, number: int) -> HttpResponse:
    closed = actions.close_round(round=round_or_404(request, number), by=request.user.username)
    messages.success(request, f"“{closed.title}”已经结束，不再填写；已提交的仍可确认。")
    return HttpResponseRedirect(reverse("round", args=[number]))
