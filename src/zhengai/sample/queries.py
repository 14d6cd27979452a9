"""Whether this installation holds a finished sample college."""

from zhengai.core.models import AuditEvent

SET_UP = "sample.set_up"
FIRST_PACK = "foundation"  # of samples from before the pack could be chosen


def size_set_up() -> str | None:
    """The size of the sample that was set up to the end here; null when there is none."""
    event = _last()
    return str(event.details["size"]) if event else None


def pack_set_up() -> str | None:
    """The pack it was set up with; null when there is none."""
    event = _last()
    return str(event.details.get("pack", FIRST_PACK)) if event else None


def _last() -> AuditEvent | None:
    return AuditEvent.objects.filter(action=SET_UP).order_by("-id").first()
