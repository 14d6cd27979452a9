"""Files on their way in: kept between the steps of an import under the home of the installation, for a day."""

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.models import Job
from zhengai.datacentre import queries
from zhengai.datacentre.rules import BadFile

KEPT_FOR = timedelta(days=1)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{10,60}")
_LONGEST_NAME = 120


@dataclass
class Upload:
    """One file and what was chosen for it so far. Belongs to the person who sent it, and to nobody else."""

    token: str
    college: str
    by: str
    dataset: str
    name: str
    size: int
    at: str
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    rows: list[list[str]] = field(default_factory=list)  # the first ones, as a table shows them
    header_row: int | None = None
    cells: list[str] = field(default_factory=list)  # of the header
    columns: dict[str, int] = field(default_factory=dict)  # field → column, counted from 0
    constants: dict[str, str] = field(default_factory=dict)  # field → text for all rows
    within: dict[str, list[str]] | None = None  # what the sender answers for; null = everything
    problem: str = ""  # why it cannot go on as it is
    trial: str = ""  # the batch of the dry run
    batch: str = ""  # the batch that went in
    job: int | None = None  # the job that is at it

    @property
    def folder(self) -> Path:
        return _root() / self.token

    @property
    def path(self) -> Path:
        return self.folder / "file" / self.name

    @property
    def source(self) -> str:
        """Column names are remembered for each person: two departments export differently."""
        return f"web:{self.by}"[:60]


def keep_upload(*, college: College, dataset: str, name: str, chunks: Iterable[bytes], by: str) -> Upload:
    """Stores the file as it comes. Raises BadFile when it is larger than allowed; then nothing stays."""
    clean_uploads()
    upload = Upload(
        token=secrets.token_urlsafe(18),
        college=college.code,
        by=by,
        dataset=dataset,
        name=_safe(name),
        size=0,
        at=clock.now().isoformat(),
    )
    upload.path.parent.mkdir(parents=True)
    os.chmod(upload.folder, 0o700)
    try:
        with upload.path.open("wb") as handle:
            for chunk in chunks:
                upload.size += handle.write(chunk)
                if upload.size > queries.limits().file_bytes:
                    most = queries.limits().file_bytes / 1048576
                    raise BadFile(f"文件 {upload.name} 超过上限 {most:.0f} MB，请拆成几个文件分别导入")
    except BaseException:
        shutil.rmtree(upload.folder, ignore_errors=True)
        raise
    save_upload(upload)
    return upload


def save_upload(upload: Upload) -> None:
    """All or nothing: a page that reads it meanwhile sees the last state."""
    waiting = upload.folder / "upload.json.new"
    waiting.write_text(json.dumps(asdict(upload), ensure_ascii=False), encoding="utf-8")
    waiting.replace(upload.folder / "upload.json")


def find_upload(*, college: str, token: str, by: str) -> Upload | None:
    """Null when there is none, when its day is over, and when it is somebody else's."""
    path = _root() / token / "upload.json"
    if not _TOKEN.fullmatch(token) or not path.exists():
        return None
    upload = Upload(**json.loads(path.read_text(encoding="utf-8")))
    if (upload.college, upload.by) != (college, by) or _is_over(upload):
        return None
    return upload


def upload_of(job: Job) -> Upload:
    """The file a job works on; raises BadFile when its day is over."""
    upload = find_upload(college=job.college, token=job.arguments["upload"], by=job.by)
    if upload is None:
        raise BadFile("上传的文件只保留一天，已经清除，请重新上传")
    return upload


def clean_uploads() -> int:
    """Removes files whose day is over. Returns how many there were."""
    gone = 0
    for path in _root().glob("*/upload.json"):
        upload = Upload(**json.loads(path.read_text(encoding="utf-8")))
        if _is_over(upload):
            shutil.rmtree(upload.folder, ignore_errors=True)
            gone += 1
    return gone


def _is_over(upload: Upload) -> bool:
    return clock.now() - datetime.fromisoformat(upload.at) > KEPT_FOR


def _root() -> Path:
    return Path(settings.ZHENGAI_HOME) / "uploads"


def _safe(name: str) -> str:
    """The name as the person knows it, without what a path could make of it."""
    plain = re.sub(r"[\x00-\x1f/\\]", "_", name).strip(". ") or "file"
    stem, suffix = os.path.splitext(plain)
    kept = (_LONGEST_NAME - len(suffix[:10].encode())) // 3  # a Chinese character is three bytes long
    return (stem if len(stem) <= kept else stem[:kept]) + suffix[:10]
