from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from tests.web.access.words import EVERYBODY, Table
from tests.web.school import School
from zhengai.datacentre.models import Batch
from zhengai.datacentre.uploads import find_upload, keep_upload

LOOKING = frozenset({"lin", "han", "he"})
SENDING = frozenset({"han", "he", "wang"})

PAGES: Table = {
    "data": ("/data/", LOOKING),
    "dataset": ("/data/attendance/", LOOKING),
    "dataset-template": ("/data/attendance/template/", LOOKING | SENDING),
    "batch": ("/data/batches/{batch}/", LOOKING | {"wang"}),  # 王静 sent it
    "batch-rejected": ("/data/batches/{batch}/rejected/", LOOKING | {"wang"}),
    # the scheme of these tests has no such dataset
    "survey-import": ("/data/surveys/", frozenset()),
    "data-import": ("/data/import/", SENDING),
    # somebody else's file: those who may import are told to send their own
    "data-import-upload": ("/data/import/{upload}/", SENDING),
}
POSTS: Table = {"data-import-take": ("/data/import/{upload}/take/", SENDING)}
assert LOOKING | SENDING <= EVERYBODY


def prepare(school: School) -> dict[str, object]:
    batch, _ = Batch.objects.get_or_create(
        code="b1",
        college=school.college,
        defaults={
            "dataset": "attendance", "file_name": "考勤.xlsx", "source": "web:wang", "by": "wang",
            "created_at": datetime(2026, 11, 20, tzinfo=UTC), "state": "committed", "rows_read": 2,
            "rows_accepted": 1, "rows_new": 1, "rows_rejected": 1, "version": 0, "message": "已入库",
            "mapping": {"student": "学号"}, "quality": {"timely": 1.0, "true": 1.0, "accurate": 0.5, "complete": None},
        },
    )  # fmt: skip
    folder = Path(settings.ZHENGAI_HOME) / "batches" / school.college.code / batch.code
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rejected.xlsx").write_bytes(b"PK")
    upload = keep_upload(
        college=school.college, dataset="attendance", name="考勤.csv", chunks=["学号\n1\n".encode()], by="he"
    )
    assert find_upload(college=school.college.code, token=upload.token, by="he")
    return {"batch": batch.code, "upload": upload.token}
