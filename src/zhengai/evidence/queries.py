"""Reading what proves records."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhengai.core import clock
from zhengai.evidence import store
from zhengai.evidence.models import Attachment, EvidenceFile, EvidenceHold
from zhengai.evidence.rules import KEPT_FOR


def attached(college: str) -> QuerySet[Attachment]:
    """All that proves something now; `college` is the code."""
    return Attachment.objects.filter(college=college, detached_at__isnull=True).select_related("file")


def of_record(college: str, kind: str, key: str) -> QuerySet[Attachment]:
    return attached(college).filter(kind=kind, key=key)


def of_records(college: str, kind: str, keys: Iterable[object]) -> QuerySet[Attachment]:
    return attached(college).filter(kind=kind, key__in=[str(each) for each in keys])


def of_record_with_removed(college: str, kind: str, key: str) -> tuple[list[Attachment], list[Attachment]]:
    """What proves a record, and what was removed from it so lately that it can be brought back: one question."""
    lately = Q(detached_at__gte=clock.now() - KEPT_FOR, file__removed_at__isnull=True)
    found = Attachment.objects.filter(
        Q(detached_at__isnull=True) | lately, college=college, kind=kind, key=key
    )
    rows = list(found.select_related("file"))
    return [each for each in rows if each.detached_at is None], [each for each in rows if each.detached_at]


def path_of(attachment: Attachment) -> Path | None:
    """Null where the bytes are gone."""
    path = store.path_of(attachment.file.digest)
    return path if attachment.file.removed_at is None and path.is_file() else None


def needed(before: datetime) -> Q:
    """Files that something still needs: a record, a frozen one, or somebody who may want a file back that was removed
    after `before`."""
    theirs = Attachment.objects.filter(file=OuterRef("pk")).filter(
        Q(detached_at__isnull=True) | Q(detached_at__gte=before)
    )
    return Q(Exists(theirs)) | Q(Exists(EvidenceHold.objects.filter(file=OuterRef("pk"))))


def missing() -> list[EvidenceFile]:
    """Files whose bytes are not where they should be: of an incomplete backup, or deleted by hand."""
    held = {each.name for each in store.contents()}
    return [each for each in EvidenceFile.objects.filter(removed_at__isnull=True) if each.digest not in held]
