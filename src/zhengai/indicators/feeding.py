"""Whether a measure of the chain is fed for a subject, and if not, why and who can help (IND-10)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Count

from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of, subjects
from zhengai.datacentre import queries as datacentre
from zhengai.datacentre.rules import BatchState
from zhengai.indicators import queries
from zhengai.indicators.measures import answered_per, codes_of
from zhengai.indicators.models import CurrentValue, Entry
from zhengai.indicators.rules.entry import EntryState
from zhengai.indicators.rules.sections import MeasureItem
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Period


class Feed(StrEnum):
    """How it stands with one measure of one subject."""

    VALUE = "value"
    NO_VALUE = "no_value"
    NO_DATA = "no_data"
    OPEN = "open"
    COLLECTED = "collected"
    ELSEWHERE = "elsewhere"
    RESTRICTED = "restricted"

    @property
    def chinese(self) -> str:
        return {
            "value": "有值",
            "no_value": "有数据，没有值",
            "no_data": "数据没有导入",
            "open": "待人收集",
            "collected": "收集齐了",
            "elsewhere": "在别的层面计算",
            "restricted": "受限，不收集",
        }[self.value]

    @property
    def is_missing(self) -> bool:
        return self in (Feed.NO_VALUE, Feed.NO_DATA, Feed.OPEN)


@dataclass(frozen=True)
class Fed:
    """`value` is the newest one, also one that says why it is empty; `parts` those of the measure's further figures.
    `datasets` are the names of those that were never received; `departments` who can help where something is
    missing, else who answers for the measure."""

    measure: MeasureItem
    feed: Feed
    value: CurrentValue | None = None
    parts: tuple[CurrentValue, ...] = ()
    datasets: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    accepted: int = 0  # of what is collected by hand: entries that count, of so many subjects
    wanted: int = 0


@dataclass
class Known:
    """What is asked once for all measures of a page."""

    indicators: dict[str, Indicator]
    received: set[str]
    values: Mapping[str, CurrentValue]
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # dataset → name, owner
    accepted: Mapping[str, int] = field(default_factory=dict)  # measure → entries that count
    subjects: Mapping[str, int] = field(default_factory=dict)  # level → how many there are


def known(college: College, measures: Iterable[MeasureItem], subject: Subject, year: Period) -> Known:
    """Five questions, however many measures there are. Values of periods that begin after the year do not count, and
    what is collected by hand is that of the year."""
    codes = codes_of(measures)
    sent = datacentre.batches(college).filter(state=BatchState.COMMITTED).order_by()
    return Known(
        indicators=queries.indicators(college),
        received=set(sent.values_list("dataset", flat=True).distinct()),
        values=_newest(college, codes, subject, year.end),
        names={
            each.code: (each.name, each.owner) for each in datacentre.catalogue(college).datasets.values()
        },
        accepted=_accepted(college, subject, year),
        subjects=_numbers(college),
    )


def _accepted(college: College, subject: Subject, year: Period) -> dict[str, int]:
    """Of the subject itself; of the college those of everybody in it."""
    found = Entry.objects.filter(college=college, period=year.code, state=EntryState.ACCEPTED).order_by()
    if subject.level != COLLEGE:
        found = found.filter(subject=subject)
    return dict(found.values_list("measure").annotate(number=Count("pk")))


def _numbers(college: College) -> dict[str, int]:
    return dict(subjects(college).order_by().values_list("level").annotate(number=Count("pk")))


def _newest(college: College, codes: set[str], subject: Subject, until: date) -> dict[str, CurrentValue]:
    """The latest period that has a value; without any the latest period."""
    calendar = calendar_of(college)
    rows = queries.current_values(college, level=subject.level).filter(
        subject=subject.code, indicator__in=codes
    )
    found: dict[str, tuple[tuple[bool, date, date], CurrentValue]] = {}
    for row in rows:
        period = calendar.find(row.period)
        if period is not None and period.start <= until:
            rank = (row.value is not None, period.end, period.start)
            if row.indicator not in found or rank > found[row.indicator][0]:
                found[row.indicator] = (rank, row)
    return {code: row for code, (_, row) in found.items()}


def fed(measures: Sequence[MeasureItem], about: Known, level: str) -> list[Fed]:
    return [_fed(each, about, level) for each in measures]


def _fed(measure: MeasureItem, about: Known, level: str) -> Fed:
    if measure.restricted:
        return Fed(measure, Feed.RESTRICTED, departments=_some(measure.department))
    if measure.indicator is None:
        return _by_hand(measure, about, level)
    indicator = about.indicators.get(measure.indicator)
    if indicator is None or level not in indicator.levels:
        levels = indicator.levels if indicator else ()
        return Fed(
            measure, Feed.ELSEWHERE, departments=_some(indicator.owner if indicator else ""), levels=levels
        )
    return _computed(measure, indicator, about)


def _by_hand(measure: MeasureItem, about: Known, level: str) -> Fed:
    per, departments = answered_per(measure), _some(measure.department)
    if level not in (per, COLLEGE):
        return Fed(measure, Feed.ELSEWHERE, departments=departments, levels=(per,))
    wanted = 1 if level == per else about.subjects.get(per, 0)
    accepted = about.accepted.get(measure.code, 0)
    feed = Feed.COLLECTED if wanted and accepted >= wanted else Feed.OPEN
    return Fed(measure, feed, departments=departments, accepted=accepted, wanted=wanted)


def _computed(measure: MeasureItem, indicator: Indicator, about: Known) -> Fed:
    value = about.values.get(indicator.code)
    parts = tuple(about.values[code] for code in measure.parts if code in about.values)
    behind = queries.datasets_behind(indicator, about.indicators)
    absent = sorted(code for code in behind if code not in about.received)
    if absent:
        words = [about.names.get(code, (code, "")) for code in absent]
        owners = tuple(dict.fromkeys(owner for _, owner in words if owner))
        return Fed(measure, Feed.NO_DATA, value, parts, tuple(name for name, _ in words), owners)
    found = Feed.VALUE if value is not None and value.value is not None else Feed.NO_VALUE
    return Fed(measure, found, value, parts, departments=_some(indicator.owner))


def _some(department: str) -> tuple[str, ...]:
    return (department,) if department else ()
