"""Writing the audit trail, inside the transaction of the action it records: one fails, both fail. And the record of
long work: opened by a page, carried out by the worker (see queue)."""

import time
from collections.abc import Collection
from datetime import UTC, timedelta
from typing import Any

from django.db import connection, transaction

from zhengai.core import clock
from zhengai.core.models import AuditEvent, Job, JobState
from zhengai.core.rules import GENESIS, JOB_MOVES, JobRefused, link

SYSTEM = "system"
PROGRESS_EVERY = 0.5  # seconds: one writer at a time on SQLite, and nobody reads faster
_LOST_AFTER = timedelta(minutes=1)  # a job is opened before it is queued


def record(*, action: str, by: str, subject: str = "", details: dict[str, Any] | None = None) -> AuditEvent:
    """Appends one event. Writers queue on the last event, so the chain stays linear under concurrency."""
    with transaction.atomic():
        _take_turn()
        last = AuditEvent.objects.order_by("-id").values_list("digest", flat=True).first()
        event = AuditEvent(
            at=clock.now().astimezone(UTC).replace(microsecond=0),
            by=by,
            action=action,
            subject=subject,
            details=details or {},
            previous=last or GENESIS,
        )
        event.digest = link(event.previous, event.content())
        event.save(force_insert=True)
        return event


def _take_turn() -> None:
    """SQLite's write lock is held already (IMMEDIATE); PostgreSQL needs a lock for the whole transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7214001)")


def open_job(*, college: str, kind: str, title: str, arguments: dict[str, Any], by: str) -> Job:
    """The record of work to be done; whoever opens it queues its task next. `college` is the code."""
    with transaction.atomic():
        job = Job.objects.create(
            college=college, kind=kind, title=title, arguments=arguments, by=by, created_at=clock.now()
        )
        record(action=kind, by=by, subject=f"job:{job.pk}", details={"title": title})
    return job


def start_job(*, job: Job) -> None:
    job.started_at = clock.now()
    _move(job, JobState.RUNNING)


def advance_job(*, job: Job, done: int, total: int, message: str) -> None:
    """Call it as often as you like: it writes about twice a second, and whenever the words change."""
    if job.state != JobState.RUNNING:
        raise JobRefused(f"工作 {job.pk} 不在进行中")
    now = time.monotonic()
    changed, job.done, job.total = message != job.message, done, total
    job.message = message
    if changed or now - job.written_at >= PROGRESS_EVERY:
        Job.objects.filter(pk=job.pk).update(done=done, total=total, message=message)
        job.written_at = now


def finish_job(*, job: Job, message: str, result: dict[str, Any]) -> None:
    job.message, job.result, job.finished_at = message, result, clock.now()
    if job.total:
        job.done = job.total
    _move(job, JobState.DONE)


def fail_job(*, job: Job, message: str) -> None:
    """`message` is a sentence: what happened, what was kept, what to do."""
    job.message, job.finished_at = message, clock.now()
    _move(job, JobState.FAILED)


def fail_lost_jobs(*, waiting: Collection[int]) -> int:
    """Called by a worker that starts: jobs that the last one was at when it died, and jobs in no queue. `waiting`
    are the numbers of the jobs that are queued. Returns how many there were."""
    lost = Job.objects.filter(state=JobState.RUNNING) | Job.objects.filter(
        state=JobState.QUEUED, created_at__lt=clock.now() - _LOST_AFTER
    )
    found = [job for job in lost if job.state == JobState.RUNNING or job.pk not in waiting]
    for job in found:
        fail_job(job=job, message="后台进程中断了，这项工作没有做完，已写入的内容保留着。请重新开始")
    return len(found)


@transaction.atomic
def _move(job: Job, state: JobState) -> None:
    """Refused when the job has gone on meanwhile: a task that is delivered twice is done once."""
    allowed = [before for before, after in JOB_MOVES.items() if state in after]
    now = Job.objects.select_for_update().get(pk=job.pk)
    if now.state not in allowed:
        raise JobRefused(f"工作 {job.pk} 现在是“{JobState(now.state).label}”，不能变为“{state.label}”")
    job.state = state
    job.save()
