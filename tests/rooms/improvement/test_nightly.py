"""Every night one whole turn of the loop, for the colleges that compute something."""

from datetime import date
from typing import Any

import pytest

from tests.rooms.alerts.world import week
from tests.rooms.improvement.conftest import Story
from zhengai.college.models import College
from zhengai.core.models import Job
from zhengai.improvement import tasks
from zhengai.improvement.actions import loop
from zhengai.indicators.models import Definition


def test_a_night_turns_the_loop_of_those_who_compute(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    college, asked = story.world.college, []

    def evaluated(**arguments: Any) -> Any:
        """Values are written by hand here."""
        asked.append((arguments["college"], arguments["periods"]))
        return story.world.run({week(12): {"C002": 0.20}})

    monkeypatch.setattr(loop, "evaluate", evaluated)
    story.on(date(2026, 11, 23))
    Definition.objects.filter(college=college).update(current=False)
    turn_nightly()
    assert not asked, "nothing is defined"
    Definition.objects.filter(college=college).update(current=True)
    College.objects.filter(pk=college.pk).update(is_sample=True)
    turn_nightly()
    assert not asked, "a sample stands on its day"
    College.objects.filter(pk=college.pk).update(is_sample=False)
    turn_nightly()
    assert asked == [(college, None)]
    job = Job.objects.get(kind=tasks.NIGHT)
    assert (job.state, job.by) == ("done", "system")
    assert "1 条新预警" in job.message


def turn_nightly() -> None:
    tasks.turn_nightly.call_local()  # type: ignore[attr-defined]
