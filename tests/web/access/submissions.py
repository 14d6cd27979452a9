"""National tables hold rows of the whole college: for those who look after data, and the quality office."""

from tests.web.access.words import Table
from tests.web.school import NOW, School
from zhengai.submissions.models import Submission

LOOKING = frozenset({"lin", "he"})

PAGES: Table = {
    "submissions": ("/submissions/", LOOKING),
    "submission-settings": ("/submissions/settings/", LOOKING),
    "national-table": ("/submissions/tables/GZ-6.1/", LOOKING),
    "returns": ("/submissions/returns/benchmarks/", LOOKING),
    "returns-import": ("/submissions/returns/reports/import/", LOOKING),
    "submission": ("/submissions/records/{submission}/", LOOKING),
    "submission-file": ("/submissions/records/{submission}/file/", LOOKING),
}
POSTS: Table = {
    "returns-take": ("/submissions/returns/benchmarks/import/take/", LOOKING),
    "submission-prepare": ("/submissions/tables/GZ-6.1/prepare/", LOOKING),
    "submission-move": ("/submissions/records/{submission}/move/", LOOKING),
}


def prepare(school: School) -> dict[str, object]:
    found, _ = Submission.objects.get_or_create(
        college=school.college,
        table="GZ-6.1",
        defaults={
            "digest": "1", "rows": 0, "faults": 0, "reminders": 0, "state": "faulty", "by": "he", "made_at": NOW
        },
    )  # fmt: skip
    return {"submission": found.pk}
