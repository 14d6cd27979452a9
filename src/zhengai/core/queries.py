"""Reading the audit trail; whether long work can be done."""

from pathlib import Path
from typing import Any

from django.conf import settings

from zhengai.core.locks import is_held
from zhengai.core.models import AuditEvent, Job, JobState
from zhengai.core.rules import GENESIS, link


def broken_link() -> AuditEvent | None:
    """The first event whose content or predecessor no longer fits its hash; null when the chain is whole."""
    previous = GENESIS
    for event in AuditEvent.objects.order_by("id").iterator():
        if event.previous != previous or link(previous, event.content()) != event.digest:
            return event
        previous = event.digest
    return None


def worker_lock() -> Path:
    return Path(settings.ZHENGAI_HOME) / "worker.lock"


def worker_lives() -> bool:
    """Whether somebody is there to do long work. Workers on other machines cannot be seen from here."""
    return settings.QUEUE_IMMEDIATE or bool(settings.QUEUE_URL) or is_held(worker_lock())


def live_job(*, college: str, kind: str, arguments: dict[str, Any], by: str) -> Job | None:
    """The same work, asked for by the same person, that waits or runs; null when there is none."""
    waiting = Job.objects.filter(
        college=college, kind=kind, by=by, state__in=(JobState.QUEUED, JobState.RUNNING)
    )
    return next((job for job in waiting.order_by("-id") if job.arguments == arguments), None)
