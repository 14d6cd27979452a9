"""Judging only the values that changed ends where judging everything would."""

from typing import Any

import pytest
from django.db import transaction

from tests.rooms.alerts.world import World, week
from zhengai.alerts.actions import judge, judge_changes
from zhengai.alerts.models import Alert, AlertEvent, AlertKind, ControlState, RuleProgress
from zhengai.indicators.models import Run
from zhengai.indicators.publishing import Key
from zhengai.indicators.rules import Reach

COURSES = [f"C{n:03d}" for n in range(1, 11)]


class _Undone(Exception):
    pass


def _known() -> dict[str, list[Any]]:
    """All that judging leaves behind, as far as it does not name the run."""
    states = ControlState.objects.order_by("subject")
    alerts = Alert.objects.order_by("subject", "period")
    events = AlertEvent.objects.order_by("alert__subject", "id")
    return {
        "states": list(
            states.values_list(
                "subject", "state", "grade", "streaks", "since", "period", "before", "alert__subject"
            )
        ),
        "alerts": list(
            alerts.values_list("subject", "kind", "period", "grade", "state", "value", "sentence")
        ),
        "events": list(events.values_list("alert__subject", "move", "period", "to_grade", "text")),
        "progress": list(RuleProgress.objects.values_list("rule__code", "period")),
    }


def _both_ways(run: Run, changed: list[Key]) -> dict[str, list[Any]]:
    """Judged as a whole, which is then undone, and by the changes; the second stays."""
    whole: dict[str, list[Any]] = {}
    try:
        with transaction.atomic():
            judge(run=run, by="system")
            whole = _known()
            raise _Undone
    except _Undone:
        pass
    judge_changes(run=run, changed=changed, by="system")
    assert _known() == whole
    return whole


def _change(world: World, values: dict[str, dict[str, float | None]]) -> tuple[Run, list[Key]]:
    run = world.run(values)
    run.reach = Reach.CHANGES
    run.save()
    keys = [
        Key("absence_rate", "course", subject, period)
        for period, found in values.items()
        for subject in found
    ]
    return run, keys


@pytest.fixture
def judged(world: World) -> World:
    """Ten weeks of ten courses, of which the second is high in the last two."""
    weeks = {
        week(n): {course: 0.30 if course == "C002" and n > 8 else 0.02 for course in COURSES}
        for n in range(1, 11)
    }
    world.judge(weeks)
    return world


def test_the_newest_period_moves_up_and_down(judged: World) -> None:
    found = _both_ways(*_change(judged, {week(10): {"C001": 0.20, "C002": 0.02}}))
    assert [(alert[0], alert[4]) for alert in found["alerts"]] == [("C001", "open"), ("C002", "closed")]


def test_a_period_corrected_late_is_folded_again_with_all_after_it(judged: World) -> None:
    found = _both_ways(*_change(judged, {week(5): {"C003": 0.30}, week(10): {"C003": 0.30}}))
    assert "C003" in {alert[0] for alert in found["alerts"]}


def test_a_new_period_is_judged_for_everybody(judged: World) -> None:
    judged.run({week(11): dict.fromkeys(COURSES[2:], 0.40)})
    found = _both_ways(*_change(judged, {week(11): {"C001": 0.40}}))
    assert len({alert[0] for alert in found["alerts"]}) == 10
    assert found["progress"] == [("course_absence_week", week(11))]


def test_other_values_are_not_even_read(judged: World) -> None:
    run, changed = _change(judged, {week(10): {"C001": 0.20}})
    judged.write(run, week(10), "C005", 0.50)  # nobody says that it changed
    judge_changes(run=run, changed=changed, by="system")
    assert not Alert.objects.filter(subject="C005").exists()


def test_what_a_dead_process_left_unjudged_is_judged_with_the_next_change(judged: World) -> None:
    _change(judged, {week(10): {"C004": 0.30}})  # its process died before judging
    run, changed = _change(judged, {week(10): {"C001": 0.20}})
    judge_changes(run=run, changed=changed, by="system")
    assert set(Alert.objects.values_list("subject", flat=True)) == {"C001", "C002", "C004"}


def test_data_that_return_close_the_warning_of_their_absence(judged: World) -> None:
    judged.judge({week(10): dict.fromkeys(COURSES)})
    assert Alert.objects.filter(kind=AlertKind.NO_DATA, closed_at=None).count() == 1
    run, changed = _change(judged, {week(10): dict.fromkeys(COURSES, 0.02)})
    judge_changes(run=run, changed=changed, by="system")
    assert not Alert.objects.filter(kind=AlertKind.NO_DATA, closed_at=None).exists()
