"""Long work of the sources, and the clock that begins it."""

from huey import crontab

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.actions import SYSTEM, open_job
from zhengai.core.models import Job, JobState
from zhengai.core.queue import Outcome, carry_out, queue
from zhengai.sources import queries
from zhengai.sources.collecting import collect, decide
from zhengai.sources.models import Collection, Source
from zhengai.sources.rules import CollectionState, SourceRefused

COLLECT, DECIDE = "sources.collect", "sources.decide"


def start_collecting(*, source: Source, by: str) -> Job:
    """A second click leads to the work under way."""
    return _started(source, COLLECT, f"采集{source.name}", {"source": source.code}, by)


def start_accepting(*, collection: Collection, by: str) -> Job:
    source = collection.feed.source
    return _started(source, DECIDE, f"导入{source.name}放着的数据", {"collection": collection.pk}, by)


def _started(source: Source, kind: str, title: str, arguments: dict[str, object], by: str) -> Job:
    college = source.college.code
    live = Job.objects.filter(
        college=college, kind=kind, arguments=arguments, state__in=(JobState.QUEUED, JobState.RUNNING)
    )
    if (found := live.first()) is not None:
        return found
    job = open_job(college=college, kind=kind, title=title, arguments=arguments, by=by)
    (collect_source if kind == COLLECT else accept)(job.pk)
    return job


@queue.task()
def collect_source(number: int) -> None:
    carry_out(number, _collect)


@queue.task()
def accept(number: int) -> None:
    carry_out(number, _accept)


@queue.periodic_task(crontab(minute="*"))
def collect_what_is_due() -> None:
    """Every minute: whoever is due gets a job of its own, once."""
    for college in College.objects.all():
        for source in queries.to_collect(college, clock.now()):
            start_collecting(source=source, by=SYSTEM)


def _collect(job: Job) -> Outcome:
    college = College.objects.get(code=job.college)
    source = queries.find_source(college, job.arguments["source"])
    return _told(collect(source=source, by=job.by), source)


def _accept(job: Job) -> Outcome:
    found = Collection.objects.select_related("feed__source__college").get(pk=job.arguments["collection"])
    return _told([decide(collection=found, accept=True, by=job.by)], found.feed.source)


def _told(found: list[Collection], source: Source) -> Outcome:
    """Raises SourceRefused where nothing went in, so that the job says so too."""
    if not found:
        return "没有新的数据可取", {"links": [[source.name, f"source:{source.code}"]]}
    bad = [each for each in found if each.state in (CollectionState.FAILED, CollectionState.REFUSED)]
    if bad:
        raise SourceRefused(bad[0].message)
    message = found[-1].message if len(found) == 1 else f"采集了 {len(found)} 份数据"
    return message, {"links": [[source.name, f"source:{source.code}"]]}
