"""A course that misses too much, and days that go by."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.rooms.alerts.world import World, found_world, week
from zhengai.college.models import Subject
from zhengai.cycles.models import Proof
from zhengai.improvement.actions import VerifyReport, carry_out, open_improvement, start, verify
from zhengai.improvement.models import Improvement


@dataclass
class Story:
    """Improvements of one college, week by week; its values are written by hand."""

    world: World

    def on(self, day: date) -> None:
        self.world.college.as_of = day
        self.world.college.save()

    def subject(self, code: str = "C001") -> Subject:
        return Subject.objects.get(college=self.world.college, level="course", code=code)

    def open(self, **fields: Any) -> Improvement:
        wanted: dict[str, Any] = {
            "subject": self.subject(),
            "source": "alert:7",
            "cycle_period": week(10),
            "problem": "第10周缺课率高于标准",
            "cause": "甲流传播",
            "measure": "错峰授课，逐一联系",
            "indicator": "absence_rate",
            "period_kind": "week",
            "baseline_period": week(10),
            "limit": "≤ 5%",
            "owner_number": "T001",
            "owner_name": "郑怡",
            "due": date(2026, 12, 4),
            "by": "lin",
        }
        return open_improvement(**wanted | fields)

    def done(self, **fields: Any) -> Improvement:
        """Opened, begun and carried out on one day."""
        found = start(improvement=self.open(**fields), by="zheng")
        return carry_out(improvement=found, text="已调整授课时间", by="zheng")

    def verify(self, period: str, value: float | None, **fields: Any) -> VerifyReport:
        """One run with one value, then verified."""
        return verify(run=self.world.run({period: {"C001": value}}, **fields), by="system")

    def proofs(self, stage: str = "") -> list[str]:
        found = Proof.objects.filter(key__startswith="improvement:").order_by("pk")
        return [each.stage for each in found if stage in ("", each.stage)]


@pytest.fixture
def story(db: None, monkeypatch: pytest.MonkeyPatch) -> Story:
    told = Story(found_world(monkeypatch))
    told.on(date(2026, 11, 9))
    told.world.run({week(10): {"C001": 0.12, "C002": 0.11}})
    return told


@pytest.fixture
def improvement(story: Story) -> Improvement:
    return story.open()
