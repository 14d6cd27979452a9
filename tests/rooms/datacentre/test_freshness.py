"""How current and how good the data are."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.rooms.datacentre.conftest import DEPARTMENTS
from zhengai.college.actions import create_college
from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai.datacentre.models import Batch
from zhengai.datacentre.queries import Freshness
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import Quality, days_late, due, share
from zhengai_engine.model.period import Calendar, PeriodKind, Semester

Take = Callable[..., BatchReport]
USAGE = "学期,周次,实训室,使用学时,可用学时\n"


def of(college: College, dataset: str, day: date) -> Freshness:
    return next(each for each in queries.freshness(college, day) if each.dataset == dataset)


def test_weekly_data_are_due_a_week_after_their_last_week(take: Take, college: College) -> None:
    take("room_usage", USAGE + "2026-2027-1,6,R1,1,2\n2026-2027-1,5,R1,1,2\n")
    found = of(college, "room_usage", date(2026, 10, 19))
    assert found.latest_period == "2026-2027-1-W06"  # ends on 11 October
    assert (found.due, found.overdue) == (date(2026, 10, 19), False)
    assert of(college, "room_usage", date(2026, 10, 20)).overdue


def test_a_late_correction_does_not_make_data_look_older(take: Take, college: College) -> None:
    take("room_usage", USAGE + "2026-2027-1,6,R1,1,2\n")
    take("room_usage", USAGE + "2026-2027-1,2,R1,1,2\n")
    assert of(college, "room_usage", date(2026, 10, 19)).latest_period == "2026-2027-1-W06"


def test_what_never_came_has_no_due_date_and_the_overdue_come_first(take: Take, college: College) -> None:
    take("room_usage", USAGE + "2026-2027-1,6,R1,1,2\n")
    board = queries.freshness(college, date(2026, 11, 20))
    assert board[0].dataset == "room_usage"
    never = of(college, "grades", date(2026, 11, 20))
    assert (never.last_batch, never.due, never.overdue, never.quality) == (None, None, False, {})
    assert [each.dataset for each in board[1:]] == sorted(each.dataset for each in board[1:])


def test_a_state_without_periods_is_due_after_its_receipt(take: Take, college: College) -> None:
    take("departments", DEPARTMENTS)
    found = of(college, "departments", date(2026, 11, 20))
    assert found.last_batch is not None
    assert found.due is not None
    assert (found.latest_period, found.quality["accurate"]) == ("", 1.0)


def test_the_timeliness_of_a_batch(take: Take, college: College) -> None:
    """The college stands on 20 November: week 6 ended on 11 October, its data may come until 18 October."""
    report = take("room_usage", USAGE + "2026-2027-1,6,R1,1,2\n")
    assert report.quality["timely"] == 0.0
    report = take("room_usage", USAGE + "2026-2027-1,11,R1,1,2\n")
    assert report.quality["timely"] == 1.0


def test_days_late() -> None:
    calendar = Calendar([Semester("2026-2027-1", date(2026, 8, 31), 18)])
    week = calendar.period("2026-2027-1-W06")
    assert [days_late(week, date(2026, 10, day)) for day in (12, 18, 19, 28)] == [0, 0, 1, 10]
    assert days_late(None, date(2026, 10, 12)) == 0
    assert due(date(2026, 10, 11), PeriodKind.WEEK) == date(2026, 10, 19)
    assert share(0, 0) is None
    assert Quality(None, None, 1.0, None).as_dict() == {
        "timely": None,
        "true": None,
        "accurate": 1.0,
        "complete": None,
    }


def test_lakes_and_batches_are_per_college(take: Take, college: College) -> None:
    other = create_college(code="S2", name="另一所(示例)", category="综合", by="he")
    take("departments", DEPARTMENTS)
    assert queries.lake(other).root != queries.lake(college).root
    assert queries.data_versions(other) == {}
    assert not queries.batches(other).exists()


def test_batches_are_listed_newest_first(take: Take, college: College) -> None:
    take("departments", DEPARTMENTS)
    report = take("departments", DEPARTMENTS + "D3,学工处,职能部门\n")
    found = list(queries.batches(college, "departments"))
    assert found[0].code == report.batch
    assert str(found[0]) == f"departments a.csv {report.batch}"
    assert list(queries.batches(college, "grades")) == []
    assert Batch.objects.count() == 2


@pytest.mark.parametrize("period", ["2020-2021-1-W01", "nonsense"])
def test_a_period_the_calendar_forgot_counts_from_the_receipt(
    take: Take, college: College, period: str
) -> None:
    take("room_usage", USAGE + "2026-2027-1,6,R1,1,2\n")
    Batch.objects.update(latest_period=period)
    assert of(college, "room_usage", date(2026, 10, 19)).due is not None
