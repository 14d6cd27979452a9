"""An improvement being written: what is known of its subject and indicator, and what was typed so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import Http404

from zhengai.accounts.rules import Permission
from zhengai.college.models import Responsibility, Subject
from zhengai.college.queries import calendar_of, today
from zhengai.goals import queries as goals
from zhengai.goals.rules.machine import GoalState
from zhengai.improvement.rules.prefilling import not_yet_met, readable
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.standards import queries as standards
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.periods import newest_first
from zhengai.web.components.values import value_address
from zhengai.web.desks.improvement.origins import Origin, origin_of
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Period, PeriodKind
from zhengai_engine.scoring import Limit

# how long a measure is usually given; the person chooses
_DAYS = {"day": 7, "week": 14, "month": 30}
_LONG_DAYS = 90


@dataclass
class Draft:
    origin: Origin
    source: str
    subject: Subject
    definition: Definition | None
    period_kind: str
    baseline_period: str
    kinds: list[tuple[str, str]]
    periods: list[Period]
    baseline: CurrentValue | None
    indicators: Mapping[str, Definition]  # those computed for the level
    owners: list[tuple[str, str]]
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def figure(self) -> Figure | None:
        if self.definition is None:
            return None
        measure = Measure.of(self.definition.body)
        if self.baseline is None:
            return figure(None, measure)
        return figure(
            self.baseline.value, measure, reason=self.baseline.reason, href=value_address(self.baseline)
        )


def subject_or_404(request: Request, named: str) -> Subject:
    """One the person may improve, or answer for."""
    level, _, code = named.partition(":")
    reachable = request.person.subjects(Permission.IMPROVEMENT_EDIT)
    found = reachable.filter(level=level, code=code).select_related("department").first()
    if found is None:
        raise Http404("没有这个对象，或者它不在您的工作范围内")
    # its calendar and scheme are read already
    found.college = request.college
    return found


def draft(request: Request) -> Draft | None:
    """From the address; null while no subject is chosen."""
    source = request.GET.get("source", "")
    origin = origin_of(request, source)
    if origin is None:
        raise Http404("没有这个来源，或者它不在您的查看范围内")
    named = f"{origin.level}:{origin.subject}" if origin.level else request.GET.get("subject", "")
    if not named:
        return None
    subject = subject_or_404(request, named)
    offered = {
        each.code: each
        for each in indicators.definitions(request.college).order_by("name")
        if subject.level in each.body.get("levels", [subject.level])
    }
    definition = offered.get(request.GET.get("indicator") or origin.indicator)
    rows = _rows(request, subject, definition)
    kinds = [kind for kind in PeriodKind if any(row.period_kind == kind for row in rows)]
    kind = _chosen(request.GET.get("kind") or origin.period_kind, [each.value for each in kinds])
    periods = newest_first(calendar_of(request.college), [r.period for r in rows if r.period_kind == kind])
    valued = {row.period for row in rows if row.value is not None}
    ended = [each.code for each in periods if each.code in valued and each.end <= today(request.college)]
    codes = [each.code for each in periods]
    wanted = request.GET.get("baseline") or origin.baseline_period
    baseline = wanted if wanted in codes else _chosen("", ended or codes)
    return Draft(
        origin=origin,
        source=source,
        subject=subject,
        definition=definition,
        period_kind=kind,
        baseline_period=baseline,
        kinds=[(each.value, each.chinese) for each in kinds],
        periods=periods,
        baseline=next((row for row in rows if row.period == baseline), None),
        indicators=offered,
        owners=owners_for(request, subject),
    )


def _chosen(wanted: str, offered: list[str]) -> str:
    return wanted if wanted in offered or not offered else offered[0]


def _rows(request: Request, subject: Subject, definition: Definition | None) -> list[CurrentValue]:
    if definition is None:
        return []
    found = indicators.current_values(request.college, indicator=definition.code, level=subject.level)
    return list(found.filter(subject=subject.code))


def prefilled(request: Request, found: Draft) -> dict[str, str]:
    """What the form begins with; what was typed stands before it."""
    day = today(request.college)
    due = day + timedelta(days=_DAYS.get(found.period_kind, _LONG_DAYS))
    owner = next(iter(found.owners), ("", ""))
    return {
        "problem": found.origin.problem,
        "cause": found.origin.cause,
        "measure": found.origin.measure,
        "limit": found.origin.limit or _target(found),
        "owner": owner[0],
        "due": due.isoformat(),
    } | dict(found.typed)


def _target(found: Draft) -> str:
    """The goal's limit, else the standard's, else the control point's target: the first not met yet."""
    if found.definition is None:
        return ""
    rules = standards.rules_for(
        found.subject.college,
        level=found.subject.level,
        indicator=found.definition.code,
        period_kind=found.period_kind,
    )
    own = standards.control_values_for(rules[0], found.subject) if rules else None
    limits = [_goal(found), own.standard if own else None, own.target if own else None]
    limit = not_yet_met(found.baseline.value if found.baseline else None, limits)
    percent = Measure.of(found.definition.body).percent
    return typed_limit(limit, percent=percent) if limit else ""


def _goal(found: Draft) -> Limit | None:
    assert found.definition is not None
    goal = goals.goals(found.subject.college, level=found.subject.level, subject=found.subject.code)
    chosen = goal.filter(indicator=found.definition.code, state=GoalState.APPROVED)
    newest = next((each for each in chosen if readable(each.limit)), None)
    return readable(newest.limit) if newest else None


_SIGNS = {">=": "≥", "<=": "≤"}


def typed_limit(limit: Limit, *, percent: bool) -> str:
    """As a person would type it, and read_limit reads it: ≤ 5%."""
    ends = "..".join(_number(end, percent) for end in limit.ends())
    return f"{_SIGNS.get(limit.operator.value, limit.operator.value)} {ends}"


def _number(value: float, percent: bool) -> str:
    digits = f"{round(value * 100, 10) if percent else value:.10f}".rstrip("0").rstrip(".")
    return digits + ("%" if percent else "")


def owners_for(request: Request, subject: Subject) -> list[tuple[str, str]]:
    """Who can own it: those who answer for the subject, its department's people, and who opens it."""
    held = [pk for pk in (subject.pk, subject.department_id) if pk]
    rows = Responsibility.objects.filter(subject__in=held)
    ranked = sorted(rows, key=lambda each: (each.subject_id != subject.pk, each.pk))
    found = {each.person_number: each.person_name or each.person_number for each in ranked}
    if request.user.person_number:
        found.setdefault(request.user.person_number, request.user.display_name)
    return list(found.items())


def default_cycle(request: Request, found: Draft) -> str:
    return found.origin.cycle_period or found.baseline_period


def read_due(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
