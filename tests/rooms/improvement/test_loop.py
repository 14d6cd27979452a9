"""New data moves the whole loop: computed, judged, verified."""

from datetime import date
from typing import Any

import pytest

from tests.rooms.alerts.world import week
from tests.rooms.improvement.conftest import Story
from zhengai.alerts.models import Alert
from zhengai.improvement.actions import carry_through, loop
from zhengai_engine.run.engines import Engine


def test_one_turn_raises_closes_and_verifies(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    def evaluated(**arguments: Any) -> Any:
        """Values are written by hand here."""
        asked.append(arguments)
        return story.world.run({week(12): {"C001": 0.04, "C002": 0.20}})

    monkeypatch.setattr(loop, "evaluate", evaluated)
    found = story.done()
    story.on(date(2026, 11, 23))
    report = carry_through(college=story.world.college, by="system", codes=["absence_rate"])
    assert asked == [
        {
            "college": story.world.college,
            "by": "system",
            "periods": None,
            "levels": None,
            "codes": ["absence_rate"],
            "engine": Engine.DUCKDB,
        }
    ]
    assert report.alerts.raised == 1
    assert Alert.objects.get().subject == "C002"
    assert (report.improvements.effective, report.improvements.waiting) == (1, 0)
    found.refresh_from_db()
    assert (found.state, found.effect_run) == ("effective", report.run)
