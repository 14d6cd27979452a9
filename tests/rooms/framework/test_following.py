"""Meetings and what follows from them, inspections step by step, the register of quality staff."""

from datetime import date
from typing import Any

import pytest

from zhengai.college.actions import SubjectRow, create_college, sync_subjects
from zhengai.college.models import College, Subject
from zhengai.framework.actions.following import (
    assess_staff,
    enter_staff,
    finish_follow_up,
    follow_up,
    move_inspection,
    open_inspection,
    record_meeting,
)
from zhengai.framework.actions.organisation import save_body
from zhengai.framework.models import FollowUp, Inspection, Meeting, QualityStaff
from zhengai.framework.rules.following import (
    INSPECTION_TABLE,
    FollowingRefused,
    InspectionMove,
    InspectionState,
    Recurrence,
    next_due,
)
from zhengai.notices.models import Notice

DAY = date(2026, 11, 20)
M = InspectionMove


@pytest.fixture
def college(db: None) -> College:
    college = create_college(code="S1", name="示例学院", category="综合", by="sys", as_of=DAY)
    sync_subjects(college=college, level="department", rows=[SubjectRow("D11", "教务处")], by="he")
    save_body(college=college, item={"code": "top", "name": "质量保证委员会"}, by="lin")
    return college


def meeting(college: College, **told: Any) -> Meeting:
    fields = {"body": "top", "title": "第一次会议", "day": DAY, "agenda": "审议报告"} | told
    return record_meeting(college=college, by="lin", **fields)


def task(college: College, **told: Any) -> FollowUp:
    fields = {
        "about": "body:top", "text": "提交清单", "owner_number": "G0011", "owner_name": "韩青",
        "due": date(2026, 11, 30),
    } | told  # fmt: skip
    return follow_up(college=college, by="lin", **fields)


@pytest.mark.parametrize(
    ("due", "recurrence", "again"),
    [(date(2026, 8, 31), Recurrence.SEMESTER, date(2027, 2, 28)), (date(2026, 8, 31), Recurrence.YEAR, date(2027, 8, 31)),
     (date(2024, 2, 29), Recurrence.YEAR, date(2025, 2, 28)), (DAY, Recurrence.ONCE, None)],
)  # fmt: skip
def test_when_it_comes_again(due: date, recurrence: Recurrence, again: date | None) -> None:
    assert next_due(due, recurrence) == again


@pytest.mark.parametrize(
    ("change", "said"),
    [({"body": "x"}, "没有代码为“x”的机构"), ({"title": " "}, "请写会议名称和议程"), ({"agenda": ""}, "请写会议名称和议程"),
     ({"day": date(2026, 12, 1), "minutes": "开过了"}, "会议在12月1日，还没有开")],
)  # fmt: skip
def test_a_meeting_that_cannot_be_is_refused(college: College, change: dict[str, Any], said: str) -> None:
    with pytest.raises(FollowingRefused, match=said):
        meeting(college, **change)
    assert not Meeting.objects.exists()


def test_a_meeting_is_called_and_held(college: College) -> None:
    called = meeting(college, day=date(2026, 11, 1))
    held = meeting(college, meeting=called, minutes="审议通过", decisions="通过", day=date(2026, 11, 1))
    assert (held.pk, Meeting.objects.count()) == (called.pk, 1)


def test_the_owner_is_told_and_finishes_with_a_result(college: College) -> None:
    once = task(college)
    notice = Notice.objects.get()
    assert (notice.person_number, notice.about, notice.due) == (
        "G0011",
        f"follow_up:{once.pk}",
        date(2026, 11, 30),
    )
    with pytest.raises(FollowingRefused, match="请写办理结果"):
        finish_follow_up(item=once, result=" ", by="han")
    assert finish_follow_up(item=once, result="已提交", by="han") is None
    with pytest.raises(FollowingRefused, match="已经办完了"):
        finish_follow_up(item=once, result="再来", by="han")
    with pytest.raises(FollowingRefused, match="请写要办的事和责任人"):
        task(college, owner_name="")


def test_a_yearly_duty_makes_its_next_task(college: College) -> None:
    yearly = task(college, recurrence=Recurrence.YEAR)
    again = finish_follow_up(item=yearly, result="报告已交", by="han")
    assert again is not None
    assert (again.due, again.about, again.recurrence, again.done_on) == (
        date(2027, 11, 30),
        "body:top",
        "year",
        None,
    )


def test_every_move_of_an_inspection_is_decided() -> None:
    assert set(INSPECTION_TABLE) == set(InspectionState)
    assert all(set(moves) == set(InspectionMove) for moves in INSPECTION_TABLE.values())


def inspection(college: College, **told: Any) -> Inspection:
    fields = {
        "body": "top", "title": "期初检查", "department": Subject.objects.get(code="D11"), "day": DAY,
        "finding": "没有记录", "demand": "补齐", "due": date(2026, 12, 1),
    } | told  # fmt: skip
    return open_inspection(college=college, by="lin", **fields)


def test_an_inspection_goes_round_until_it_is_right(college: College) -> None:
    with pytest.raises(FollowingRefused, match="早于督查日期"):
        inspection(college, due=date(2026, 11, 1))
    with pytest.raises(FollowingRefused, match="请写督查事项"):
        inspection(college, demand="")
    found = inspection(college)
    for move, text, said in ((M.CLOSE, "好", "还没有报告"), (M.ANSWER, " ", "请写整改结果")):
        with pytest.raises(FollowingRefused, match=said):
            move_inspection(inspection=found, move=move, text=text, by="han")
    states = [
        move_inspection(inspection=found, move=move, text=text, by=by).state
        for move, text, by in (
            (M.ANSWER, "补了一半", "han"), (M.RETURN, "还差两份", "lin"), (M.ANSWER, "都补了", "han"), (M.CLOSE, "看过", "lin"),
        )
    ]  # fmt: skip
    assert states == ["answered", "open", "answered", "closed"]
    found.refresh_from_db()
    assert (found.result, found.events.count()) == ("都补了", 4)
    with pytest.raises(FollowingRefused, match="已经核销"):
        move_inspection(inspection=found, move=M.ANSWER, text="又", by="han")


def test_nobody_checks_their_own_answer(college: College) -> None:
    found = inspection(college)
    move_inspection(inspection=found, move=M.ANSWER, text="补了", by="lin")
    for move in (M.CLOSE, M.RETURN):
        with pytest.raises(FollowingRefused, match="请由另一人核查"):
            move_inspection(inspection=found, move=move, text="好", by="lin")
    assert move_inspection(inspection=found, move=M.CLOSE, text="好", by="sun").state == "closed"


def test_the_register_keeps_a_person_once_a_post(college: College) -> None:
    told: dict[str, Any] = {
        "college": college,
        "person_name": "程运",
        "post": "质量员",
        "since": DAY,
        "by": "lin",
    }
    staff = enter_staff(**told)
    with pytest.raises(FollowingRefused, match="已经登记过"):
        enter_staff(**told)
    with pytest.raises(FollowingRefused, match="请写姓名和岗位"):
        enter_staff(**told | {"post": " "})
    changed = enter_staff(**told | {"staff": staff, "standard": "预警 3 天内有答复"})
    assert (changed.pk, QualityStaff.objects.count()) == (staff.pk, 1)
    with pytest.raises(FollowingRefused, match="请写考核结果"):
        assess_staff(staff=staff, day=DAY, result="", by="lin")
    assess_staff(staff=staff, day=DAY, result="合格", by="lin")
    assert [each.result for each in staff.assessments.all()] == ["合格"]
