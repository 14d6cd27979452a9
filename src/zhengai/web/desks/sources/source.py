"""One source: how it stands, what it feeds, every collection with its log, and what a person can do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.core import clock
from zhengai.core.models import Job, JobState
from zhengai.datacentre.queries import catalogue
from zhengai.sources import queries
from zhengai.sources.models import Collection, Feed, Source
from zhengai.sources.rules import Access, CollectionState
from zhengai.sources.rules.asked import FEED_SETTINGS, SETTINGS, Asked
from zhengai.sources.tasks import COLLECT, DECIDE
from zhengai.web.components.jobs import JobView, job_view
from zhengai.web.components.listings import listing
from zhengai.web.desks.sources.listed import row_of
from zhengai.web.desks.sources.words import COLLECTED, source_or_404
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Fed:
    """A dataset as the source's page tells it."""

    feed: Feed
    name: str
    settings: list[tuple[str, str]]
    mapping: list[tuple[str, str]]  # field, column
    drop: str  # the folder, for files
    waits: Collection | None


@dataclass(frozen=True)
class Line:
    one: Collection
    dataset: str
    state: str
    look: str
    who: str
    log: list[tuple[datetime, str]]


@needs(Permission.DATA_VIEW)
def source(request: Request, code: str) -> HttpResponse:
    found = source_or_404(request, code)
    standing = queries.standing(found, clock.now())
    shown = listing(request, queries.collections(found), {"at": ("-started_at",)}, "at")
    access = Access(found.access)
    waits = {each.feed_id: each for each in queries.collections(found).filter(state=CollectionState.WAITING)}
    context = {
        **row_of(standing),
        "fed": [_fed(request, found, feed, waits.get(feed.pk)) for feed in standing.feeds],
        "listing": shown,
        "lines": _lines(request, list(shown)),
        "settings": _told(SETTINGS[access], found.settings),
        "waits": bool(waits),
        "door": _door(request, found),
        "has_secret": bool(found.secret),
        "asks": access.asks,
        "can_run": access.asks and bool(standing.feeds),
        "job": _job(request, found),
        "may_edit": request.person.may(Permission.SOURCE_EDIT),
    }
    return answer(request, "desks/sources/source.html", "desks/sources/_collections.html", context)


def _door(request: Request, found: Source) -> str:
    """Where a source that sends is to send; empty for those that are asked."""
    routes = {Access.PUSH: "inbound-push", Access.XAPI: "inbound-xapi"}
    route = routes.get(Access(found.access))
    return (
        request.build_absolute_uri(reverse(route, args=[request.college.code, found.code])) if route else ""
    )


def _fed(request: Request, found: Source, feed: Feed, waits: Collection | None) -> Fed:
    declared = catalogue(request.college).datasets.get(feed.dataset)
    feed.source = found
    return Fed(
        feed=feed,
        name=declared.name if declared else feed.dataset,
        settings=_told(FEED_SETTINGS[Access(found.access)], feed.settings),
        mapping=[
            (declared.field(code).name if declared and declared.has(code) else code, column)
            for code, column in feed.mapping.items()
        ],
        drop=str(queries.drop_folder(feed)) if found.access == Access.FILES else "",
        waits=waits,
    )


def _told(asked: Sequence[Asked], values: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (each.name, dict(each.choices).get(values[each.code], values[each.code]))
        for each in asked
        if each.code in values
    ]


def _lines(request: Request, shown: list[Collection]) -> list[Line]:
    names = names_of(each.by for each in shown)
    datasets = catalogue(request.college).datasets
    return [
        Line(
            one=each,
            dataset=datasets[each.feed.dataset].name if each.feed.dataset in datasets else each.feed.dataset,
            state=CollectionState(each.state).chinese,
            look=COLLECTED[CollectionState(each.state)],
            who="按时自动" if each.by == "system" else names.get(each.by, each.by),
            log=[(datetime.fromisoformat(at), sentence) for at, sentence in each.log],
        )
        for each in shown
    ]


def _job(request: Request, found: Source) -> JobView | None:
    """The work under way, or the last one when it ended without success."""
    mine = Job.objects.filter(college=request.college.code, kind=COLLECT, arguments={"source": found.code})
    decided = Job.objects.filter(
        college=request.college.code, kind=DECIDE, state__in=(JobState.QUEUED, JobState.RUNNING)
    )
    job = decided.first() or mine.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).first()
    return job_view(request, job, reload=True) if job else None
