"""When data stops coming: one alert to the data's owner, closed when it returns."""

from datetime import date

import pytest

from tests.rooms.alerts.world import ABSENCE, World, week
from zhengai.alerts.actions import except_alert, judge
from zhengai.alerts.models import Alert, ControlState
from zhengai.alerts.rules.gaps import Gap, baseline, find_gap, has_returned
from zhengai_engine.model.period import Calendar, Semester

COURSES = [f"C{n:03d}" for n in range(1, 11)]


def values(silent: int) -> dict[str, float | None]:
    return {code: None if i < silent else 0.04 for i, code in enumerate(COURSES)}


def test_a_broken_feed_raises_one_alert_for_all_subjects(world: World) -> None:
    report = world.judge({week(1): values(0), week(2): values(8)})
    alert = world.alert()
    assert (report.no_data, report.raised) == (1, 0)
    assert (alert.kind, alert.period, alert.level, alert.subject) == ("no_data", week(2), "course", "")
    assert alert.sentence == (
        "缺课率自2026—2027学年第1学期第2周起缺少数据：原有数据的 10 个课程中有 8 个没有值，"
        "请核对数据集“考勤”是否送达，并在2026年11月27日前补齐。"
    )
    assert ([p.person_name for p in alert.persons.all()], alert.unit) == (["何川"], "教务处")
    assert (alert.subject_name, alert.details) == ("10 个课程中的 8 个", {"expected": 10, "missing": 8})
    assert ControlState.objects.filter(state="no_data").count() == 8


def test_a_few_silent_subjects_are_no_broken_feed(world: World) -> None:
    world.judge({week(1): values(0), week(2): values(1)})
    assert not Alert.objects.exists()
    world.adopt(ABSENCE | {"no_data": {"share": "10%"}})
    assert world.judge({week(2): values(1)}).no_data == 1


def test_subjects_that_never_had_values_are_not_missed(world: World) -> None:
    assert world.judge({week(1): values(10), week(2): values(10)}).no_data == 0


def test_late_data_closes_the_alert(world: World) -> None:
    world.judge({week(1): values(0), week(2): values(8)})
    report = world.judge({week(2): values(0)})
    alert = world.alert()
    assert (report.closed, alert.closed_period, alert.closed_reason) == (1, week(2), "data")


def test_an_outage_of_weeks_is_one_alert_that_closes_when_data_returns(world: World) -> None:
    run = world.run({week(1): values(0), week(2): values(10), week(3): values(10), week(4): values(1)})
    report = judge(run=run, by="system")
    alert = world.alert()
    assert (report.no_data, report.closed) == (1, 1)
    assert (alert.period, alert.closed_period) == (week(2), week(4))
    # the lost weeks stay lost; judging them again does not raise what is over
    assert judge(run=run, by="system").no_data == 0
    assert Alert.objects.count() == 1


def test_an_open_outage_stays_as_it_is(world: World) -> None:
    run = world.run({week(1): values(0), week(2): values(8)})
    judge(run=run, by="system")
    report = judge(run=run, by="system")
    assert (report.no_data, report.closed, report.unchanged) == (0, 0, 1)
    # a few subjects are not the return of the data
    assert world.judge({week(3): values(8)}).closed == 0


def test_an_excepted_outage_is_not_raised_again(world: World) -> None:
    run = world.run({week(1): values(0), week(2): values(8)})
    judge(run=run, by="system")
    except_alert(alert=world.alert(), reason="实习周不上课", requested_by="he", by="lin")
    assert judge(run=run, by="system").no_data == 0


def test_data_may_still_arrive_within_the_days_of_grace(world: World) -> None:
    world.adopt(ABSENCE | {"no_data": {"grace_days": 6}})
    assert world.judge({week(10): values(0), week(11): values(8)}).no_data == 0
    world.adopt(ABSENCE | {"no_data": {"grace_days": 5}})
    assert world.judge({week(11): values(8)}).no_data == 1


def test_a_control_point_may_ignore_missing_data(world: World) -> None:
    world.adopt(ABSENCE | {"no_data": "ignore"})
    assert world.judge({week(1): values(0), week(2): values(10)}).no_data == 0


def test_a_zero_denominator_is_no_missing_data(world: World) -> None:
    world.judge({week(1): values(0)})
    assert world.judge({week(2): values(10)}, reason="no_denominator").no_data == 0


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("2026-2027-1-W02", "2026-2027-1-W01"),
        ("2026-2027-1-W01", None),
        ("2026-2027-1", "2025-2026-1"),
        ("2026-2027", "2025-2026"),
    ],
)
def test_what_a_period_is_compared_with(code: str, expected: str | None) -> None:
    mondays = {
        "2025-2026-1": date(2025, 9, 1),
        "2025-2026-2": date(2026, 3, 2),
        "2026-2027-1": date(2026, 8, 31),
    }
    calendar = Calendar([Semester(each, monday, 18) for each, monday in mondays.items()])
    found = baseline(calendar, calendar.period(code))
    assert (found.code if found else None) == expected


def test_subjects_that_no_longer_exist_are_not_missed() -> None:
    assert find_gap(had={"a", "b", "gone"}, has={"a"}, silent={"b", "new"}, share=0.5) == Gap(2, 1)
    assert find_gap(had={"a", "b", "c"}, has={"a", "b"}, silent={"c"}, share=0.5) is None
    assert find_gap(had={"gone"}, has=set(), silent={"new"}, share=0.1) is None
    assert has_returned(Gap(10, 8), has=9, share=0.2)
    assert not has_returned(Gap(10, 8), has=8, share=0.2)
