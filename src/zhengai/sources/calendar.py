"""The data-collection calendar (数据采集日历): what is due on which day, what came, and who is late."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from zhengai.college.models import College
from zhengai.datacentre.queries import Freshness, freshness
from zhengai.sources import queries
from zhengai.sources.models import Collection, Feed
from zhengai.sources.queries import Standing
from zhengai.sources.rules import CollectionState, Frequency, SourceState, next_due

_STEPS = 400  # more due days than that no month has
_TROUBLED = (CollectionState.FAILED, CollectionState.REFUSED)


@dataclass(frozen=True)
class Entry:
    """One thing on one day. `kind` is source or dataset; `look` is due, late, done, waiting or failed."""

    kind: str
    code: str
    name: str
    owner: str
    look: str
    said: str


@dataclass(frozen=True)
class Day:
    day: date
    inside: bool  # of the month that is shown
    entries: list[Entry]


@dataclass(frozen=True)
class Late:
    kind: str
    code: str
    name: str
    owner: str
    person: str
    due: date
    why: str


@dataclass(frozen=True)
class Month:
    """Whole weeks, Monday first."""

    first: date
    days: list[Day]
    late: list[Late]


def month_of(college: College, first: date, now: datetime, today: date) -> Month:
    """`first` is the first day of a month; `today` the college's own."""
    begin = first - timedelta(days=first.weekday())
    after = (first + timedelta(days=32)).replace(day=1)
    end = after + timedelta(days=-after.weekday() % 7)
    standings = queries.standings(college, now)
    fed = {feed.dataset for each in standings if each.source.enabled for feed in each.feeds}
    unfed = [each for each in freshness(college, today) if each.dataset not in fed]
    entries: dict[date, list[Entry]] = defaultdict(list)
    for day, entry in (*_due(standings, end, now), *_datasets(unfed), *_came(college, begin, end)):
        if begin <= day < end:
            entries[day].append(entry)
    days = [begin + timedelta(days=number) for number in range((end - begin).days)]
    return Month(
        first=first,
        days=[Day(day, first <= day < after, entries[day]) for day in days],
        late=sorted([*_late_sources(standings), *_late_datasets(unfed)], key=lambda each: each.due),
    )


def _due(standings: list[Standing], end: date, now: datetime) -> Iterator[tuple[date, Entry]]:
    """Every day on which it is expected; what is asked for by the hour is expected once a day."""
    for each in standings:
        late = each.state is SourceState.LATE
        frequency = Frequency(each.source.frequency)
        step = frequency if frequency.in_days else Frequency.DAY
        at: datetime | None = timezone.localtime(each.due) if each.due else None
        look = "late" if late else "due"
        for _ in range(_STEPS):
            if at is None or at.date() >= end:
                break
            said = "应到未到" if look == "late" else f"{at:%H:%M} 应到" if each.source.at else "应到"
            yield (
                at.date(),
                Entry("source", each.source.code, each.source.name, each.source.owner, look, said),
            )
            at = next_due(max(at, timezone.localtime(now)) if look == "late" else at, step, each.source.at)
            look = "due"


def _datasets(unfed: list[Freshness]) -> Iterator[tuple[date, Entry]]:
    for each in unfed:
        if each.due is not None:
            look, said = ("late", "应到未到") if each.overdue else ("due", "应导入")
            yield each.due, Entry("dataset", each.dataset, each.name, each.owner, look, said)


def _came(college: College, begin: date, end: date) -> Iterator[tuple[date, Entry]]:
    """One entry a source and day: what went wrong last speaks, else that it came."""
    zone = timezone.get_current_timezone()
    found = Collection.objects.filter(
        feed__source__college=college,
        started_at__gte=datetime.combine(begin, time(), zone),
        started_at__lt=datetime.combine(end, time(), zone),
    )
    told: dict[tuple[date, str], Entry] = {}
    for one in found.select_related("feed__source").defer("log", "columns").order_by("id"):
        source = one.feed.source
        state = CollectionState(one.state)
        look = "failed" if state in _TROUBLED else "waiting" if state is CollectionState.WAITING else "done"
        said = f"{one.rows:,} 行" if look == "done" else state.chinese
        day = timezone.localtime(one.started_at).date()
        told[day, source.code] = Entry("source", source.code, source.name, source.owner, look, said)
    return ((day, entry) for (day, _), entry in told.items())


def _late_sources(standings: list[Standing]) -> Iterator[Late]:
    states = (SourceState.LATE, SourceState.FAILED, SourceState.WAITING)
    for each in standings:
        if each.state in states and each.due is not None:
            source = each.source
            why = each.message or each.state.chinese
            yield Late(
                "source",
                source.code,
                source.name,
                source.owner,
                source.person,
                timezone.localtime(each.due).date(),
                why,
            )


def _late_datasets(unfed: list[Freshness]) -> Iterator[Late]:
    for each in unfed:
        if each.overdue and each.due is not None:
            yield Late(
                "dataset", each.dataset, each.name, each.owner, "", each.due, "没有数据源供给，等人导入"
            )


def feeds_of_dataset(college: College, dataset: str) -> list[Feed]:
    """The sources that feed it."""
    return list(Feed.objects.filter(source__college=college, dataset=dataset).select_related("source"))
