from datetime import date
from typing import Any

import pytest

from tests.rooms.alerts.world import week
from tests.rooms.improvement.conftest import Story
from zhengai.accounts.actions import create_user
from zhengai.core.models import AuditEvent
from zhengai.cycles.models import Proof
from zhengai.improvement.actions import AlreadyOpen, InvalidImprovement, cancel
from zhengai.improvement.models import Improvement
from zhengai.improvement.queries import improvements, recurring, timeline
from zhengai.improvement.rules.machine import MoveRefused
from zhengai.notices.models import Notice


def test_an_improvement_begins_with_what_is_known(story: Story) -> None:
    found = story.open()
    assert (found.state, found.baseline_value, found.indicator_name) == ("planned", 0.12, "缺课率")
    (event,) = timeline(found)
    assert (event.move, event.by, event.period, event.value) == ("open", "lin", week(10), 0.12)
    assert AuditEvent.objects.filter(action="improvement.open", subject=f"improvement:{found.pk}").exists()


def test_its_owner_is_told_once(story: Story) -> None:
    found = story.open()
    (notice,) = Notice.objects.filter(person_number="T001")
    assert (notice.about, notice.due) == (f"improvement:{found.pk}", date(2026, 12, 4))


def test_who_opens_it_for_himself_is_not_told(story: Story) -> None:
    create_user(
        username="zheng", display_name="郑怡", password="zhengai-demo", person_number="T001", by="sys"
    )
    story.open(by="zheng")
    assert not Notice.objects.exists()


def test_a_measure_out_of_a_diagnosis_is_new_in_its_cycle(story: Story) -> None:
    story.open(source="alert:7")
    assert story.proofs() == []
    found = story.open(source="finding:3", cycle_period="2026-2027-1")
    proof = Proof.objects.get(key=f"improvement:{found.pk}:open")
    assert (proof.stage, proof.subject, proof.period) == ("innovate", "C001", "2026-2027-1")


def test_one_problem_has_one_live_improvement(story: Story) -> None:
    first = story.open()
    with pytest.raises(AlreadyOpen) as refused:
        story.open(measure="别的做法")
    assert refused.value.improvement == first
    by_hand = story.open(source="")
    with pytest.raises(AlreadyOpen) as refused:
        story.open(source="")
    assert refused.value.improvement == by_hand
    story.open(source="", subject=story.subject("C002"))
    assert improvements(story.world.college, live=True).count() == 3


def test_what_has_ended_may_be_opened_again_and_is_seen_as_recurring(story: Story) -> None:
    first = story.open()
    cancel(improvement=first, reason="重复登记", requested_by="zheng", by="lin")
    again = story.open()
    assert list(recurring(again)) == [first]
    assert list(recurring(first)) == []


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"problem": "  "}, "problem", "写明问题"),
        ({"measure": ""}, "measure", "写明措施"),
        ({"owner_number": " "}, "owner_number", "责任人"),
        ({"due": date(2026, 11, 8)}, "due", "不能早于今天"),
        ({"limit": "好一点"}, "limit", "≤ 5%"),
        ({"limit": "≤ 20%"}, "limit", "已经达到"),
        ({"indicator": "nonesuch"}, "indicator", "没有“nonesuch”这个指标"),
        ({"baseline_period": "2026-2027-1"}, "baseline_period", "不是所选的周期类型"),
        ({"baseline_period": "2026-W77"}, "baseline_period", "没有“2026-W77”这个周期"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_place(
    story: Story, fields: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(InvalidImprovement) as refused:
        story.open(**fields)
    assert said in refused.value.problems[field]
    assert list(refused.value.problems) == [field]
    assert not Improvement.objects.exists()


def test_it_may_be_due_today(story: Story) -> None:
    assert story.open(due=date(2026, 11, 9)).pk


def test_a_baseline_without_a_value_is_no_obstacle(story: Story) -> None:
    assert story.open(baseline_period=week(9)).baseline_value is None


def test_only_what_did_not_help_enough_is_followed_up(story: Story) -> None:
    found = story.done()
    with pytest.raises(MoveRefused, match="还没有核实"):
        story.open(source=f"improvement:{found.pk}")
    story.on(date(2026, 11, 23))
    story.verify(week(12), 0.13)
    after = story.open(source=f"improvement:{found.pk}", baseline_period=week(12))
    assert after.baseline_value == 0.13
    assert [each.move for each in timeline(found)][-1] == "follow_up"
    with pytest.raises(MoveRefused, match="不存在"):
        story.open(source="improvement:99999")
