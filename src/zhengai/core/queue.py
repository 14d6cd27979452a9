"""The queue between pages and the worker. A room's `tasks` put `@queue.task()` on functions that take the number of a
job; `carry_out` keeps the job's record while they work."""

import logging
from collections.abc import Callable
from typing import Any, Protocol, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections
from huey import RedisHuey, SqliteHuey
from huey.exceptions import ConfigurationError

from zhengai.core.actions import fail_job, finish_job, start_job
from zhengai.core.models import Job
from zhengai.core.rules import JobRefused

_log = logging.getLogger("zhengai.jobs")

# what a task gives back: the sentence that stays on the job's page, and its result
Outcome = tuple[str, dict[str, Any]]


class Queue(Protocol):
    """What is used of Huey."""

    immediate: bool

    def task(self) -> Callable[[Callable[[int], None]], Callable[[int], object]]: ...

    def periodic_task(self, when: Any) -> Callable[[Callable[[], None]], Callable[[], object]]: ...

    def pending(self) -> list[Any]: ...

    def create_consumer(self, **options: Any) -> Any: ...


def _made() -> Queue:
    """Results are not stored: they are on the jobs."""
    common: dict[str, Any] = {"name": "zhengai", "results": False, "immediate": settings.QUEUE_IMMEDIATE}
    if settings.QUEUE_URL:
        try:
            return cast(Queue, RedisHuey(url=settings.QUEUE_URL, **common))
        except ConfigurationError as problem:
            raise ImproperlyConfigured(
                "QUEUE_URL 指向 Redis，但没有安装它的客户端：请在运行环境里 pip install redis，或去掉 QUEUE_URL"
            ) from problem
    return cast(Queue, SqliteHuey(filename=str(settings.QUEUE_FILE), **common))


queue = _made()


def carry_out(number: int, work: Callable[[Job], Outcome]) -> None:
    """Does the work of one job. Errors that are sentences (ValueError and RuntimeError of a room) are shown as they
    are; of all others the person learns that nothing more happens, and the log what it was."""
    _fresh_connections()
    try:
        job = Job.objects.get(pk=number)
        start_job(job=job)
    except (Job.DoesNotExist, JobRefused) as problem:
        _log.warning("job %s is not to be done: %s", number, problem)
        return
    try:
        message, result = work(job)
    except Exception as problem:
        fail_job(job=job, message=_sentence(job, problem))
    else:
        finish_job(job=job, message=message, result=result)
    finally:
        _fresh_connections()


def _fresh_connections() -> None:
    """A worker lives for weeks, its connections need not. A task done at once uses those of its caller."""
    if not queue.immediate:
        close_old_connections()


def _sentence(job: Job, problem: Exception) -> str:
    said = str(problem).strip()
    ours = type(problem).__module__.startswith("zhengai")
    if ours and isinstance(problem, ValueError | RuntimeError) and said:
        return said[:2000]
    _log.exception("job %s (%s) stopped", job.pk, job.kind)
    return f"这项工作没有做完，已写入的内容保留着。请重新开始；仍不行时，请把工作编号 {job.pk} 告诉系统管理员"


def waiting_jobs() -> list[int]:
    """Numbers of the jobs whose tasks are queued. The rooms' tasks must be loaded."""
    return [task.args[0] for task in queue.pending() if task.args]
