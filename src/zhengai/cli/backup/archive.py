"""The file: a ZIP of the tables, the files and a manifest with a digest for each of them."""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO

FORMAT = 1
MANIFEST, TABLES, FILES = "manifest.json", "tables/", "files/"
# compressed already
_DENSE = frozenset({".parquet", ".docx", ".xlsx", ".zip", ".png", ".jpg", ".jpeg", ".pdf"})
_PART = 1024 * 1024


class Unreadable(ValueError):
    """The file is not a backup, is damaged, or is of a kind this program does not know: one sentence."""


@dataclass
class Manifest:
    """`rows` by table, `digests` (SHA-256) by member; `migrations` as application and name."""

    made_at: datetime
    database: str
    colleges: list[str]
    migrations: list[tuple[str, str]]
    rows: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    bytes: int = 0
    format: int = FORMAT

    @property
    def files(self) -> list[str]:
        return [name for name in self.digests if name.startswith(FILES)]


class Writer:
    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.archive, self.manifest = archive, manifest

    def table(self, name: str, lines: Iterator[str]) -> None:
        with self._member(f"{TABLES}{name}.jsonl") as take:
            next_row = -1  # the first line names the columns
            for line in lines:
                take(line.encode())
                next_row += 1
        self.manifest.rows[name] = next_row

    def file(self, path: Path, name: str) -> None:
        with self._member(f"{FILES}{name}", dense=path.suffix in _DENSE) as take, path.open("rb") as handle:
            while part := handle.read(_PART):
                take(part)

    def finish(self) -> None:
        text = json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1, default=datetime.isoformat)
        self.archive.writestr(MANIFEST, text)

    @contextmanager
    def _member(self, name: str, dense: bool = False) -> Iterator[Callable[[bytes], None]]:
        member, digest = zipfile.ZipInfo(name, self.manifest.made_at.timetuple()[:6]), hashlib.sha256()
        member.compress_type = zipfile.ZIP_STORED if dense else zipfile.ZIP_DEFLATED
        with self.archive.open(member, "w", force_zip64=True) as handle:

            def take(part: bytes) -> None:
                digest.update(part)
                handle.write(part)
                self.manifest.bytes += len(part)

            yield take
        self.manifest.digests[name] = digest.hexdigest()


@contextmanager
def written(path: Path, manifest: Manifest) -> Iterator[Writer]:
    """The file is there whole or not at all, and only its owner may read it: the keys are in it."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            with zipfile.ZipFile(handle, "w", compresslevel=3) as archive:
                writer = Writer(archive, manifest)
                yield writer
                writer.finish()
            handle.flush()
            os.fsync(handle.fileno())
        waiting.replace(path)
    finally:
        with suppress(FileNotFoundError):
            waiting.unlink()


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Raises Unreadable."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as problem:
        raise Unreadable(f"没有这个文件：{path}") from problem
    except (zipfile.BadZipFile, OSError) as problem:
        raise Unreadable(f"{path} 不是诊改的备份，或者没有传完整") from problem
    with archive:
        yield archive, _manifest(archive, path)


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        found = json.loads(archive.read(MANIFEST))
        if found["format"] > FORMAT:
            raise Unreadable(f"{path} 由更新的程序备份，请先升级诊改再恢复")
        found["made_at"] = datetime.fromisoformat(found["made_at"])
        found["migrations"] = [(app, name) for app, name in found["migrations"]]
        return Manifest(**found)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable(f"{path} 不是诊改的备份：里面没有可读的清单") from problem


def check(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Reads every member once. Raises Unreadable naming the first that is missing, too many, or not what was written."""
    there = {name for name in archive.namelist() if name != MANIFEST}
    for name in sorted(there ^ set(manifest.digests)):
        raise Unreadable(f"备份不完整：{name} {'不在清单里' if name in there else '不见了'}")
    for name, digest in manifest.digests.items():
        if _unsafe(name):
            raise Unreadable(f"备份里的路径 {name} 不能使用")
        if _digest(archive, name) != digest:
            raise Unreadable(f"备份已损坏：{name} 与写入时不同，请换一份备份")


def extract(archive: zipfile.ZipFile, manifest: Manifest, into: Path) -> None:
    for name in manifest.files:
        target = into / name.removeprefix(FILES)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, target.open("wb") as handle:
            shutil.copyfileobj(source, handle, _PART)
    for name in ("secret-key", "source-keys"):
        if (into / name).exists():
            (into / name).chmod(0o600)


@contextmanager
def lines(archive: zipfile.ZipFile, table: str) -> Iterator[IO[str]]:
    with archive.open(f"{TABLES}{table}.jsonl") as raw:
        yield TextIOWrapper(raw, encoding="utf-8", newline="\n")


def _unsafe(name: str) -> bool:
    parts = Path(name).parts
    return ".." in parts or Path(name).is_absolute() or not name.startswith((TABLES, FILES))


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as handle:
            while part := handle.read(_PART):
                digest.update(part)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError) as problem:
        raise Unreadable(f"备份已损坏：{name} 读不出来，请换一份备份") from problem
    return digest.hexdigest()
