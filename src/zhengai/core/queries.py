"""Reading the audit trail; whether long work can be done."""

from pathlib import Path

from django.conf import settings

from zhengai.core.locks import is_held
from zhengai.core.models import AuditEvent
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
