"""Everything that is known about some subjects, in a number of queries that does not grow with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, prefetch_related_objects

from zhengai.alerts.models import Alert, AlertEvent
from zhengai.alerts.rules.machine import Move
from zhengai.college.models import Responsibility, Subject
from zhengai.cycles.queries import turns
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.cycles.rules.turn import Turn
from zhengai.diagnosis.models import Finding, Record
from zhengai.diagnosis.rules.facts import Fact, Known
from zhengai.diagnosis.rules.machine import DONE, RoundKind
from zhengai.evidence import queries as attachments
from zhengai.framework.models import Activity
from zhengai.framework.rules.following import ActivityKind
from zhengai.goals import queries as goals
from zhengai.goals.models import Goal
from zhengai.improvement import queries as improvements
from zhengai.improvement.models import Improvement
from zhengai.indicators.models import CurrentValue
from zhengai.reports.material import Material
from zhengai.reports.rules.figures import KnownValue
from zhengai.standards.models import ControlPoint
from zhengai.standards.rules.limits import read_limits
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import PeriodKind

_COLUMNS = ("subject", "indicator", "period", "value", "numerator", "denominator", "reason", "run_id")
_GRADING = (Move.RAISE, Move.ESCALATE, Move.EASE)
_SLOW = [k.value for k in (PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR)]


@dataclass(frozen=True)
class Case:
    """With how many files prove it."""

    activity: Activity
    files: int


@dataclass
class Gathered:
    """Of one subject."""

    subject: Subject
    responsible: list[str] = field(default_factory=list)
    values: dict[str, dict[str, KnownValue]] = field(default_factory=dict)  # indicator → period → value
    own: dict[int, Any] = field(default_factory=dict)  # control rule → its own limits
    record: Record | None = None  # submitted
    findings: dict[str, Finding] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)
    answers: dict[int, str] = field(default_factory=dict)  # alert → last answer
    graded: dict[int, str] = field(default_factory=dict)  # alert → period that gave it its grade
    goals: list[Goal] = field(default_factory=list)
    improvements: list[Improvement] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)  # the oldest first
    turn: Turn | None = None
    facts: dict[str, Fact] = field(default_factory=dict)  # as the submitted record froze them

    def value(self, indicator: str, period: str) -> KnownValue | None:
        return self.values.get(indicator, {}).get(period)


def gather(material: Material, subjects: Sequence[Subject]) -> list[Gathered]:
    prefetch_related_objects(subjects, "department")
    found = {each.code: Gathered(each) for each in subjects}
    by_pk = {each.pk: found[each.code] for each in subjects}
    for held in Responsibility.objects.filter(subject__in=by_pk).order_by("id"):
        by_pk[held.subject_id].responsible.append(held.person_name or held.person_number)
    for point in ControlPoint.objects.filter(subject__in=by_pk, rule__active=True):
        by_pk[point.subject_id].own[point.rule_id] = read_limits(point.limits)
    _take_records(material, by_pk)
    _take_events(material, found, by_pk)
    _take_values(material, found)
    for mine in found.values():
        _as_submitted(material, mine)
    _take_turns(material, found)
    _take_cases(material, found)
    return list(found.values())


def _take_records(material: Material, by_pk: Mapping[int, Gathered]) -> None:
    rows = Record.objects.filter(
        subject__in=by_pk, round__period=material.period.code, round__kind=RoundKind.SELF, state__in=DONE
    )
    for record in rows.select_related("round").defer("round__form").prefetch_related("findings"):
        mine = by_pk[record.subject_id]
        mine.record, mine.findings = record, {each.point: each for each in record.findings.all()}
        mine.facts = Known.from_json(record.facts).by_indicator


def _take_events(material: Material, found: Mapping[str, Gathered], by_pk: Mapping[int, Gathered]) -> None:
    college, level = material.college, material.level
    rows = Alert.objects.filter(college=college, level=level, subject__in=found).order_by("raised_at", "id")
    kept = {alert.pk: alert for alert in rows if material.fits(alert.period)}
    for alert in kept.values():
        found[alert.subject].alerts.append(alert)
    told = AlertEvent.objects.filter(alert__in=kept, move__in=(Move.ANSWER, *_GRADING)).order_by("id")
    for number, move, period, text in told.values_list("alert_id", "move", "period", "text"):
        mine = found[kept[number].subject]
        if move == Move.ANSWER:
            mine.answers[number] = text
        elif period:
            mine.graded[number] = period
    for goal in goals.goals(college, level=level).filter(subject__in=by_pk):
        by_pk[goal.subject_id].goals.append(goal)
    for each in improvements.improvements(college, level=level).filter(subject__in=by_pk):
        if material.fits(each.cycle_period):
            by_pk[each.subject_id].improvements.append(each)


def _take_cases(material: Material, found: Mapping[str, Gathered]) -> None:
    """Of the period's days; a department's own are those that name it."""
    if not material.tells_cases:
        return
    period, college = material.period, material.college
    rows = list(
        Activity.objects.filter(
            college=college, kind=ActivityKind.CASE, day__range=(period.start, period.end)
        ).order_by("day", "id")
    )
    proofs = attachments.of_records(college.code, "activity", (each.pk for each in rows)).order_by()
    files = dict(proofs.values_list("key").annotate(number=Count("pk")))
    for mine in found.values():
        mine.cases = [
            Case(each, files.get(str(each.pk), 0))
            for each in rows
            if material.level == COLLEGE or each.department == mine.subject.name
        ]


def _take_values(material: Material, found: Mapping[str, Gathered]) -> None:
    """The slow periods of the form's indicators, the weeks of charts, and the moments that events speak of."""
    codes = {*material.indicators, *(wish.indicator for wish in material.wishes)}
    rows = CurrentValue.objects.filter(college=material.college, level=material.level, subject__in=found)
    _keep(material, found, rows.filter(indicator__in=codes, period_kind__in=_SLOW).values_list(*_COLUMNS))
    weekly = [wish for wish in material.wishes if wish.kind is PeriodKind.WEEK]
    weeks = {period.code for wish in weekly for period in wish.periods}
    if weeks:
        asked = rows.filter(indicator__in={wish.indicator for wish in weekly}, period__in=weeks)
        _keep(material, found, asked.values_list(*_COLUMNS))
    moments = {moment for each in found.values() for moment in _moments(each)}
    if moments:
        named = rows.filter(indicator__in={i for i, _ in moments}, period__in={p for _, p in moments})
        _keep(material, found, named.values_list(*_COLUMNS))


