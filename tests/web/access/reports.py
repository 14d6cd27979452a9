from typing import Any

from tests.web.access.words import EVERYBODY, REACHING_COURSE, SEEING, Table
from tests.web.school import NOW, School
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.core.models import Job
from zhengai.reports.actions import make_report
from zhengai.reports.batches import zip_path
from zhengai.reports.tasks import KIND

MAKING = EVERYBODY - {"chen", "sun", "he", "qian", "feng", "sys", "sec", "aud", "xu"}

PAGES: Table = {
    "reports": ("/reports/", SEEING),
    "report": ("/reports/{report}/", REACHING_COURSE),
    "report-word": ("/reports/{report}/word/", REACHING_COURSE),
    "report-recompute": ("/reports/{report}/recompute/", REACHING_COURSE),
    "report-verify": ("/reports/verify/", SEEING),
    "report-new": ("/reports/new/", MAKING),
    # only for the person who asked for it
    "report-batch-zip": ("/reports/batch/{batch}/", frozenset({"lin"})),
}
# without a choice or a file they are sent back to the page with a sentence
POSTS: Table = {
    "report-make": ("/reports/new/make/", MAKING),
    "report-upload": ("/reports/verify/upload/", SEEING),
    "report-batch": ("/reports/batch/", MAKING),
}


def prepare(school: School) -> dict[str, Any]:
    college = school.college
    course = Subject.objects.get(college=college, level="course", code="C001")
    semester = calendar_of(college).period("2026-2027-1")
    made = make_report(college=college, kind="self-diagnosis", subject=course, period=semester, by="zheng")
    job = Job.objects.create(
        college=college.code, kind=KIND, title="课程", state="done", by="lin", created_at=NOW, finished_at=NOW
    )
    path = zip_path(job)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"PK")
    return {"report": made.code, "batch": job.pk}
