"""Where an improvement comes from: a finding of a diagnosis, an alert, an improvement that did not help enough."""

import re
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from zhengai.accounts.rules import Permission
from zhengai.alerts import queries as alerts
from zhengai.alerts.models import Alert, AlertEvent
from zhengai.alerts.rules.machine import Move
from zhengai.college.models import College
from zhengai.diagnosis import queries as diagnosis
from zhengai.diagnosis.models import Finding
from zhengai.web.components.dependences import seen_dependences
from zhengai.web.components.disclosure import disclosed_alerts
from zhengai.web.components.scoped import within, within_key
from zhengai.web.desks.improvement.seen import seen_improvements
from zhengai.web.shell.request import Request

# an alert's sentence ends with what to do; a problem only says what is so
_TO_DO = re.compile(r"，请在[^，。]*前处理。$")
_MEASURE = "\n措施："  # as alerts.actions.answer joins cause and measure


@dataclass(frozen=True)
class Origin:
    """What is known there already, so that nothing is written twice. `level` and `subject` name the subject."""

    title: str
    address: str = ""
    level: str = ""
    subject: str = ""
    problem: str = ""
    cause: str = ""
    measure: str = ""
    indicator: str = ""
    period_kind: str = ""
    baseline_period: str = ""  # empty: the newest that has a value
    cycle_period: str = ""
    limit: str = ""


BY_HAND = Origin("直接提出")


def origin_of(request: Request, source: str) -> Origin | None:
    """Null when there is no such thing or the person may not see it."""
    kind, _, key = source.partition(":")
    if not source:
        return BY_HAND
    if not key.isdecimal() or kind not in _READERS:
        return None
    return _READERS[kind](request, int(key))


def origin_link(college: College, source: str) -> Origin:
    """Only its name and address, for a page that shows an improvement anyhow."""
    kind, _, key = source.partition(":")
    number = int(key) if key.isdecimal() else 0
    if kind == "finding":
        found = diagnosis.finding(college, number)
        return _from_finding_named(found) if found else Origin("诊断")
    if kind == "alert":
        return Origin("预警", _address("alert", number))
    if kind == "improvement":
        return Origin("前一项改进", _address("improvement", number))
    if kind == "dependence":
        return Origin("质量依存", _address("dependence", number))
    return BY_HAND if not source else Origin(source)


def _address(route: str, number: int) -> str:
    try:
        return reverse(route, args=[number])
    except NoReverseMatch:
        return ""


def _from_finding_named(found: Finding) -> Origin:
    record = found.record
    return Origin(f"诊断 {record.round.title}", _address("record", record.pk))


def _from_finding(request: Request, number: int) -> Origin | None:
    found = diagnosis.finding(request.college, number)
    if found is None:
        return None
    record = found.record
    records = diagnosis.records(request.college)
    seen = within_key(request.person, Permission.DIAGNOSIS_VIEW, records, subject="subject")
    if not seen.filter(pk=record.pk).exists():
        return None
    fact = next((each.fact for each in diagnosis.problems(record) if each.finding.pk == number), None)
    named = _from_finding_named(found)
    return Origin(
        title=named.title,
        address=named.address,
        level=record.subject.level,
        subject=record.subject.code,
        problem=found.opinion,
        cause=found.cause,
        measure=found.measure,
        indicator=fact.indicator if fact else "",
        period_kind=fact.period_kind if fact else "",
        baseline_period=fact.period if fact else "",
        cycle_period=record.round.period,
    )


def _from_alert(request: Request, number: int) -> Origin | None:
    seen = disclosed_alerts(request.person, alerts.alerts(request.college))
    seen = within(request.person, Permission.ALERT_VIEW, seen) | seen.filter(
        persons__person_number=request.user.person_number or None
    )
    found = seen.filter(pk=number).first()
    if found is None or not found.subject:
        return None
    cause, measure = _answer(found)
    return Origin(
        title="预警",
        address=_address("alert", found.pk),
        level=found.level,
        subject=found.subject,
        problem=_TO_DO.sub("。", found.sentence),
        cause=cause,
        measure=measure,
        indicator=found.indicator,
        period_kind=found.period_kind,
        cycle_period=found.period,
    )


def _answer(alert: Alert) -> tuple[str, str]:
    answer = AlertEvent.objects.filter(alert=alert, move=Move.ANSWER).order_by("-pk").first()
    cause, _, measure = (answer.text if answer else "").partition(_MEASURE)
    return cause, measure


def _from_improvement(request: Request, number: int) -> Origin | None:
    found = seen_improvements(request).filter(pk=number).first()
    if found is None:
        return None
    return Origin(
        title="前一项改进",
        address=_address("improvement", found.pk),
        level=found.subject.level,
        subject=found.subject.code,
        problem=found.problem,
        cause=found.cause,
        indicator=found.indicator,
        period_kind=found.period_kind,
        baseline_period=found.effect_period,
        cycle_period=found.effect_period or found.cycle_period,
        limit=found.limit,
    )


def _from_dependence(request: Request, number: int) -> Origin | None:
    """The place that received it improves itself."""
    found = seen_dependences(request).filter(pk=number).first()
    if found is None:
        return None
    return Origin(
        title="质量依存",
        address=_address("dependence", found.pk),
        level=found.target.level,
        subject=found.target.code,
        problem=f"{found.subject.name}：{found.problem}",
        measure=found.answer,
    )


_READERS = {
    "finding": _from_finding,
    "alert": _from_alert,
    "improvement": _from_improvement,
    "dependence": _from_dependence,
}
