"""Writing the audit trail. Called inside the transaction of the action it records: one fails, both fail."""

from datetime import UTC
from typing import Any

from django.db import connection, transaction

from zhengai.core import clock
from zhengai.core.models import AuditEvent
from zhengai.core.rules import GENESIS, link

SYSTEM = "system"


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
