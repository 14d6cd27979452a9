"""Whether this installation holds a finished sample college."""

from zhengai.core.models import AuditEvent

SET_UP = "sample.set_up"


def size_set_up() -> str | None:
    """The size of the sample that was set up to the end here; null when there is none."""
    event = AuditEvent.objects.filter(action=SET_UP).order_by("-id").first()
    return str(event.details["size"]) if event else None
