"""The only writers of the evidence room."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from zhengai.core import clock
from zhengai.core.actions import SYSTEM, record
from zhengai.evidence import store
from zhengai.evidence.models import Attachment, EvidenceFile, EvidenceHold
from zhengai.evidence.queries import needed
from zhengai.evidence.rules import KEPT_FOR, About, EvidenceRefused, safe_name
from zhengai.evidence.rules.kinds import kind_of, recognise

_LONGEST = 300


def attach(
    *, college: str, about: About, name: str, chunks: Iterable[bytes], description: str = "", by: str
) -> Attachment:
    """Keeps a file with a record; raises EvidenceRefused, and then nothing of it is kept.

    1. The bytes arrive beside the store (see store.arrived), outside any transaction: a slow line locks nobody.
    2. Name and content must agree on a kind of the list.
    3. In one transaction: the content's row is locked, its bytes are placed, the record gets them, the trail says so.
    """
    plain = safe_name(name)
    kind_of(plain)
    if len(description) > _LONGEST:
        raise EvidenceRefused(f"“{plain}”没有保存：说明不超过 {_LONGEST} 字")
    with store.arrived(plain, chunks) as waiting:
        recognise(plain, store.look_into(waiting.path))
        return _attached(college, about, plain, waiting, description.strip(), by)


@transaction.atomic
def _attached(
    college: str, about: About, name: str, waiting: store.Waiting, description: str, by: str
) -> Attachment:
    file, _ = EvidenceFile.objects.get_or_create(
        digest=waiting.digest, defaults={"size": waiting.size, "stored_at": clock.now()}
    )
    file = EvidenceFile.objects.select_for_update().get(pk=file.pk)
    same = Attachment.objects.filter(
        college=college, kind=about.kind, key=about.key, file=file, detached_at__isnull=True
    ).first()
    if same is not None:
        raise EvidenceRefused(f"“{name}”没有再存：内容与这里已有的“{same.name}”完全一样")
    store.place(waiting)
    if file.removed_at is not None:
        file.removed_at = None
        file.save(update_fields=["removed_at"])
    made = Attachment.objects.create(
        college=college, kind=about.kind, key=about.key, title=about.title[:200], unit=about.unit, file=file, name=name,
        description=description, by=by, at=clock.now(),
    )  # fmt: skip
    record(
        action="evidence.attach",
        by=by,
        subject=str(about),
        details={"attachment": made.pk, "name": name, "digest": file.digest, "size": file.size},
    )
    return made


@transaction.atomic
def detach(*, attachment: Attachment, reason: str, by: str) -> Attachment:
    """Takes a file off its record. Its bytes stay for KEPT_FOR, and for good where another record or a frozen one
    needs them. Raises EvidenceRefused."""
    found = Attachment.objects.select_for_update(of=("self",)).select_related("file").get(pk=attachment.pk)
    if found.detached_at is not None:
        raise EvidenceRefused(f"“{found.name}”已经移除")
    if not reason.strip():
        raise EvidenceRefused(f"“{found.name}”没有移除：请写明原因")
    found.detached_by, found.detached_at, found.reason = by, clock.now(), reason.strip()[:_LONGEST]
    found.save(update_fields=["detached_by", "detached_at", "reason"])
    record(
        action="evidence.detach", by=by, subject=found.about,
        details={"attachment": found.pk, "name": found.name},
    )  # fmt: skip
    return found


@transaction.atomic
def restore(*, attachment: Attachment, by: str) -> Attachment:
    """Puts a removed file back on its record. Raises EvidenceRefused when its time is over."""
    file = EvidenceFile.objects.select_for_update().get(pk=attachment.file_id)
    found = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if found.detached_at is None:
        raise EvidenceRefused(f"“{found.name}”没有移除，不用恢复")
    if file.removed_at is not None or clock.now() - found.detached_at > KEPT_FOR:
        raise EvidenceRefused(f"“{found.name}”移除已超过 {KEPT_FOR.days} 天，不能恢复，请重新上传")
    found.detached_by, found.detached_at, found.reason = "", None, ""
    try:
        with transaction.atomic():
            found.save(update_fields=["detached_by", "detached_at", "reason"])
    except IntegrityError as problem:
        raise EvidenceRefused(f"“{found.name}”没有恢复：同样内容的文件已经又附上了") from problem
    record(
        action="evidence.restore", by=by, subject=found.about,
        details={"attachment": found.pk, "name": found.name},
    )  # fmt: skip
    return found


@transaction.atomic
def hold(*, holdings: Mapping[str, Iterable[Attachment]], by: str) -> int:
    """Frozen records, such as "report:R12", keep their files for good; holding twice is harmless. Returns how many
    there are."""
    pairs = sorted({(holder, each.file_id) for holder, files in holdings.items() for each in files})
    rows = [EvidenceHold(holder=holder, file_id=file, at=clock.now()) for holder, file in pairs]
    EvidenceHold.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        holders = sorted({each.holder for each in rows})
        record(
            action="evidence.hold",
            by=by,
            subject=holders[0] if len(holders) == 1 else f"{len(holders)}",
            details={"files": len(rows)},
        )
    return len(rows)


@dataclass(frozen=True)
class Swept:
    """How many contents nothing needed any more, and how many leftovers of broken uploads there were."""

    files: int
    leftovers: int


def sweep(*, by: str = SYSTEM) -> Swept:
    """Clears what nothing needs: contents removed longer than KEPT_FOR ago, and leftovers on the disk."""
    before = clock.now() - KEPT_FOR
    idle = EvidenceFile.objects.filter(removed_at__isnull=True).exclude(needed(before))
    files = sum(_cleared(pk) for pk in idle.values_list("pk", flat=True))
    known = set(EvidenceFile.objects.filter(removed_at__isnull=True).values_list("digest", flat=True))
    leftovers = 0
    for path in store.orphans(known):
        path.unlink(missing_ok=True)
        leftovers += 1
    if files or leftovers:
        record(action="evidence.sweep", by=by, details={"files": files, "leftovers": leftovers})
    return Swept(files, leftovers)


@transaction.atomic
def _cleared(pk: int) -> bool:
    """Looked at once more under its lock: somebody may have attached the same content meanwhile."""
    file = EvidenceFile.objects.select_for_update().get(pk=pk)
    if EvidenceFile.objects.filter(needed(clock.now() - KEPT_FOR), pk=pk).exists():
        return False
    file.removed_at = clock.now()
    file.save(update_fields=["removed_at"])
    store.remove(file.digest)
    return True
