"""Where the bytes lie: `$ZHENGAI_HOME/evidence`, each content under its digest. A file is there whole or not at all:
it is written beside, synced to the disk, and then renamed."""

import codecs
import hashlib
import os
import secrets
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EDQUOT, ENOSPC
from pathlib import Path

from django.conf import settings

from zhengai.evidence.rules import EvidenceRefused, size_words
from zhengai.evidence.rules.kinds import Content

_HEAD = 4096
_PART = 1024 * 1024
FULL = (ENOSPC, EDQUOT)
ABANDONED = 24 * 60 * 60  # seconds: nobody sends one file for longer


@dataclass(frozen=True)
class Waiting:
    """Bytes that have arrived and belong to nothing yet."""

    path: Path
    digest: str
    size: int


def root() -> Path:
    return Path(settings.ZHENGAI_HOME) / "evidence"


def most_bytes() -> int:
    return int(settings.EVIDENCE_MOST_MB) * 1024 * 1024


def path_of(digest: str) -> Path:
    return root() / digest[:2] / digest


@contextmanager
def arrived(name: str, chunks: Iterable[bytes]) -> Iterator[Waiting]:
    """The bytes on disk while the caller decides; what it did not `place` is gone afterwards, whatever happened.
    Raises EvidenceRefused for an empty or too large file and for a disk that does not take it."""
    folder = root() / "incoming"
    with disk_told(name):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / secrets.token_hex(16)
        try:
            yield _written(path, name, chunks)
        finally:
            with suppress(FileNotFoundError):
                path.unlink()


def _written(path: Path, name: str, chunks: Iterable[bytes]) -> Waiting:
    digest, size, most = hashlib.sha256(), 0, most_bytes()
    with path.open("xb") as handle:
        os.fchmod(handle.fileno(), 0o600)
        for chunk in chunks:
            size += handle.write(chunk)
            digest.update(chunk)
            if size > most:
                raise EvidenceRefused(
                    f"“{name}”没有保存：超过单个文件的上限 {size_words(most)}，请压缩或拆成几个文件"
                )
        handle.flush()
        os.fsync(handle.fileno())
    if not size:
        raise EvidenceRefused(f"“{name}”没有保存：这是一个空文件，请核对后再传")
    return Waiting(path, digest.hexdigest(), size)


def place(waiting: Waiting) -> None:
    """Takes the bytes to their place; the same content that lies there already is replaced by itself, which makes it
    young for `orphans`."""
    target = path_of(waiting.digest)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.replace(waiting.path, target)
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def disk_told(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if problem.errno in FULL:
            told = "服务器的存储空间不足，请联系系统管理员腾出空间后再传一次"
        else:
            told = f"服务器写不了文件（{problem.strerror}），请联系系统管理员检查存储后再传一次"
        raise EvidenceRefused(f"“{name}”没有保存：{told}") from problem


def look_into(path: Path) -> Content:
    with path.open("rb") as handle:
        head = handle.read(_HEAD)
    return Content(head, _members(path) if head.startswith(b"PK") else None, _is_text(path))


def _members(path: Path) -> list[str] | None:
    """Only the list of contents is read: nothing is unpacked, however much it claims to hold."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return None


def _is_text(path: Path) -> bool:
    return any(_reads_as(path, encoding) for encoding in ("utf-8", "gb18030"))


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as handle:
        try:
            while part := handle.read(_PART):
                if b"\x00" in part:
                    return False
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def digest_of(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def remove(digest: str) -> None:
    path_of(digest).unlink(missing_ok=True)


def contents() -> Iterator[Path]:
    """Every stored content."""
    return (each for each in root().glob("[0-9a-f][0-9a-f]/*") if each.is_file())


def orphans(known: set[str]) -> Iterator[Path]:
    """Contents that no row names, and what never finished arriving; young ones may belong to an upload under way."""
    before = time.time() - ABANDONED
    found = [each for each in contents() if each.name not in known]
    found += [each for each in (root() / "incoming").glob("*") if each.is_file()]
    return (each for each in found if each.stat().st_mtime < before)
