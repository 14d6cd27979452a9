"""Improvements as the board and the list show them: with baseline, present value and target."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhengai.alerts.rules.wording import Measure as Wording
from zhengai.college.queries import calendar_of
from zhengai.improvement.models import Improvement
from zhengai.improvement.rules.machine import ImprovementState
from zhengai.improvement.rules.prefilling import readable
from zhengai.improvement.rules.wording import limit_words
from zhengai.indicators import queries
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.web.components.disclosure import disclosed
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.periods import newest_first, short_name
from zhengai.web.components.values import value_address, value_address_of
from zhengai.web.desks.improvement.track import Track, track
from zhengai.web.shell.request import Request

# the look of a verdict's badge: a state of components/states.py
LOOKS = {"effective": "target_met", "partly": "notice", "ineffective": "warning"}


@dataclass(frozen=True)
class Card:
    improvement: Improvement
    baseline: Figure
    baseline_period: str
    now: Figure | None  # the value the effect was judged by, before that the newest after the baseline
    now_period: str
    target: str
    track: Track | None
    definition: Definition | None

    @property
    def verdict(self) -> str:
        return LOOKS.get(self.improvement.state, "")

    @property
    def word(self) -> str:
        return ImprovementState(self.improvement.state).chinese


def cards_of(request: Request, improvements: Sequence[Improvement]) -> list[Card]:
    """In two queries, however many they are."""
    definitions = {
        each.code: each
        for each in queries.definitions(request.college).filter(
            code__in={each.indicator for each in improvements}
        )
    }
    values = _values(request, improvements)
    return [
        _card(request, each, definitions.get(each.indicator), values.get(_key(each), {}))
        for each in improvements
    ]


def _key(improvement: Improvement) -> tuple[str, ...]:
    subject = improvement.subject
    return (improvement.indicator, subject.level, subject.code, improvement.period_kind)


def _values(
    request: Request, improvements: Sequence[Improvement]
) -> dict[tuple[str, ...], dict[str, CurrentValue]]:
    if not improvements:
        return {}
    rows = queries.current_values(request.college).filter(
        indicator__in={each.indicator for each in improvements},
        level__in={each.subject.level for each in improvements},
        subject__in={each.subject.code for each in improvements},
        period_kind__in={each.period_kind for each in improvements},
    )
    found: dict[tuple[str, ...], dict[str, CurrentValue]] = {}
    for row in disclosed(request.person, rows):
        found.setdefault((row.indicator, row.level, row.subject, row.period_kind), {})[row.period] = row
    return found


def _card(
    request: Request, each: Improvement, definition: Definition | None, values: dict[str, CurrentValue]
) -> Card:
    calendar = calendar_of(request.college)
    body = definition.body if definition else {}
    measure = Measure.of(body)
    limit = readable(each.limit)
    now = _now(request, each, values)
    href = value_address_of(each.indicator, each.subject.level, each.subject.code, each.baseline_period)
    return Card(
        improvement=each,
        baseline=figure(each.baseline_value, measure, href=href if definition else ""),
        baseline_period=short_name(calendar, each.baseline_period),
        now=figure(now.value, measure, reason=now.reason, href=value_address(now)) if now else None,
        now_period=short_name(calendar, now.period) if now else "",
        target=limit_words(limit, Wording.of(each.indicator, body)) if limit else each.limit,
        track=track(each.baseline_value, now.value if now else None, limit, percent=measure.percent)
        if limit
        else None,
        definition=definition,
    )


def _now(request: Request, each: Improvement, values: dict[str, CurrentValue]) -> CurrentValue | None:
    if each.effect_period:
        return values.get(each.effect_period)
    known = {code: row for code, row in values.items() if row.value is not None}
    newest = newest_first(calendar_of(request.college), known)
    return known[newest[0].code] if newest and newest[0].code != each.baseline_period else None
