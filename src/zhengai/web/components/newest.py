"""What an alert's value is now: its sentence speaks of the moment it was raised or last escalated."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhengai.alerts.models import Alert
from zhengai.alerts.rules.machine import AlertState
from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.indicators import queries
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.periods import newest_first, short_name
from zhengai.web.components.values import value_address


@dataclass(frozen=True)
class Newest:
    figure: Figure
    period: str


def with_newest(
    college: College, alerts: Sequence[Alert], known: Sequence[Definition] | None = None
) -> list[tuple[Alert, Newest | None]]:
    """Each alert with the newest value of its subject, in two queries, or one where the definitions are `known`; a
    closed one speaks of the past only."""
    live = [each for each in alerts if each.subject and AlertState(each.state).is_live]
    values: dict[tuple[str, ...], list[CurrentValue]] = {}
    if live:
        rows = queries.current_values(college).filter(
            level__in={each.level for each in live},
            subject__in={each.subject for each in live},
            indicator__in={each.indicator for each in live},
            value__isnull=False,
        )
        for row in rows:
            key = (row.indicator, row.level, row.subject, row.period_kind)
            values.setdefault(key, []).append(row)
    if known is None:
        codes = {each.indicator for each in live}
        known = list(queries.definitions(college).filter(code__in=codes)) if live else []
    measures = {each.code: Measure.of(each.body) for each in known}
    return [(each, _newest(college, values.get(_key(each), []), measures)) for each in alerts]


def _key(alert: Alert) -> tuple[str, ...]:
    return (alert.indicator, alert.level, alert.subject, alert.period_kind)


def _newest(college: College, rows: list[CurrentValue], measures: dict[str, Measure]) -> Newest | None:
    calendar = calendar_of(college)
    by_period = {row.period: row for row in rows if row.indicator in measures}
    found = next((by_period[p.code] for p in newest_first(calendar, by_period)), None)
    if found is None:
        return None
    shown = figure(found.value, measures[found.indicator], href=value_address(found))
    return Newest(shown, short_name(calendar, found.period))
