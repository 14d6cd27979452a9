from datetime import UTC, datetime, timedelta

from tests.web.access.words import Table
from tests.web.school import School
from zhengai.sources.actions import keep_feed, keep_source, switch_source
from zhengai.sources.models import Collection, Source

LOOKING = frozenset({"lin", "han", "he"})
KEEPING = frozenset({"he"})

PAGES: Table = {
    "sources": ("/data/sources/", LOOKING),
    "source-calendar": ("/data/sources/calendar/", LOOKING),
    "operation": ("/data/operation/", LOOKING),
    "source": ("/data/sources/{source}/", LOOKING),
    "source-new": ("/data/sources/new/", KEEPING),
    "source-edit": ("/data/sources/{source}/edit/", KEEPING),
    "source-feed": ("/data/sources/{source}/feed/?dataset=attendance", KEEPING),
}
POSTS: Table = {
    "source-move": ("/data/sources/{source}/move/", KEEPING),
    "source-decide": ("/data/sources/{source}/collections/{collection}/decide/", KEEPING),
}


def prepare(school: School) -> dict[str, object]:
    """A drop folder that is asked every day, with a collection that waits for a word."""
    source = Source.objects.filter(college=school.college, code="jwxt").first()
    if source is None:
        source = keep_source(
            college=school.college, code="jwxt", name="教务管理系统", owner="教务处", person="何敏", access="files",
            frequency="day", by="he",
        )  # fmt: skip
        feed = keep_feed(source=source, dataset="attendance", mapping={"student": "学号"}, by="he")
        switch_source(source=source, enabled=True, by="he")
        at = datetime(2026, 11, 20, tzinfo=UTC)
        Collection.objects.create(
            feed=feed, state="done", by="system", started_at=at - timedelta(days=1), rows=12, message="已入库"
        )
        Collection.objects.create(
            feed=feed, state="waiting", by="system", started_at=at, rows=900, fetched=True, file_name="考勤.csv",
            message="读到 900 行，超过平时的 10 倍", log=[[at.isoformat(), "查询读到 900 行"], [at.isoformat(), "等待决定"]],
        )  # fmt: skip
    waiting = Collection.objects.filter(feed__source=source, state="waiting").first()
    return {"source": source.code, "collection": waiting.pk if waiting else 0}
