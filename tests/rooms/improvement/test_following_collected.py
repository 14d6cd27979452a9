"""Sources bring rows in below; the loop looks for what nobody has followed yet, once."""

from datetime import timedelta
from typing import Any

import pytest

from zhengai.college.actions import create_college
from zhengai.core import clock
from zhengai.core.models import Job
from zhengai.datacentre.models import Batch
from zhengai.improvement import tasks
from zhengai.indicators.models import Definition


@pytest.mark.django_db
def test_each_collected_batch_is_followed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    college = create_college(code="S1", name="青禾(示例)", category="综合", by="he")
    followed: list[str] = []
    monkeypatch.setattr(tasks, "follow_batch", lambda batch, by: followed.append(batch.code))
    monkeypatch.setattr(tasks, "job_after", lambda batch: batch.code in followed or None)
    judged: list[str] = []
    monkeypatch.setattr(tasks, "judge_after", lambda batch, by: judged.append(batch.code))

    def batch(code: str, **more: Any) -> None:
        common: dict[str, Any] = {
            "source": "source:hr", "state": "committed", "rows_new": 1, "dataset": "teachers", "by": "system",
        }  # fmt: skip
        common |= {"created_at": clock.now(), "finished_at": clock.now()}
        Batch.objects.create(college=college, code=code, **(common | more))

    batch("b1")
    batch("by-hand", source="web:he")
    batch("nothing-new", rows_new=0)
    batch("refused", state="refused")
    look = tasks.follow_collected.call_local  # type: ignore[attr-defined]
    look()
    assert followed == []  # nothing is defined yet that could follow
    Definition.objects.create(
        college=college,
        code="x",
        version=1,
        name="x",
        body={},
        digest="0",
        adopted_at=clock.now(),
        adopted_by="he",
    )
    look()
    look()
    assert followed == ["b1"]
    batch("b2")
    batch("b3")  # many messages into the same periods
    batch("b4", periods=["2026-11"])
    look()
    look()
    assert followed == ["b1", "b3", "b4"]
    # a row of a register is its page's to follow, unless that died
    earlier = clock.now() - timedelta(minutes=3)
    batch("row", source="form:he", dataset="bases")
    batch("left", source="form:he", dataset="rooms", finished_at=earlier)
    batch(
        "taken-out", source="form:he", dataset="incidents", finished_at=earlier, rows_new=0, rows_withdrawn=1
    )
    look()
    look()
    assert followed == ["b1", "b3", "b4", "left", "taken-out"]
    assert judged[-1] == "b4"  # the last that was collected of the dataset, and no row of a register
    assert "row" not in judged
    # what comes in while somebody follows is not followed beside it
    at_it = Job.objects.create(
        college="S1", kind=tasks.FOLLOW, title="x", by="he", created_at=clock.now(), state="running"
    )
    batch("b5")
    look()
    assert followed[-1] != "b5"
    Job.objects.filter(pk=at_it.pk).update(state="done")
    look()
    assert followed[-1] == "b5"
