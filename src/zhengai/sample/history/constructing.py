"""The sample college's schedule of construction, half done: what is in time, late, put off and not begun. Of a pack's
own items most that are due are done, some are under way and some are late, as in a college that is at it."""

from datetime import date

from django.db.models import QuerySet

from zhengai.framework.actions.schedule import (
    HEADERS,
    assign_item,
    begin_construction,
    move_item,
    take_schedule,
)
from zhengai.framework.models import ScheduleItem
from zhengai.framework.queries.organisation import schedule_entries
from zhengai.framework.queries.schedule import start_of
from zhengai.framework.rules.schedule import ScheduleMove, ScheduleState, months_since
from zhengai.framework.rules.sheets import SheetRow, letter
from zhengai.sample.history.people import OFFICE, TEACHING_OFFICE
from zhengai.sample.history.stage import Stage

START = date(2025, 9, 1)
# of a pack's items so many are done after their time, and so many are not begun although they should be
_LATE, _FORGOTTEN = 9, 23
_AHEAD = 6  # months
_FACULTIES = "医学院、信息工程学院、机电工程学院、财经商贸学院、艺术设计学院"
PLAN, RULES, BODY, GROUPS = (
    "内部质量保证体系建设实施方案",
    "二级学院实施细则",
    "质量保证委员会和专项督查组",
    "学院质量保证工作组",
)
COURSE, POSTS, ACCIDENTS = "课程建设标准", "岗位职责与工作标准", "教学质量事故认定及处理办法"
YEARLY = "部门年度工作计划"
ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("实施方案", PLAN, "质管办", "2025.10"),
    ("实施方案", RULES, _FACULTIES, "2025.12"),
    ("组织机构", BODY, "质管办", "2025.09"),
    ("组织机构", GROUPS, _FACULTIES, "2025.11"),
    ("目标体系", "学校发展规划", "质管办", "2026.01"),
    ("目标体系", "专业建设规划", "教务处", "2026.04"),
    ("目标体系", "师资队伍建设规划", "人事处", "2026.06"),
    ("目标体系", YEARLY, "教务处、人事处、学工处", "每年初"),
    ("标准体系", "专业教学标准", "教务处", "2026.09"),
    ("标准体系", COURSE, "教务处", "2026.10"),
    ("标准体系", POSTS, "人事处", "2026.12"),
    ("制度体系", "质量报告制度", "质管办", "2026.05"),
    ("制度体系", ACCIDENTS, "教务处", "2026.08"),
    ("平台建设", "校本数据平台", "国资处", "2027.06"),
)


def begin(stage: Stage) -> None:
    college = stage.college
    if start_of(college) is not None:
        return
    if not begin_construction(college=college, start=START, by=OFFICE):
        columns = {header: letter(at) for at, header in enumerate(HEADERS)}
        rows = [
            SheetRow(number, dict(zip(HEADERS, (*row, ""), strict=True)), columns)
            for number, row in enumerate(ROWS, start=2)
        ]
        take_schedule(college=college, rows=rows, dry_run=False, by=OFFICE)
        course = ScheduleItem.objects.get(college=college, content=COURSE)
        han = stage.people.cast(TEACHING_OFFICE)
        assign_item(
            item=course, owner_number=han.number, owner_name=han.name, department="教务处", note="", by=OFFICE
        )
    _finish(stage, BODY, "委员会和督查组已成立，成员见组织机构。")
    _step(stage, PLAN, ScheduleMove.START)
    _keep_pace(stage, ahead=1)


def first_winter(stage: Stage) -> None:
    _finish(stage, PLAN, "实施方案经委员会审定后印发。")
    _finish(stage, GROUPS, "五个学院的工作组都已组成。")
    _step(stage, RULES, ScheduleMove.START)
    _keep_pace(stage, ahead=1)


def first_spring(stage: Stage) -> None:
    _keep_pace(stage, ahead=3)
    for each in _of_a_pack(stage):
        if each.yearly and not each.years_done:
            _finish(stage, each.content, "今年的已经收齐。")


def first_summer(stage: Stage) -> None:
    _finish(stage, RULES, "各学院细则已备案。")
    for content in ("学校发展规划", "专业建设规划", "质量报告制度"):
        _finish(stage, content, "文本已印发。")
    _finish(stage, YEARLY, "各部门年度工作计划已收齐。")
    _step(stage, "师资队伍建设规划", ScheduleMove.START)
    _keep_pace(stage, ahead=4)


def this_autumn(stage: Stage) -> None:
    _finish(stage, "专业教学标准", "各专业教学标准已备案。")
    _step(stage, COURSE, ScheduleMove.START)
    _step(stage, POSTS, ScheduleMove.START)
    _keep_pace(stage, ahead=1)
    found = _item(stage, ACCIDENTS)
    if found is not None and found.month == found.planned_month:
        move_item(
            item=found,
            move=ScheduleMove.POSTPONE,
            due="2026.12",
            text="与教学事故申诉程序一起修订。",
            by=OFFICE,
        )


def _keep_pace(stage: Stage, ahead: int) -> None:
    """Items of an installed pack: what is due within `ahead` months is done, but for a few; what comes after has begun."""
    day = stage.college.as_of or START
    month = months_since(START, day)
    for number, each in enumerate(_of_a_pack(stage), start=1):
        if each.month is None or each.done_on is not None or number % _FORGOTTEN == 0:
            continue
        until_done = each.month + (_AHEAD if number % _LATE == 0 else 0)
        if until_done <= month + ahead:
            move_item(item=each, move=ScheduleMove.FINISH, text="已经完成并备案。", by=OFFICE)
        elif each.month <= month + _AHEAD and each.state == ScheduleState.PLANNED:
            move_item(item=each, move=ScheduleMove.START, by=OFFICE)


def _of_a_pack(stage: Stage) -> QuerySet[ScheduleItem]:
    listed = [each.code for each in schedule_entries(stage.college)]
    return ScheduleItem.objects.filter(college=stage.college, code__in=listed)


def _item(stage: Stage, content: str) -> ScheduleItem | None:
    return ScheduleItem.objects.filter(college=stage.college, content=content).first()


def _step(stage: Stage, content: str, move: ScheduleMove) -> None:
    found = _item(stage, content)
    if found is not None and found.state == "planned":
        move_item(item=found, move=move, by=OFFICE)


def _finish(stage: Stage, content: str, text: str) -> None:
    found = _item(stage, content)
    if found is not None and found.done_on is None and not found.years_done:
        move_item(item=found, move=ScheduleMove.FINISH, text=text, by=OFFICE)
