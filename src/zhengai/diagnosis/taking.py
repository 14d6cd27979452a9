"""Takes what is known for a record: values, limits, goals, alerts and peers, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Avg, Count, Sum

from zhengai.alerts.models import Alert
from zhengai.alerts.rules.machine import AlertState
from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of
from zhengai.diagnosis.composing import Composer, Peers, Sources
from zhengai.diagnosis.kept import scheme_of
from zhengai.diagnosis.limits import Limits
from zhengai.diagnosis.models import Record
from zhengai.diagnosis.rules.facts import AlertSeen, Known
from zhengai.diagnosis.rules.periods import at_most, fits, newest_inside
from zhengai.indicators.models import CurrentValue, Definition, Run
from zhengai_engine.disclosure import SMALLEST_GROUP
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Calendar, Period


@dataclass(frozen=True)
class Taken:
    known: Known
    run: Run | None  # the newest run any of the values comes from


def take(record: Record) -> Taken:
    """`record` with its round, its round's college and its subject."""
    round_, subject = record.round, record.subject
    college = round_.college
    calendar = calendar_of(college)
    scheme = scheme_of(round_)
    codes = scheme.indicators()
    asked = calendar.period(round_.period)
    limits = Limits(college, subject, [p.code for p in calendar.all() if fits(asked, p)] + [asked.code])
    rows = _rows(college, subject, [*codes, *limits.condition_indicators(codes)])
    chosen = _chosen(calendar, asked, codes, rows)
    composer = Composer(
        calendar,
        asked,
        limits,
        Sources(rows, _alerts(college, subject, calendar, asked, codes), _peers(college, subject, chosen)),
    )
    definitions = _definitions(college, codes)
    facts = {
        code: composer.fact(definitions[code], scheme.words.get(code, ""), chosen.get(code))
        for code in codes
        if code in definitions
    }
    runs = [row.run for row in chosen.values()]
    return Taken(Known(facts), max(runs, key=lambda run: run.pk, default=None))


def _rows(college: College, subject: Subject, codes: Sequence[str]) -> list[CurrentValue]:
    found = CurrentValue.objects.filter(
        college=college, level=subject.level, subject=subject.code, indicator__in=codes
    )
    return list(found.select_related("run"))


def _definitions(college: College, codes: Sequence[str]) -> dict[str, Definition]:
    found = Definition.objects.filter(college=college, current=True, code__in=codes)
    return {each.code: each for each in found}


def _chosen(
    calendar: Calendar, asked: Period, codes: Sequence[str], rows: Sequence[CurrentValue]
) -> dict[str, CurrentValue]:
    """Indicator → the row its fact speaks of: of the round's period if that has a value, else of the newest period
    inside it; a row without a value stays where there is nothing better, for its reason."""
    chosen = {}
    for code in codes:
        own = {row.period: row for row in rows if row.indicator == code}
        with_value = {period for period, row in own.items() if row.value is not None}
        found = newest_inside(calendar, asked, with_value) or newest_inside(calendar, asked, own)
        if found:
            chosen[code] = own[found]
    return chosen


def _alerts(
    college: College, subject: Subject, calendar: Calendar, asked: Period, codes: Sequence[str]
) -> dict[str, tuple[AlertSeen, ...]]:
    """Indicator → alerts raised in the round's period, and those still open from before it."""
    found: dict[str, list[AlertSeen]] = {}
    rows = Alert.objects.filter(
        college=college, level=subject.level, subject=subject.code, indicator__in=codes
    )
    for alert in rows.order_by("raised_at", "id"):
        state = AlertState(alert.state)
        raised = calendar.find(alert.period)
        if raised is None:
            continue
        if fits(asked, raised) or (state.is_live and at_most(asked, raised)):
            found.setdefault(alert.indicator, []).append(
                AlertSeen(alert.pk, alert.grade, alert.sentence, state.chinese, state.is_live)
            )
    return {code: tuple(alerts) for code, alerts in found.items()}


def _peers(
    college: College, subject: Subject, chosen: dict[str, CurrentValue]
) -> dict[tuple[str, str], Peers]:
    """(indicator, period) → the level as a whole. Rates are Σ/Σ, never averages of averages."""
    if subject.level == COLLEGE or not chosen:
        return {}
    rows = CurrentValue.objects.filter(
        college=college,
        level=subject.level,
        indicator__in=chosen,
        period__in={row.period for row in chosen.values()},
        value__isnull=False,
    )
    summed = (
        rows.order_by()
        .values("indicator", "period")
        .annotate(count=Count("value"), mean=Avg("value"), above=Sum("numerator"), below=Sum("denominator"))
    )
    return {
        (each["indicator"], each["period"]): Peers(
            each["count"],
            each["above"] / each["below"] if each["below"] and each["above"] is not None else each["mean"],
        )
        for each in summed
        if each["count"] >= SMALLEST_GROUP
    }
