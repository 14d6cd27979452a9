"""Rows that a source brings in are followed when they are there, all that came in together, each once."""

from collections.abc import Callable
from threading import Event

import pytest

from tests.rooms.indicators.conftest import LESSONS, college, lesson, members, take, taught, write
from zhengai.college.models import College
from zhengai.core.models import Job, JobState
from zhengai.datacentre.models import Batch
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BatchState
from zhengai.improvement import watching
from zhengai.improvement.tasks import FOLLOW
from zhengai.improvement.watching import Watch, watch
from zhengai.indicators.models import Run
from zhengai.indicators.queries import current_value, newest_whole
from zhengai.indicators.rules import Reach

__all__ = ["college", "members", "take", "taught", "write"]

Take = Callable[..., BatchReport]
WEEK = "2026-2027-1-W01"


@pytest.fixture
def computed(standing_college: College, standing_evaluated: None) -> College:
    return standing_college


def _send(take: Take, *rows: str, source: str = "source:kq") -> BatchReport:
    return take("attendance", LESSONS + "".join(rows), source=source)


def test_what_a_source_brings_in_is_followed_at_the_next_look(computed: College, take: Take) -> None:
    seen = Watch()
    assert seen.look() == 0
    _send(take, lesson(1, "O2", "2026001", "缺勤", session=2))
    _send(take, lesson(1, "O2", "2026002", "缺勤", session=2))
    assert seen.look() == 2
    found = current_value(computed, indicator="absences", level="college", subject="S1", period=WEEK)
    assert found is not None
    assert found.value == 3
    assert newest_whole(computed) == Run.objects.get(reach=Reach.CHANGES)  # both at once
    job = Job.objects.get(kind=FOLLOW)
    assert (job.state, job.arguments["batch"]) == (JobState.DONE, Batch.objects.latest("pk").code)
    assert seen.look() == 0


def test_what_is_still_coming_in_is_followed_when_it_is_there(computed: College, take: Take) -> None:
    seen = Watch()
    _send(take, lesson(1, "O2", "2026001", "缺勤", session=2))
    _send(take, lesson(1, "O2", "2026002", "缺勤", session=2))
    slow = Batch.objects.order_by("-pk")[1]
    Batch.objects.filter(pk=slow.pk).update(state=BatchState.RUNNING)
    assert seen.look() == 1
    assert seen.look() == 0  # once, although the one before it is not settled
    Batch.objects.filter(pk=slow.pk).update(state=BatchState.COMMITTED)
    assert seen.look() == 1
    assert seen.look() == 0


def test_what_people_bring_in_is_left_to_their_pages(computed: College, take: Take) -> None:
    seen = Watch()
    _send(take, lesson(1, "O2", "2026001", "缺勤", session=2), source="upload")
    assert seen.look() == 0
    assert not Job.objects.filter(kind=FOLLOW).exists()


def test_a_period_that_an_earlier_one_of_them_touched_is_computed_too(computed: College, take: Take) -> None:
    """The second changes nothing that was not computed, the first needs a week nobody computed."""
    seen = Watch()
    _send(take, lesson(2, "O1", "2026001", "缺勤"))
    _send(take, lesson(1, "O2", "2026001", "缺勤", session=2))
    assert seen.look() == 2
    assert current_value(
        computed, indicator="absences", level="college", subject="S1", period="2026-2027-1-W02"
    )


def test_a_look_that_goes_wrong_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped, looks = Event(), list[str]()

    class Failing:
        def look(self) -> int:
            looks.append("looked")
            if len(looks) == 2:
                stopped.set()
            raise OSError("the disk is gone")

    monkeypatch.setattr(watching, "Watch", Failing)
    monkeypatch.setattr(watching, "_AFTER_TROUBLE", 0.0)
    monkeypatch.setattr(watching, "close_old_connections", lambda: None)
    monkeypatch.setattr(watching.connection, "close", lambda: None)
    watch(stopped)
    assert looks == ["looked", "looked"]
