"""Only data says whether it helped."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.rooms.alerts.world import ABSENCE, SEMESTER, week
from tests.rooms.improvement.conftest import Story
from zhengai.cycles.models import Proof
from zhengai.improvement.actions import VerifyReport, start, verify
from zhengai.improvement.models import Improvement
from zhengai.improvement.queries import timeline
from zhengai.improvement.readings import readings
from zhengai.notices.models import Notice


def why(story: Story, improvement: Improvement) -> str:
    improvement.refresh_from_db()
    return readings(story.world.college, [improvement])[improvement.pk].why


@pytest.mark.parametrize(("value", "state"), [(0.04, "effective"), (0.08, "partly"), (0.119, "ineffective")])
def test_the_first_complete_week_after_it_was_done_speaks(story: Story, value: float, state: str) -> None:
    found = story.done()
    story.on(date(2026, 11, 23))
    report = story.verify(week(12), value)
    found.refresh_from_db()
    assert (found.state, found.effect_period, found.effect_value) == (state, week(12), value)
    assert report == VerifyReport(
        verified=1,
        effective=state == "effective",
        partly=state == "partly",
        ineffective=state == "ineffective",
        recalled=0,
        waiting=0,
    )
    event = timeline(found)[-1]
    assert (event.by, event.period, event.value) == ("system", week(12), value)
    assert "第12周缺课率为" in event.text


def test_the_week_it_was_done_in_does_not_speak(story: Story) -> None:
    found = story.done()
    story.on(date(2026, 11, 16))
    assert story.verify(week(11), 0.01).waiting == 1
    assert "等待2026—2027学年第1学期第12周的缺课率" in why(story, found)
    assert found.state == "carried_out"


def test_a_week_that_still_runs_waits_for_its_end(story: Story) -> None:
    found = story.done()
    story.on(date(2026, 11, 20))
    assert story.verify(week(12), 0.01).verified == 0
    story.on(date(2026, 11, 22))
    assert story.verify(week(12), 0.01).verified == 1
    found.refresh_from_db()
    assert found.state == "effective"


def test_where_the_control_point_says_so_a_running_week_counts(story: Story) -> None:
    story.world.adopt(ABSENCE | {"running": True})
    story.done()
    story.on(date(2026, 11, 20))
    assert story.verify(week(12), 0.01).effective == 1


def test_what_was_not_begun_is_not_judged(story: Story) -> None:
    found = story.open()
    story.on(date(2026, 11, 23))
    assert story.verify(week(12), 0.01).verified == 0
    assert "还没有开始实施" in why(story, found)
    start(improvement=found, by="zheng")
    assert "第一个完整的周" in why(story, found)


def test_a_semester_tells_of_a_measure_of_its_first_half(story: Story) -> None:
    story.on(date(2026, 9, 20))
    story.world.run({"2025-2026-2": {"C001": 0.12}})
    fields: dict[str, Any] = {
        "period_kind": "semester",
        "baseline_period": "2025-2026-2",
        "source": "finding:3",
        "cycle_period": "2025-2026-2",
        "due": date(2026, 12, 31),
    }
    found = start(improvement=story.open(**fields), by="zheng")
    assert story.verify(SEMESTER, 0.04).verified == 0
    assert "等待2026—2027学年第1学期的缺课率（2027年1月3日结束）" in why(story, found)
    story.on(date(2027, 1, 3))
    assert story.verify(SEMESTER, 0.04).effective == 1
    proof = Proof.objects.get(key=f"improvement:{found.pk}:effect")
    # it closes the cycle that found the problem
    assert (proof.stage, proof.period, proof.about) == (
        "improve",
        "2025-2026-2",
        f"improvement:{found.pk}",
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"value": None}, "无数据"),
        ({"value": None, "reason": "no_denominator"}, "分母为零"),
        ({"value": 0.01, "denominator": 9.0}, "样本过少"),
    ],
)
def test_without_enough_data_it_waits_and_says_why(story: Story, fields: dict[str, Any], said: str) -> None:
    story.world.adopt(ABSENCE | {"min_denominator": 10})
    found = story.done()
    story.on(date(2026, 11, 23))
    assert story.verify(week(12), **fields).verified == 0
    assert said in why(story, found)
    assert found.state == "carried_out"
    # the next week that has enough speaks
    story.on(date(2026, 11, 30))
    assert story.verify(week(13), 0.04).effective == 1


def test_the_same_data_twice_changes_nothing(story: Story) -> None:
    found = story.done()
    story.on(date(2026, 11, 23))
    run = story.world.run({week(12): {"C001": 0.04}})
    verify(run=run, by="system")
    events, notices = len(timeline(found)), Notice.objects.count()
    again = verify(run=run, by="system")
    assert (again.verified, again.recalled) == (0, 0)
    assert (len(timeline(found)), Notice.objects.count()) == (events, notices)
    assert story.proofs() == ["improve"]


def test_corrected_data_judges_again(story: Story) -> None:
    found = story.done()
    story.on(date(2026, 11, 23))
    story.verify(week(12), 0.04)
    assert story.verify(week(12), 0.12).ineffective == 1
    assert story.proofs() == []
    assert story.verify(week(12), 0.06).partly == 1
    assert story.proofs() == ["improve"]
    assert "6%" in Proof.objects.get(key=f"improvement:{found.pk}:effect").sentence
    assert [each.move for each in timeline(found)][3:] == ["effective", "ineffective", "partly"]


def test_a_conclusion_whose_value_is_gone_is_recalled(story: Story) -> None:
    found = story.done()
    story.on(date(2026, 11, 23))
    story.verify(week(12), 0.04)
    report = story.verify(week(12), None)
    assert (report.recalled, report.waiting) == (1, 1)
    found.refresh_from_db()
    assert (found.state, found.effect_period, found.effect_value) == ("carried_out", "", None)
    assert story.proofs() == []
    assert story.verify(week(12), 0.03).effective == 1


def test_later_periods_leave_a_conclusion_alone(story: Story) -> None:
    found = story.done()
    story.on(date(2026, 11, 23))
    story.verify(week(12), 0.04)
    story.on(date(2026, 11, 30))
    assert story.verify(week(13), 0.30).verified == 0
    found.refresh_from_db()
    assert (found.state, found.effect_period) == ("effective", week(12))


def test_those_concerned_are_told(story: Story) -> None:
    """The owner, who answers for the course, and its department (IMP-04)."""
    found = story.done(owner_number="T777", owner_name="他人")
    story.on(date(2026, 11, 23))
    story.verify(week(12), 0.04)
    told = Notice.objects.filter(about=f"improvement:{found.pk}", key__contains="verify")
    assert {each.person_number for each in told} == {"T777", "T001", "T100"}
    assert {each.title for each in told} == {"改进有效：高等数学 缺课率"}


def test_many_are_verified_in_few_queries(
    story: Story, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 11):
        story.done(subject=story.subject(f"C{number:03d}"), baseline_period=week(9))
    story.on(date(2026, 11, 23))
    run = story.world.run({week(12): {f"C{number:03d}": 0.04 for number in range(1, 11)}})
    with django_assert_max_num_queries(40):
        assert verify(run=run, by="system").effective == 10
