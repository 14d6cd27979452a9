from datetime import UTC, datetime

from tests.web.access.words import Table
from tests.web.school import School
from zhengai.core.models import Job

PAGES: Table = {"job": ("/jobs/{job}/", frozenset({"lin", "han", "he", "wang"}))}
POSTS: Table = {}


def prepare(school: School) -> dict[str, object]:
    """王静 started it."""
    job = Job.objects.create(
        college=school.college.code, kind="improvement.follow", title="计算指标并判断预警", by="wang",
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
    )  # fmt: skip
    return {"job": job.pk}
