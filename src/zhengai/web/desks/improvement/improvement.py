"""One improvement: where it came from, what is done, what data says, what is next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhengai.accounts.models import User
from zhengai.accounts.rules import Permission
from zhengai.college.models import College
from zhengai.college.queries import calendar_of, today
from zhengai.core.actions import SYSTEM
from zhengai.improvement import queries
from zhengai.improvement.models import Improvement, ImprovementEvent
from zhengai.improvement.queries import LIVE_STATES, VERIFIED_STATES, timeline
from zhengai.improvement.readings import readings
from zhengai.improvement.rules.effect import direction
from zhengai.improvement.rules.machine import ACTOR_OF, Actor, ImprovementState, Move
from zhengai.improvement.rules.prefilling import readable
from zhengai.indicators.models import Definition
from zhengai.web.components.charts import LineChart, Mark
from zhengai.web.components.dependences import sent_out_of
from zhengai.web.components.periods import full_name
from zhengai.web.components.series import series_chart
from zhengai.web.desks.improvement.cards import cards_of
from zhengai.web.desks.improvement.lessons import lessons_for, named
from zhengai.web.desks.improvement.origins import origin_link
from zhengai.web.desks.improvement.seen import may_cancel, may_move, seen_improvements
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import PeriodKind

_PLATFORM = "平台"
_BEFORE = 5
_S = ImprovementState


@dataclass(frozen=True)
class Step:
    at: datetime
    who: str
    what: str
    text: str


def improvement_or_404(request: Request, number: int) -> Improvement:
    found = seen_improvements(request).filter(pk=number).select_related("subject", "college").first()
    if found is None:
        raise Http404("没有这项改进，或者它不在您的查看范围内")
    return found


@needs(Permission.IMPROVEMENT_VIEW)
def improvement(request: Request, number: int) -> HttpResponse:
    return shown(request, improvement_or_404(request, number), {})


def shown(request: Request, found: Improvement, typed: dict[str, str]) -> HttpResponse:
    """`typed` is what a refused form held."""
    college = request.college
    # the calendar of the request's college is read already
    found.college = college
    reading = readings(college, [found])[found.pk]
    events = timeline(found)
    people = people_of(found, events)
    lessons = lessons_for(request, found.indicator, exclude=found)
    card, *cards = cards_of(request, [found, *lessons])
    limit = readable(found.limit)
    moves, may_open = may_move(request, found), request.person.may(Permission.IMPROVEMENT_EDIT)
    context: dict[str, Any] = {
        "improvement": found,
        "card": card,
        "state_word": _S(found.state).chinese,
        "level_name": level_names(request).get(found.subject.level, found.subject.level),
        "origin": origin_link(college, found.source),
        "baseline_name": full_name(calendar_of(college), found.baseline_period),
        "effect_name": full_name(calendar_of(college), found.effect_period) if found.effect_period else "",
        "direction": direction(limit) if limit else "",
        "verdict_text": _verdict(events) if found.state in VERIFIED_STATES else "",
        "why": reading.why,
        "can_judge": reading.value is not None and found.state not in VERIFIED_STATES,
        "chart": _chart(request, found, card.definition),
        "steps": _steps(events, people),
        "live": found.state in LIVE_STATES,
        "verified": found.state in VERIFIED_STATES,
        "may_move": moves,
        "may_open": may_open,
        "dependences": [] if request.person.is_outside else sent_out_of(request, [f"improvement:{found.pk}"]),
        "may_depend": may_open and moves,
        "may_cancel": found.state in LIVE_STATES and may_cancel(request, found),
        "requesters": requesters(request, found, people),
        "lessons": named(lessons, cards),
        "before": list(queries.recurring(found)[:_BEFORE]),
        "typed": {name: typed.get(name, "") for name in ("text", "lesson", "reason", "requested_by")},
        "today": today(college),
    }
    return render(request, "desks/improvement/improvement.html", context)


def _verdict(events: list[ImprovementEvent]) -> str:
    found = (each.text for each in reversed(events) if ACTOR_OF[Move(each.move)] is Actor.PLATFORM)
    return next(found, "")


def people_of(found: Improvement, events: list[ImprovementEvent]) -> list[User]:
    """Accounts of the owner and of all who did something."""
    wanted = Q(username__in={found.opened_by, *(each.by for each in events)})
    if found.owner_number:
        wanted |= Q(person_number=found.owner_number)
    return list(User.objects.filter(wanted))


def requesters(request: Request, found: Improvement, people: list[User]) -> list[tuple[str, str]]:
    """Who can have asked for it to be cancelled: the owner and who opened it, not the one who decides."""
    asking = [each for each in people if each.username != request.user.username]
    owners = [each for each in asking if found.owner_number and each.person_number == found.owner_number]
    openers = [each for each in asking if each.username == found.opened_by]
    named = {each.username: each.display_name for each in (*owners, *openers)}
    # an owner without an account is named by name
    return list((named if owners else {found.owner_name: found.owner_name} | named).items())


def _chart(request: Request, found: Improvement, definition: Definition | None) -> LineChart | None:
    """The run of its indicator with baseline and target, and when it was begun, done and verified."""
    if definition is None:
        return None
    limit = readable(found.limit)
    lines = [Mark("目标", "met", end) for end in (limit.ends() if limit else ())]
    if found.baseline_value is not None:
        lines.append(Mark("基线", "notice", found.baseline_value))
    return series_chart(
        request.college,
        request.person,
        definition,
        found.subject,
        found.period_kind,
        _moments(request.college, found),
        lines,
    )


def _moments(college: College, found: Improvement) -> list[tuple[str, str, str]]:
    """Names of one period are written together, so that they do not cover each other."""
    calendar = calendar_of(college)
    named: dict[str, list[str]] = {}
    for name, at in (("开始", found.started_at), ("完成", found.carried_out_at)):
        day = timezone.localtime(at).date() if at else None
        period = calendar.containing(day, PeriodKind(found.period_kind)) if day else None
        if period is not None and period.covers(day or period.start):
            named.setdefault(period.code, []).append(name)
    if found.effect_period:
        named.setdefault(found.effect_period, []).append("核实")
    look = "met" if found.state == _S.EFFECTIVE else "accent"
    return [("、".join(names), look, code) for code, names in named.items()]


def _steps(events: list[ImprovementEvent], people: list[User]) -> list[Step]:
    """Newest first."""
    names = {each.username: each.display_name for each in people}
    return [
        Step(
            at=each.at,
            who=_PLATFORM if _by_platform(each) else names.get(each.by, each.by),
            what=Move(each.move).chinese,
            text=each.text,
        )
        for each in reversed(events)
    ]


def _by_platform(event: ImprovementEvent) -> bool:
    return event.by == SYSTEM or ACTOR_OF[Move(event.move)] is Actor.PLATFORM
