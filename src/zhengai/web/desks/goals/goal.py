"""One goal: where it started, where it is, its chain through the periods, and the decision on it."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of
from zhengai.cycles.models import Exemption
from zhengai.cycles.queries import check_may_change, exemptions
from zhengai.cycles.rules.exemption import ExemptionState
from zhengai.cycles.rules.guard import LoopRefused
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.goals.actions import PLAN
from zhengai.goals.models import Goal
from zhengai.goals.queries import chain_of, looser_than
from zhengai.goals.rules.machine import GoalState
from zhengai.indicators import queries as indicators
from zhengai.web.components.abouts import address_of
from zhengai.web.components.charts import LineChart, Mark
from zhengai.web.components.periods import full_name, short_name
from zhengai.web.components.series import series_chart
from zhengai.web.components.typed import take_typed
from zhengai.web.desks.goals.measured import measured
from zhengai.web.desks.goals.seen import goal_or_404, may_act
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import UnknownPeriod
from zhengai_engine.scoring import read_limit


@needs(Permission.GOAL_VIEW)
def goal(request: Request, number: int) -> HttpResponse:
    found = goal_or_404(request, number)
    calendar = calendar_of(request.college)
    waiting = found.state == GoalState.PROPOSED
    own = found.proposed_by == request.user.username
    reaches = may_act(request, Permission.GOAL_DECIDE, found)
    typed, error = take_typed(request, f"goal-{found.pk}", ["decision", "limit", "reason"])
    names = names_of({found.proposed_by, found.decided_by})
    this = measured(request, [found])[0]
    context = {
        "goal": found,
        "this": this,
        "level_name": level_names(request).get(found.subject.level, found.subject.level),
        "period_name": full_name(calendar, found.period),
        "chain": [(each, short_name(calendar, each.period)) for each in chain_of(found)],
        "looser": looser_than(found),
        "chart": _chart(request, found),
        "profile": _profile(found),
        "ground": _ground(found),
        "proposed_by": names.get(found.proposed_by, found.proposed_by),
        "decided_by": names.get(found.decided_by, found.decided_by),
        "waiting": waiting,
        "may_decide": waiting and reaches and not own,
        "own_waiting": waiting and own,
        "may_change": _is_live(found) and may_act(request, Permission.GOAL_PROPOSE, found),
        "standstill": _standstill(found) if _is_live(found) else "",
        "asked": _asked(request, found),
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/goals/goal.html", context)


def _is_live(found: Goal) -> bool:
    return found.state in (GoalState.PROPOSED, GoalState.APPROVED)


def _standstill(found: Goal) -> str:
    """Why it may not change now without an exemption; empty where it may."""
    subject = found.subject
    try:
        period = calendar_of(found.college).period(found.period)
        ground = "" if found.ground == PLAN or found.state == GoalState.APPROVED else found.ground
        check_may_change(found.college, subject.level, subject.code, period, ground=ground)
    except (LoopRefused, OutsideCalendar, UnknownPeriod) as refusal:
        return str(refusal)
    return ""


def _asked(request: Request, found: Goal) -> Exemption | None:
    waiting = exemptions(request.college, state=ExemptionState.ASKED.value)
    return waiting.filter(about=f"goal:{found.pk}").first()


def _chart(request: Request, found: Goal) -> LineChart | None:
    """The run of the indicator with this goal's limit in it, beside the limits of its control point."""
    definition = indicators.definitions(request.college).filter(code=found.indicator).first()
    if definition is None:
        return None
    period = calendar_of(request.college).find(found.period)
    if period is None:
        return None
    chart = series_chart(request.college, request.person, definition, found.subject, period.kind.value)
    if chart is None:
        return None
    ends = [Mark("本目标", "accent", end) for end in read_limit(found.limit).ends()]
    return replace(chart, marks=[*_without_target(chart.marks), *ends])


def _without_target(marks: Sequence[Mark]) -> list[Mark]:
    """The control point's own target would stand beside the goal's under almost the same name."""
    return [mark for mark in marks if mark.name != "目标"]


def _profile(found: Goal) -> str:
    return reverse("profile", args=[found.subject.level, found.subject.code])


def _ground(found: Goal) -> tuple[str, str]:
    """What it rests on, in words, and where to read it."""
    kind = found.ground.partition(":")[0]
    words = {"plan": "实施之前制定", "record": "诊断记录", "exemption": "例外", "report": "报告"}
    return words.get(kind, found.ground), address_of(found.ground)
