"""预警与改进: what was raised, what was answered, what was done about it and what came of it; newest first."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Prefetch
from django.urls import reverse

from zhengai.alerts.models import Alert, AlertEvent
from zhengai.alerts.queries import alerts
from zhengai.alerts.rules.machine import AlertState, ClosedReason, Move
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.improvement.models import Improvement
from zhengai.improvement.queries import improvements
from zhengai.improvement.rules.machine import VERIFIED, ImprovementState
from zhengai.indicators.writing import Measure
from zhengai.web.components.abouts import address_of
from zhengai.web.components.disclosure import disclosed_alerts
from zhengai.web.components.figures import Figure, figure
from zhengai.web.components.periods import short_name
from zhengai.web.components.values import value_address_of
from zhengai.web.shell.request import Request

SHOWN = 12
_TOLD = {Move.ANSWER: "回复", Move.ESCALATE: "升级", Move.EXCEPT: "例外关闭"}
_LOOKS = {
    ImprovementState.EFFECTIVE: "met",
    ImprovementState.PARTLY: "warning",
    ImprovementState.INEFFECTIVE: "severe",
}


@dataclass(frozen=True)
class Step:
    at: datetime | None
    what: str
    text: str = ""


@dataclass(frozen=True)
class Effect:
    """`before` → `after`, and what the limit was."""

    word: str
    look: str
    before: Figure
    after: Figure | None
    limit: str
    period: str


@dataclass(frozen=True)
class Measured:
    """One improvement with its effect, null while the data are not there yet."""

    improvement: Improvement
    href: str
    state: str
    look: str
    effect: Effect | None


@dataclass(frozen=True)
class Entry:
    """An alert with what became of it; or an improvement that came from elsewhere (`alert` null)."""

    at: datetime
    alert: Alert | None
    live: bool
    steps: list[Step]
    measures: list[Measured]


def story_of(request: Request, subject: Subject, measures: Mapping[str, Measure]) -> tuple[list[Entry], int]:
    """Live alerts and those of late, and the improvements of the subject; three questions to the database."""
    told = Prefetch("events", queryset=AlertEvent.objects.filter(move__in=list(_TOLD)).order_by("id"))
    found = alerts(request.college, level=subject.level, subject=subject.code)
    rows = disclosed_alerts(request.person, found).prefetch_related(None).prefetch_related(told)
    raised = list(rows.order_by(F("closed_at").desc(nulls_first=True), "-raised_at")[: SHOWN + 1])
    done = list(
        improvements(request.college, level=subject.level, subject=subject.code).order_by("-opened_at")[
            :SHOWN
        ]
    )
    held: dict[str, list[Measured]] = defaultdict(list)
    for each in done:
        held[each.source].append(_measured(request, each, measures))
    entries = [_of_alert(each, held.pop(f"alert:{each.pk}", [])) for each in raised[:SHOWN]]
    entries += [Entry(m.improvement.opened_at, None, False, [], [m]) for some in held.values() for m in some]
    entries.sort(key=lambda each: (each.live, each.at), reverse=True)
    return entries[:SHOWN], max(0, len(raised) + len(done) - SHOWN)


def _of_alert(alert: Alert, measured: list[Measured]) -> Entry:
    steps = [Step(each.at, _TOLD[Move(each.move)], each.text) for each in alert.events.all()]
    if alert.closed_at is not None and alert.closed_reason != ClosedReason.EXCEPTION:
        steps.append(Step(alert.closed_at, "关闭", "数据回到界限之内"))
    return Entry(alert.raised_at, alert, AlertState(alert.state).is_live, steps, measured)


def _measured(request: Request, each: Improvement, measures: Mapping[str, Measure]) -> Measured:
    state = ImprovementState(each.state)
    return Measured(
        each,
        address_of(f"improvement:{each.pk}"),
        state.chinese,
        _LOOKS.get(state, "plain"),
        _effect(request, each, measures.get(each.indicator)) if state in VERIFIED else None,
    )


def _effect(request: Request, each: Improvement, measure: Measure | None) -> Effect | None:
    if measure is None:
        return None
    state = ImprovementState(each.state)

    def at(value: float | None, period: str) -> Figure:
        subject = each.subject
        href = value_address_of(each.indicator, subject.level, subject.code, period) if period else ""
        return figure(value, measure, href=href)

    return Effect(
        state.chinese,
        _LOOKS[state],
        at(each.baseline_value, each.baseline_period),
        at(each.effect_value, each.effect_period),
        each.limit,
        short_name(calendar_of(request.college), each.effect_period),
    )


def address_of_all(subject: Subject) -> str:
    return f"{reverse('alerts')}?state=all&level={subject.level}&q={subject.code}"
