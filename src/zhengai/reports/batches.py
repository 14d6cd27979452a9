"""Reports of all subjects of a level as one ZIP file in the college's home."""

import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings

from zhengai.college.models import College, Subject
from zhengai.core.models import Job
from zhengai.reports.actions import make_reports
from zhengai.reports.models import Report
from zhengai.reports.word import render
from zhengai_engine.model.period import Period

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST = 60


def file_name(report: Report) -> str:
    """Names repeat, codes do not."""
    subject = report.subject
    name = _UNFIT.sub("_", f"{subject.code} {subject.name}")[:_LONGEST].strip()
    return f"{name} {report.period}.docx"


def zip_path(job: Job) -> Path:
    return Path(settings.ZHENGAI_HOME) / "reports" / job.college / f"job-{job.pk}.zip"


def make_zip(
    college: College,
    kind: str,
    subjects: Sequence[Subject],
    period: Period,
    path: Path,
    by: str,
    advance: Callable[[int], None],
) -> int:
    """Makes and renders them one after the other; the file appears when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    done = 0
    # the documents are compressed already
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
        for report in make_reports(college=college, kind=kind, subjects=subjects, period=period, by=by):
            archive.writestr(file_name(report), render(report))
            done += 1
            advance(done)
    unfinished.replace(path)
    return done
