"""Reading the audit trail."""

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