def _moments(each: Gathered) -> Iterable[tuple[str, str]]:
    for alert in each.alerts:
        yield alert.indicator, each.graded.get(alert.pk, alert.period)
        yield alert.indicator, alert.closed_period or alert.period
    for goal in each.goals:
        yield goal.indicator, goal.period
        yield goal.indicator, goal.baseline_period or goal.period
    for improvement in each.improvements:
        yield improvement.indicator, improvement.baseline_period
        yield improvement.indicator, improvement.effect_period or improvement.baseline_period


def _keep(material: Material, found: Mapping[str, Gathered], rows: Iterable[tuple[Any, ...]]) -> None:
    level = material.level
    for subject, indicator, period, value, above, below, reason, run in rows:
        basis = material.bases.of(run, indicator, level)
        known = KnownValue(indicator, level, subject, period, value, above, below, reason, basis)
        found[subject].values.setdefault(indicator, {})[period] = known


def _as_submitted(material: Material, mine: Gathered) -> None:
    """A submitted diagnosis speaks of the values it was written on, whatever has arrived since."""
    for code, fact in mine.facts.items():
        if fact.run is None:
            continue
        basis = material.bases.of(fact.run, code, material.level)
        mine.values.setdefault(code, {})[fact.period] = KnownValue(
            code, material.level, mine.subject.code, fact.period,
            fact.value, fact.numerator, fact.denominator, fact.reason, basis,
        )  # fmt: skip


def _take_turns(material: Material, found: Mapping[str, Gathered]) -> None:
    try:
        known = turns(material.college, material.level, list(found), material.period)
    except OutsideCalendar:
        return
    for code, turn in known.items():
        found[code].turn = turn
