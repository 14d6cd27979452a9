from datetime import date
from typing import Any

import pytest

from tests.rooms.improvement.conftest import Story
from zhengai.cycles.models import Proof
from zhengai.improvement.actions import (
    InvalidImprovement,
    Outdated,
    cancel,
    carry_out,
    keep_lesson,
    note,
    revise,
    start,
)
from zhengai.improvement.models import Improvement
from zhengai.improvement.queries import lessons, timeline
from zhengai.improvement.rules.machine import MoveRefused
from zhengai.notices.models import Notice


def test_from_planned_to_carried_out(improvement: Improvement) -> None:
    found = start(improvement=improvement, by="zheng", revision=0)
    note(improvement=found, text="已联系 12 名学生", by="zheng")
    found = carry_out(improvement=found, text="全部联系完毕", by="zheng", revision=2)
    assert (found.state, found.revision) == ("carried_out", 3)
    assert found.started_at is not None
    assert found.carried_out_at is not None
    assert [each.move for each in timeline(found)] == ["open", "start", "note", "carry_out"]
    assert [each.text for each in timeline(found)][2:] == ["已联系 12 名学生", "全部联系完毕"]


def test_a_second_click_is_refused_with_a_sentence(improvement: Improvement) -> None:
    start(improvement=improvement, by="zheng")
    with pytest.raises(MoveRefused, match="已经开始实施"):
        start(improvement=improvement, by="zheng")
    assert len(timeline(improvement)) == 2


def test_of_two_people_the_later_is_told(improvement: Improvement) -> None:
    """Both looked at revision 0."""
    start(improvement=improvement, by="zheng", revision=0)
    with pytest.raises(Outdated, match="刚刚有了新的进展"):
        cancel(improvement=improvement, reason="不做了", requested_by="zheng", by="lin", revision=0)
    improvement.refresh_from_db()
    assert improvement.state == "under_way"


def test_two_people_may_note_at_once(improvement: Improvement) -> None:
    note(improvement=improvement, text="甲", by="zheng")
    note(improvement=improvement, text="乙", by="lin")
    assert [each.text for each in timeline(improvement)][1:] == ["甲", "乙"]


@pytest.mark.parametrize("text", ["", "  \n"])
def test_words_are_asked_for(improvement: Improvement, text: str) -> None:
    found = start(improvement=improvement, by="zheng")
    for move in (note, carry_out, keep_lesson):
        with pytest.raises(MoveRefused, match="请写明"):
            move(improvement=found, text=text, by="zheng")


def test_a_lesson_is_kept_and_found_again(story: Story) -> None:
    found = keep_lesson(improvement=story.done(), text="错峰最有效", by="zheng")
    assert story.proofs() == ["learn", "store"]
    college = story.world.college
    assert list(lessons(college, "absence_rate")) == [found]
    assert list(lessons(college, "absence_rate", exclude=found)) == []
    assert list(lessons(college, "new_share")) == []


def test_the_same_lesson_twice_is_one_and_another_takes_its_place(story: Story) -> None:
    found = keep_lesson(improvement=story.done(), text="错峰最有效", by="zheng")
    again = keep_lesson(improvement=found, text="错峰最有效 ", by="zheng", revision=0)
    assert again.revision == found.revision
    keep_lesson(improvement=found, text="先联系再错峰", by="lin")
    (learned,) = Proof.objects.filter(key=f"improvement:{found.pk}:lesson")
    assert (learned.sentence, learned.by) == ("先联系再错峰", "lin")
    assert story.proofs() == ["learn", "store"]


def test_what_helped_most_is_found_first(story: Story) -> None:
    college = story.world.college
    states = {"C003": "ineffective", "C004": "effective", "C005": "partly", "C006": "carried_out"}
    for code, state in states.items():
        found = keep_lesson(improvement=story.done(subject=story.subject(code)), text="做法", by="zheng")
        Improvement.objects.filter(pk=found.pk).update(state=state)
    found_states = [each.state for each in lessons(college, "absence_rate")]
    assert found_states[:2] == ["effective", "partly"]
    assert set(found_states[2:]) == {"ineffective", "carried_out"}


def test_cancelling_takes_two_people_and_takes_its_proof_back(story: Story) -> None:
    found = story.open(source="finding:3")
    assert story.proofs() == ["innovate"]
    with pytest.raises(MoveRefused, match="批准人不能是"):
        cancel(improvement=found, reason="重复", requested_by="lin", by="lin")
    found = cancel(improvement=found, reason="重复", requested_by="zheng", by="lin")
    assert found.state == "cancelled"
    assert story.proofs() == []
    assert timeline(found)[-1].text == "重复（zheng 提出）"
    assert Notice.objects.filter(person_number="T001", key=f"improvement:{found.pk}:cancel").exists()
    with pytest.raises(MoveRefused, match="已经取消"):
        note(improvement=found, text="还想做", by="zheng")


def plan(**fields: Any) -> dict[str, Any]:
    return {
        "measure": "改为线上补课",
        "owner_number": "T100",
        "owner_name": "周岚",
        "due": date(2026, 12, 18),
        "reason": "郑怡外出进修",
        "by": "lin",
    } | fields


def test_a_plan_is_adjusted_and_says_what_changed(story: Story) -> None:
    found = revise(improvement=story.open(source="finding:3"), **plan(revision=0))
    assert (found.state, found.measure, found.owner_name) == ("planned", "改为线上补课", "周岚")
    assert timeline(found)[-1].text == (
        "郑怡外出进修\n期限由 2026-12-04 改为 2026-12-18\n责任人由郑怡改为周岚\n措施改为：改为线上补课"
    )
    assert Notice.objects.filter(person_number="T100").count() == 1
    # the proof speaks of the measure that is planned now
    (proof,) = Proof.objects.filter(key=f"improvement:{found.pk}:open")
    assert "改为线上补课" in proof.sentence


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"measure": " "}, "measure"),
        ({"owner_number": ""}, "owner_number"),
        ({"due": date(2026, 11, 8)}, "due"),
        ({"reason": ""}, "reason"),
    ],
)
def test_an_adjustment_is_checked(improvement: Improvement, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidImprovement) as refused:
        revise(improvement=improvement, **plan(**fields))
    assert list(refused.value.problems) == [field]


def test_what_is_carried_out_is_not_adjusted(story: Story) -> None:
    with pytest.raises(MoveRefused, match="措施已经完成"):
        revise(improvement=story.done(), **plan())
