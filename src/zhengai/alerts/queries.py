"""Reading alerts."""

from collections.abc import Iterator
from itertools import chain

from django.db.models import Case, IntegerField, QuerySet, Value, When

from zhengai.alerts.models import Alert, AlertEvent
from zhengai.alerts.proofs import proofs_of_events, proofs_of_runs
from zhengai.alerts.rules.machine import LIVE
from zhengai.college.models import College
from zhengai.cycles.rules.proof import NewProof
from zhengai_engine.scoring import Grade

_RANK = Case(
    *(When(grade=grade.value, then=Value(grade.rank)) for grade in Grade), output_field=IntegerField()
)


def alerts(
    college: College,
    *,
    live: bool | None = None,
    level: str | None = None,
    grade: str | None = None,
    subject: str | None = None,
    indicator: str | None = None,
) -> QuerySet[Alert]:
    """Severe ones first, then the newest. `live` null: whatever their state."""
    wanted = {"level": level, "grade": grade, "subject": subject, "indicator": indicator}
    found = Alert.objects.filter(
        college=college, **{key: value for key, value in wanted.items() if value is not None}
    )
    if live is not None:
        found = found.filter(state__in=LIVE) if live else found.exclude(state__in=LIVE)
    return (
        found.select_related("rule")
        .prefetch_related("persons")
        .annotate(rank=_RANK)
        .order_by("-rank", "-raised_at", "level", "subject", "id")
    )


def open_alerts(
    college: College,
    *,
    level: str | None = None,
    grade: str | None = None,
    subject: str | None = None,
    indicator: str | None = None,
) -> QuerySet[Alert]:
    """Those not closed yet, acknowledged and answered ones included."""
    return alerts(college, live=True, level=level, grade=grade, subject=subject, indicator=indicator)


def alerts_for_person(college: College, person_number: str, *, live: bool | None = True) -> QuerySet[Alert]:
    """What a person answers for."""
    return alerts(college, live=live).filter(persons__person_number=person_number)


def timeline(alert: Alert) -> list[AlertEvent]:
    """All that happened to the alert, oldest first."""
    return list(alert.events.order_by("id"))


def proofs_of(college: College) -> Iterator[NewProof]:
    """All that this room proves, as it was recorded when it happened."""
    events = AlertEvent.objects.filter(alert__college=college).select_related("alert").order_by("id")
    return chain(proofs_of_runs(college), proofs_of_events(events.iterator()))
