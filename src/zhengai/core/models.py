"""The audit trail: who did what, when, append-only and hash-chained, without foreign keys so that it never
interferes with live data and outlives what it speaks of."""

from typing import Any

from django.db import models


class AuditEvent(models.Model):
    at = models.DateTimeField()
    by = models.CharField(max_length=150)  # the user's name as text; "system" for scheduled work
    action = models.CharField(max_length=80)  # room.verb, for example datacentre.import
    subject = models.CharField(max_length=200, blank=True)  # what it was done to, as a readable key
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            # two events can never claim the same predecessor: a fork of the chain is refused by the database
            models.UniqueConstraint(fields=["previous"], name="audit_chain_is_linear")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.action} {self.subject}"

    def content(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "by": self.by,
            "action": self.action,
            "subject": self.subject,
            "details": self.details,
        }

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("审计记录只能追加，不能删除")
