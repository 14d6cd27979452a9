"""The clock: who is due gets a job, once; what came in is followed by the rooms above."""

from datetime import timedelta
from typing import Any

import pytest

from tests.rooms.sources.conftest import feed_of
from zhengai.core import clock
from zhengai.core.models import Job
from zhengai.sources import queries, tasks
from zhengai.sources.actions import keep_feed, switch_source
from zhengai.sources.models import Collection, Source

HEAD = "部门编号,部门名称,部门类别\n"


def tick() -> None:
    """As the worker does every minute."""
    tasks.collect_what_is_due.call_local()  # type: ignore[attr-defined]


def put(source: Source, text: str) -> None:
    folder = queries.drop_folder(feed_of(source))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "部门.csv").write_text(text)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the clock on."""
    real = clock.now

    def move(by: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + by)

    return move


def test_a_folder_is_looked_into_every_minute(drop_source: Source, later: Any) -> None:
    tick()
    assert not Job.objects.exists()  # nothing lies there: nothing to tell
    put(drop_source, HEAD + "D1,教务处,职能部门\n")
    tick()
    assert Collection.objects.get().state == "done"
    assert Job.objects.get().by == "system"
    tick()
    assert Job.objects.count() == 1
    put(drop_source, "这不是部门表\n1\n")
    tick()
    assert [each.state for each in Collection.objects.all()] == ["refused", "done"]
    put(drop_source, HEAD + "D2,学工处,职能部门\n")
    tick()
    assert Collection.objects.count() == 3
    later(timedelta(days=2))
    assert queries.standings(drop_source.college, clock.now())[0].state == "late"


def test_what_goes_wrong_is_tried_later_each_time(sql_source: Source, later: Any) -> None:
    keep_feed(source=sql_source, dataset="departments", settings={"query": "SELECT * FROM dept"}, by="he")
    switch_source(source=sql_source, enabled=True, by="he")
    waits, passed = [], timedelta()
    for number in range(1, 4):
        tick()
        assert Collection.objects.count() == number
        tick()
        assert Collection.objects.count() == number  # it waits
        sql_source.refresh_from_db()
        assert sql_source.retry_at is not None
        wait = sql_source.retry_at - clock.now()
        waits.append(round(wait / timedelta(minutes=1)))
        passed += wait + timedelta(seconds=1)
        later(passed)
    assert waits == [5, 10, 20]


def test_what_waits_for_a_person_is_not_asked_again(drop_source: Source) -> None:
    feed = feed_of(drop_source)
    Collection.objects.create(feed=feed, state="waiting", by="system", started_at=clock.now())
    put(drop_source, HEAD + "D1,教务处,职能部门\n")
    tick()
    assert not Job.objects.exists()
