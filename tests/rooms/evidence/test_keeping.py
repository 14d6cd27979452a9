"""A file is kept whole and once, or not at all; what is removed stays as long as something needs it."""

import errno
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import Settings

from tests.rooms.evidence.bytes import PDF, PNG, TEXT
from zhengai.core import clock
from zhengai.core.models import AuditEvent
from zhengai.evidence import actions, store
from zhengai.evidence.actions import Swept, attach, detach, hold, restore, sweep
from zhengai.evidence.models import Attachment, EvidenceFile
from zhengai.evidence.queries import attached, missing, of_record, of_record_with_removed, of_records, path_of
from zhengai.evidence.rules import About, EvidenceRefused

pytestmark = pytest.mark.django_db
TASK = About("task", "12", "错峰排课", "D01")


def kept(name: str = "纪要.pdf", data: bytes = PDF, about: About = TASK, by: str = "zheng") -> Attachment:
    return attach(college="C1", about=about, name=name, chunks=[data], by=by)


def on_disk(home: Path) -> list[Path]:
    return [each for each in (home / "evidence").rglob("*") if each.is_file()]


def test_a_file_is_kept_with_its_record(home: Path) -> None:
    made = attach(
        college="C1",
        about=TASK,
        name="纪要.pdf",
        chunks=[PDF[:9], PDF[9:]],
        description=" 第3次会 ",
        by="zheng",
    )
    path = path_of(made)
    assert path is not None
    assert (path.read_bytes(), store.digest_of(path)) == (PDF, made.file.digest)
    assert on_disk(home) == [path]
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert (made.description, made.title, made.unit, made.about) == ("第3次会", "错峰排课", "D01", "task:12")
    assert list(of_record("C1", "task", "12")) == list(of_records("C1", "task", [12])) == [made]
    assert not attached("C2")
    event = AuditEvent.objects.get(action="evidence.attach")
    assert (event.by, event.subject, event.details["name"]) == ("zheng", "task:12", "纪要.pdf")


def test_the_same_content_is_stored_once(home: Path) -> None:
    kept()
    other = kept(name="会议纪要.pdf", about=About("meeting", "3"), by="lin")
    assert (EvidenceFile.objects.count(), len(on_disk(home))) == (1, 1)
    assert other.name == "会议纪要.pdf"
    with pytest.raises(EvidenceRefused, match="完全一样"):
        kept(name="又一份.pdf")
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [("空.pdf", b"", "空文件"), ("大.txt", b"a" * (1024 * 1024 + 1), "上限 1 MB"), ("坏.pdf", b"\x00", "已损坏"),
     ("病毒.exe", b"MZ", "不收")],
)  # fmt: skip
def test_nothing_is_left_of_what_is_refused(
    home: Path, settings: Settings, name: str, data: bytes, word: str
) -> None:
    settings.EVIDENCE_MOST_MB = 1
    with pytest.raises(EvidenceRefused, match=word):
        kept(name, data)
    assert not on_disk(home)
    assert not EvidenceFile.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_line_that_breaks_leaves_nothing(home: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield PDF
        raise ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")

    with pytest.raises(EvidenceRefused, match="没有保存"):
        attach(college="C1", about=TASK, name="纪要.pdf", chunks=broken(), by="zheng")
    assert not on_disk(home)
    assert not Attachment.objects.exists()


def test_a_full_disk_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(waiting: store.Waiting) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, "place", full)
    with pytest.raises(EvidenceRefused, match="存储空间不足"):
        kept()
    assert not on_disk(home)
    assert not EvidenceFile.objects.exists()


def test_a_trail_that_cannot_be_written_undoes_the_record(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes that were placed already are an orphan, which the sweep clears once it is old."""

    def fails(**told: object) -> None:
        raise IntegrityError("audit")

    monkeypatch.setattr(actions, "record", fails)
    with pytest.raises(IntegrityError):
        kept()
    assert not Attachment.objects.exists()
    monkeypatch.undo()
    (orphan,) = on_disk(home)
    assert sweep() == Swept(0, 0)
    os.utime(orphan, (0, 0))
    assert sweep() == Swept(0, 1)
    assert not on_disk(home)


def test_removing_and_bringing_back() -> None:
    made = kept()
    with pytest.raises(EvidenceRefused, match="写明原因"):
        detach(attachment=made, reason=" ", by="zheng")
    detach(attachment=made, reason="传错了", by="zheng")
    assert not of_record("C1", "task", "12")
    assert of_record_with_removed("C1", "task", "12") == ([], [made])
    with pytest.raises(EvidenceRefused, match="已经移除"):
        detach(attachment=made, reason="再一次", by="zheng")
    restore(attachment=made, by="zheng")
    with pytest.raises(EvidenceRefused, match="没有移除"):
        restore(attachment=made, by="zheng")
    assert of_record("C1", "task", "12").get().reason == ""
    actions_told = AuditEvent.objects.values_list("action", flat=True)
    assert list(actions_told) == ["evidence.attach", "evidence.detach", "evidence.restore"]


def test_what_was_sent_again_is_not_brought_back_beside_it() -> None:
    made = kept()
    detach(attachment=made, reason="传错了", by="zheng")
    kept()
    with pytest.raises(EvidenceRefused, match="已经又附上"):
        restore(attachment=made, by="zheng")
    assert of_record("C1", "task", "12").count() == 1


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    there = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: there)


def test_the_sweep_clears_what_nothing_needs(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, shared, held = kept(), kept("图.png", PNG), kept("说明.txt", TEXT)
    kept("图.png", PNG, About("meeting", "3"))
    assert hold(holdings={"report:R1": [held]}, by="lin") == 1
    assert hold(holdings={"report:R1": [held]}, by="lin") == 1
    for each in (gone, shared, held):
        detach(attachment=each, reason="传错了", by="zheng")
    assert sweep() == Swept(0, 0)
    later(monkeypatch, 31)
    assert sweep() == Swept(1, 0)
    assert len(on_disk(home)) == 2
    gone.file.refresh_from_db()
    assert gone.file.removed_at is not None
    assert path_of(gone) is None
    with pytest.raises(EvidenceRefused, match="超过 30 天"):
        restore(attachment=gone, by="zheng")
    assert sweep() == Swept(0, 0)
    again = kept()
    assert again.file_id == gone.file_id
    assert path_of(again) is not None
    assert not missing()


def test_lost_bytes_are_found() -> None:
    made = kept()
    store.remove(made.file.digest)
    assert missing() == [made.file]
    assert path_of(made) is None


def test_what_never_finished_arriving_is_cleared(home: Path) -> None:
    kept()
    young, old = home / "evidence/incoming/young", home / "evidence/incoming/old"
    young.write_bytes(b"x")
    old.write_bytes(b"x")
    os.utime(old, (0, 0))
    assert sweep() == Swept(0, 1)
    assert young.exists()
    assert not old.exists()
