"""Which value says whether an improvement was effective, or why none does yet: for many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from zhengai.alerts.rules.wording import Measure
from zhengai.college.models import College
from zhengai.college.queries import calendar_of, today
from zhengai.improvement.models import Improvement
from zhengai.improvement.rules.machine import VERIFIED
from zhengai.improvement.rules.waiting import Course, first_to_speak, has_come, speaks
from zhengai.improvement.rules.wording import (
    NO_PERIOD,
    awaited_sentence,
    not_done_sentence,
    null_sentence,
    too_few_words,
)
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue
from zhengai.standards import queries as standards
from zhengai.standards.rules.specification import Specification
from zhengai_engine.model.expression import Window
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.model.value import NullReason
from zhengai_engine.model.walk import walk

# more subjects than this are not named in one query
_NAMED = 500
_Key = tuple[str, str, str, str]
_Known = list[tuple[Period, CurrentValue]]


@dataclass(frozen=True)
class Reading:
    """`value` with its `period` when it can be judged; else `why` says what is awaited, `period` when it is known."""

    measure: Measure
    period: Period | None = None
    value: CurrentValue | None = None
    why: str = ""


def readings(college: College, improvements: Sequence[Improvement]) -> dict[int, Reading]:
    """Improvement → what its indicator says, in a bounded number of queries."""
    reader = _Reader(college)
    values = reader.values(improvements)
    return {each.pk: reader.read(each, values.get(_key(each), [])) for each in improvements}


def course_of(improvement: Improvement, calendar: Calendar, length: int) -> Course:
    return Course(
        PeriodKind(improvement.period_kind),
        calendar.period(improvement.baseline_period).end,
        None if improvement.started_at is None else timezone.localtime(improvement.started_at).date(),
        None if improvement.carried_out_at is None else timezone.localtime(improvement.carried_out_at).date(),
        length,
    )


def _length(known: Mapping[str, Indicator], improvement: Improvement) -> int:
    """How many periods one value of the indicator covers."""
    found = known.get(improvement.indicator)
    windows = [node for node in walk(found.expression) if isinstance(node, Window)] if found else []
    lengths = [each.length for each in windows if each.length and each.unit == improvement.period_kind]
    return max(lengths, default=1)


def _key(improvement: Improvement) -> _Key:
    subject = improvement.subject
    return improvement.indicator, subject.level, subject.code, improvement.period_kind


class _Reader:
    """What is needed to read any improvement of a college, asked once."""

    def __init__(self, college: College) -> None:
        self._college = college
        self._calendar: Calendar = calendar_of(college)
        self._today: date = today(college)
        self._indicators = indicators.indicators(college)
        self._says: dict[tuple[str, str, str], Specification] = {}
        for rule in standards.rules_for(college):
            self._says.setdefault(
                (rule.indicator, rule.level, rule.period_kind), standards.specification(rule)
            )

    def values(self, improvements: Sequence[Improvement]) -> dict[_Key, _Known]:
        found: dict[_Key, _Known] = {}
        wanted = {_key(each) for each in improvements}
        subjects = sorted({code for _, _, code, _ in wanted})
        for start in range(0, len(subjects), _NAMED):
            rows = CurrentValue.objects.filter(
                college=self._college,
                indicator__in={key[0] for key in wanted},
                level__in={key[1] for key in wanted},
                subject__in=subjects[start : start + _NAMED],
                period_kind__in={key[3] for key in wanted},
            )
            for row in rows:
                key = (row.indicator, row.level, row.subject, row.period_kind)
                period = self._calendar.find(row.period) if key in wanted else None
                if period is not None:
                    found.setdefault(key, []).append((period, row))
        return found

    def read(self, improvement: Improvement, known: _Known) -> Reading:
        read = self._indicators.get(improvement.indicator)
        measure = Measure.of_indicator(read) if read else Measure(improvement.indicator_name)
        course = course_of(improvement, self._calendar, _length(self._indicators, improvement))
        says = self._says.get((*_key(improvement)[:2], improvement.period_kind))
        silent: Reading | None = None
        for period, row in sorted(self._speaking(improvement, course, known, says), key=lambda p: p[0].start):
            why = _unjudged(row, says)
            if not why:
                return Reading(measure, period, row)
            silent = Reading(measure, period, why=null_sentence(period, measure, why))
        return silent or self._awaited(course, measure)

    def _speaking(
        self, improvement: Improvement, course: Course, known: _Known, says: Specification | None
    ) -> _Known:
        """Once judged, only the period that was judged speaks on: corrected data judges it again."""
        if improvement.state in VERIFIED:
            return [(period, row) for period, row in known if period.code == improvement.effect_period]
        running = says.running if says else False
        return [
            (period, row)
            for period, row in known
            if speaks(period, course) and has_come(period, self._today, running=running)
        ]

    def _awaited(self, course: Course, measure: Measure) -> Reading:
        if course.since is None:
            return Reading(measure, why=not_done_sentence(course))
        period = first_to_speak(self._calendar, course)
        if period is None:
            return Reading(measure, why=NO_PERIOD)
        return Reading(measure, period, why=awaited_sentence(period, measure, self._today))


def _unjudged(row: CurrentValue, says: Specification | None) -> str:
    """Why the value cannot be judged; empty when it can."""
    if row.value is None:
        return NullReason(row.reason).chinese
    least = says.judging.min_denominator if says else 0.0
    if row.denominator is not None and row.denominator < least:
        return too_few_words(row.denominator, least)
    return ""
