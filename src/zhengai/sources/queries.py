"""Questions about the register and what was collected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone

from zhengai.college.models import College
from zhengai.datacentre.queries import batches, catalogue
from zhengai.datacentre.rules import BatchState
from zhengai.sources.connectors.files.dropped import lying
from zhengai.sources.models import Collection, Feed, Source
from zhengai.sources.rules import (
    Access,
    CollectionState,
    Frequency,
    SourceRefused,
    SourceState,
    next_due,
    state_of,
)

_COUNTED = 10  # collections that say what is usual


@dataclass(frozen=True)
class Standing:
    """How one source stands. `due` is null without a rhythm or while it is off; `latest` is its newest collection."""

    source: Source
    state: SourceState
    feeds: list[Feed]
    datasets: list[str]  # their names
    succeeded_at: datetime | None
    due: datetime | None
    latest: Collection | None

    @property
    def message(self) -> str:
        return self.latest.message if self.latest and self.state is not SourceState.SOUND else ""


def sources(college: College) -> QuerySet[Source]:
    return Source.objects.filter(college=college).select_related("college").prefetch_related("feeds")


def find_source(college: College, code: str) -> Source:
    """Raises SourceRefused."""
    found = sources(college).filter(code=code).first()
    if found is None:
        raise SourceRefused(f"没有代码是 {code} 的数据源，用 zhengai sources list 查看")
    return found


def standings(college: College, now: datetime) -> list[Standing]:
    """Every source of the register, by code."""
    found = list(sources(college))
    newest = _newest(found)
    names = {each.code: each.name for each in catalogue(college).datasets.values()}
    return [_standing(each, newest, names, now) for each in found]


def standing(source: Source, now: datetime) -> Standing:
    names = {each.code: each.name for each in catalogue(source.college).datasets.values()}
    return _standing(source, _newest([source]), names, now)


def _newest(found: Iterable[Source]) -> dict[int, Collection]:
    """Feed → its newest collection."""
    feeds = [feed.pk for source in found for feed in source.feeds.all()]
    keys = Collection.objects.filter(feed__in=feeds).values("feed").annotate(last=Max("pk")).values("last")
    return {each.feed_id: each for each in Collection.objects.filter(pk__in=keys).defer("log", "columns")}


def _standing(
    source: Source, newest: dict[int, Collection], names: dict[str, str], now: datetime
) -> Standing:
    feeds = list(source.feeds.all())
    if source.access == Access.FORM:
        _by_hand(source, feeds)
    latest = [newest[feed.pk] for feed in feeds if feed.pk in newest]
    times = [feed.succeeded_at for feed in feeds if feed.succeeded_at]
    due = due_of(source, feeds) if source.enabled else None
    state = state_of(
        access=Access(source.access),
        feeds=len(feeds),
        enabled=source.enabled,
        latest=[CollectionState(each.state) for each in latest],
        due=due,
        succeeded=len(times) == len(feeds),
        now=now,
    )
    return Standing(
        source=source,
        state=state,
        feeds=feeds,
        datasets=[names.get(feed.dataset, feed.dataset) for feed in feeds],
        succeeded_at=min(times, default=None) if len(times) == len(feeds) else None,
        due=due,
        latest=_speaking(latest),
    )


def _by_hand(source: Source, feeds: list[Feed]) -> None:
    """People bring these in through the import pages: the newest batch of each dataset speaks."""
    newest = (
        batches(source.college)
        .filter(dataset__in=[feed.dataset for feed in feeds], state=BatchState.COMMITTED)
        .exclude(source__startswith="source:")
    )
    times = dict(newest.order_by().values_list("dataset").annotate(last=Max("finished_at")))
    for feed in feeds:
        feed.succeeded_at = times.get(feed.dataset)


def _speaking(latest: list[Collection]) -> Collection | None:
    """The one that a person should look at, else the newest."""
    order = [
        CollectionState.WAITING,
        CollectionState.RUNNING,
        CollectionState.REFUSED,
        CollectionState.FAILED,
    ]
    for state in order:
        if found := next((each for each in latest if each.state == state), None):
            return found
    return max(latest, key=lambda each: each.pk, default=None)


def due_of(source: Source, feeds: Iterable[Feed]) -> datetime | None:
    """What never came is due since the source was taken into use; the most urgent feed speaks."""
    frequency = Frequency(source.frequency)
    if frequency is Frequency.MANUAL:
        return None
    found = []
    for feed in feeds:
        if feed.succeeded_at is None:
            found.append(source.since)
        else:
            found.append(next_due(timezone.localtime(feed.succeeded_at), frequency, source.at))
    return min((each for each in found if each is not None), default=None)


def to_collect(college: College, now: datetime) -> list[Source]:
    """Sources that are to be asked now: due, or with a file in their folder, and not told to wait after a failure. What
    waits for a person is not asked for again."""
    asked = [access.value for access in Access if access.asks]
    held = set(Collection.objects.filter(state=CollectionState.WAITING).values_list("feed", flat=True))
    found = []
    for source in sources(college).filter(enabled=True, access__in=asked):
        free = [feed for feed in source.feeds.all() if feed.pk not in held]
        if (source.retry_at is None or source.retry_at <= now) and _has_news(source, free, now):
            found.append(source)
    return found


def _has_news(source: Source, feeds: list[Feed], now: datetime) -> bool:
    """A folder is looked into every minute: a corrected file need not wait for its day."""
    if source.access == Access.FILES:
        for feed in feeds:
            feed.source = source
        return any(lying(drop_folder(feed)) for feed in feeds)
    due = due_of(source, feeds)
    return due is not None and due <= now


def collections(source: Source) -> QuerySet[Collection]:
    """Newest first."""
    return Collection.objects.filter(feed__source=source).select_related("feed")


def waiting(feed: Feed) -> Collection | None:
    """The collection that waits for a person's decision."""
    return feed.collections.filter(state=CollectionState.WAITING).first()


def usual_rows(feed: Feed) -> list[int]:
    """Rows of the last collections that went in, the newest first; a first full reading does not count."""
    done = feed.collections.filter(state=CollectionState.DONE, first=False)
    return list(done.values_list("rows", flat=True)[:_COUNTED])


def source_folder(source: Source) -> Path:
    return Path(settings.ZHENGAI_HOME) / "sources" / source.college.code / source.code


def collection_folder(collection: Collection) -> Path:
    """Where what was fetched lies until it is in."""
    return source_folder(collection.feed.source) / str(collection.pk)


def lock_of(source: Source) -> Path:
    return source_folder(source) / "lock"


def drop_folder(feed: Feed) -> Path:
    """Where senders leave files. Never chosen by hand: nobody can point it at what is not meant for them."""
    return Path(settings.ZHENGAI_HOME) / "drop" / feed.source.college.code / feed.source.code / feed.dataset
