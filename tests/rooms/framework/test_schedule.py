"""表8 as a plan: months from the start, states, delays, what comes every year, Excel in and out."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.rooms.framework.conftest import PackMaker
from zhengai.college.actions import create_college, stand_on
from zhengai.college.models import College
from zhengai.framework.actions import install
from zhengai.framework.actions.schedule import (
    HEADERS,
    assign_item,
    begin_construction,
    move_item,
    take_schedule,
)
from zhengai.framework.models import ScheduleEvent, ScheduleItem
from zhengai.framework.queries.schedule import schedule_items, scheduled, stages, start_of
from zhengai.framework.rules.schedule import (
    TABLE,
    Due,
    ScheduleMove,
    ScheduleRefused,
    ScheduleState,
    last_day,
    lateness,
    moves_from,
    next_state,
    read_due,
    stage_begin,
    stage_months,
    write_due,
)
from zhengai.framework.rules.sheets import BadSheet, SheetRow, letter, sheet_rows

START, DAY = date(2025, 9, 1), date(2026, 11, 20)
M, S = ScheduleMove, ScheduleState
SCHEDULE = """\
- {code: a, item: 目标体系, content: 专业建设规划, department: 教务处, month: 4, original: "2017.05"}
- {code: b, item: 目标体系, content: 年度工作计划, department: 各部门, month: null, yearly: 年初, original: 每年初}
"""
STAGES = """\
- {code: s1, name: 学习研讨, period: 2018.07–2019.04, tasks: [学习文件]}
- {code: s2, name: 自主诊改, period: 2019.04–12}
- {code: s3, name: 迎接复核, period: 复核前}
"""


@pytest.fixture
def college(make_pack: PackMaker, db: None) -> College:
    make_pack("own-scheme", {"schedule/a.yaml": SCHEDULE, "stages/a.yaml": STAGES})
    college = create_college(code="S1", name="示例学院", category="综合", by="sys", as_of=DAY, is_sample=True)
    install(college=college, pack="own-scheme", by="lin")
    begin_construction(college=college, start=date(2025, 9, 12), by="lin")
    return college


@pytest.fixture
def rows() -> Callable[..., list[SheetRow]]:
    def build(*told: tuple[str, ...]) -> list[SheetRow]:
        return sheet_rows([("表8",), HEADERS, *told], HEADERS)

    return build


def test_every_move_is_decided_from_every_state() -> None:
    assert set(TABLE) == set(S)
    assert all(set(moves) == set(M) for moves in TABLE.values())
    assert {state.value: [move.value for move in moves_from(state)] for state in S} == {
        "planned": ["start", "finish", "postpone", "drop"], "under_way": ["finish", "postpone", "drop"],
        "done": ["reopen"], "dropped": ["reopen"],
    }  # fmt: skip
    with pytest.raises(ScheduleRefused, match="请重新打开"):
        next_state(S.DONE, M.FINISH)


@pytest.mark.parametrize(
    ("text", "due", "written"),
    [("2025.09", Due(0), "2025.09"), ("2026.1", Due(4), "2026.01"), ("2026年12月", Due(15), "2026.12"),
     ("2027-05-31", Due(20), "2027.05"), ("2027-05-31 00:00:00", Due(20), "2027.05"),
     ("每年初", Due(None, "年初"), "每年初"), ("每年12月", Due(None, "年12月"), "每年12月")],
)  # fmt: skip
def test_times_are_read_and_written_as_the_form_has_them(text: str, due: Due, written: str) -> None:
    assert read_due(text, START) == due
    assert write_due(due.month, due.yearly, START) == written


@pytest.mark.parametrize(
    ("text", "said"),
    [("2026.13", "认不出"), ("明年", "认不出"), ("", "认不出"), ("2025.08", "早于建设开始的 2025.09")],
)
def test_a_time_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(ScheduleRefused, match=said):
        read_due(text, START)


@pytest.mark.parametrize(
    ("state", "done_on", "late"),
    [(S.UNDER_WAY, None, 20), (S.DONE, date(2026, 11, 5), 5), (S.DONE, date(2026, 10, 31), 0), (S.DROPPED, None, 0)],
)  # fmt: skip
def test_delay_counts_to_the_day_it_was_done(state: ScheduleState, done_on: date | None, late: int) -> None:
    assert lateness(last_day(START, 13), state, done_on, DAY) == late
    assert lateness(None, state, done_on, DAY) == 0


@pytest.mark.parametrize(
    ("period", "months"),
    [("2018.07–2019.04", (0, 9)), ("2019.04–12", (9, 17)), ("2018年7月-2019年4月", (0, 9)), ("每年3–12月", None), ("三年", None)],
)  # fmt: skip
def test_stages_are_read_as_months_from_the_first(period: str, months: tuple[int, int] | None) -> None:
    assert stage_months(period, date(2018, 7, 1)) == months
    assert (stage_begin(period) is None) == (months is None)


def test_deadlines_count_from_the_start_and_move_with_it(college: College) -> None:
    plan, yearly = scheduled(list(schedule_items(college)), START, DAY)
    assert (plan.due, plan.written, plan.late, yearly.due, yearly.written) == (
        date(2026, 1, 31), "2026.01", 293, None, "每年初",
    )  # fmt: skip
    assert begin_construction(college=college, start=date(2026, 9, 30), by="lin") == 0
    assert start_of(college) == date(2026, 9, 1)
    (plan, _) = scheduled(list(schedule_items(college)), date(2026, 9, 1), DAY)
    assert (plan.written, plan.late) == ("2027.01", 0)


def test_stages_lie_on_the_college_s_own_months(college: College) -> None:
    items = scheduled(list(schedule_items(college)), START, DAY)
    first, second, third = stages(college, START, items)
    assert (first.begin, first.end, first.number, first.done) == (date(2025, 9, 1), date(2026, 6, 30), 1, 0)
    assert (second.begin, second.end, second.number) == (date(2026, 6, 1), date(2027, 2, 28), 0)
    assert (third.begin, third.entry.period) == (None, "复核前")


def test_an_item_is_moved_with_reason_and_proof(college: College) -> None:
    item = ScheduleItem.objects.get(code="a")
    move_item(item=item, move=M.START, by="han")
    for move, told, said in (
        (M.FINISH, {}, "请选一份佐证"), (M.POSTPONE, {"due": "2027.05"}, "要写明理由"), (M.DROP, {}, "要写明理由"),
        (M.POSTPONE, {"due": "2026.01", "text": "晚"}, "请写新的完成时间"),
        (M.POSTPONE, {"due": "以后", "text": "晚"}, "认不出"), (M.START, {}, "已经在进行"), (M.REOPEN, {}, "还没有结束"),
    ):  # fmt: skip
        with pytest.raises(ScheduleRefused, match=said):
            move_item(item=item, move=move, by="han", **told)
    move_item(item=item, move=M.POSTPONE, due="2027.05", text="与规划同步", by="han")
    (this, _) = scheduled(list(schedule_items(college)), START, DAY)
    assert (this.moved, this.late, this.row.planned_month) == (True, 0, 4)
    done = move_item(item=item, move=M.FINISH, about="report:R1", title="规划文本", by="han")
    assert (done.state, done.done_on, done.started_on) == ("done", DAY, DAY)
    again = move_item(item=item, move=M.REOPEN, by="lin")
    assert (again.state, again.done_on) == ("under_way", None)
    assert [each.about for each in ScheduleEvent.objects.filter(move="finish")] == ["report:R1"]


def test_what_comes_every_year_is_done_for_a_year(college: College) -> None:
    item = ScheduleItem.objects.get(code="b")
    done = move_item(item=item, move=M.FINISH, text="计划已收齐", by="lin")
    assert (done.state, done.years_done, done.done_on) == ("under_way", [2026], None)
    with pytest.raises(ScheduleRefused, match="2026 年的已经完成"):
        move_item(item=item, move=M.FINISH, text="再来", by="lin")
    with pytest.raises(ScheduleRefused, match="没有单独的完成时间"):
        move_item(item=item, move=M.POSTPONE, due="2027.05", text="晚", by="lin")
    college = stand_on(college=college, day=date(2027, 1, 5), by="sys")
    assert [each.done for each in scheduled(list(schedule_items(college)), START, date(2027, 1, 5))] == [
        False,
        False,
    ]
    assert move_item(item=item, move=M.FINISH, text="又一年", by="lin").years_done == [2026, 2027]


def test_the_form_is_tried_then_taken_and_a_second_time_changes_nothing(
    college: College, rows: Callable[..., list[SheetRow]]
) -> None:
    told = rows(
        ("目标体系", "专业建设规划", "教务处", "2026.03", ""), ("目标体系", "年度工作计划", "各部门", "每年初", ""),
        ("平台建设", "校本数据平台", "信息中心", "2027.06", "分两期"),
    )  # fmt: skip
    trial = take_schedule(college=college, rows=told, dry_run=True, by="lin")
    assert (trial.new, trial.changed, trial.same) == (
        ["平台建设：校本数据平台"],
        ["目标体系：专业建设规划"],
        1,
    )
    assert ScheduleItem.objects.count() == 2
    take_schedule(college=college, rows=told, dry_run=False, by="lin")
    item = ScheduleItem.objects.get(code="a")
    assert (item.month, item.planned_month) == (6, 4)
    again = take_schedule(college=college, rows=told, dry_run=False, by="lin")
    assert (again.changes, again.same, ScheduleItem.objects.count()) == (0, 3, 3)


def test_a_bad_cell_names_its_place_and_nothing_is_taken(
    college: College, rows: Callable[..., list[SheetRow]]
) -> None:
    told = rows(
        ("平台建设", "校本数据平台", "信息中心", "2027.13", ""), ("平台建设", "", "信息中心", "2027.06", ""),
        ("制度体系", "督导条例", "质管办", "2027.06", ""), ("制度体系", "督导条例", "质管办", "2027.07", ""),
    )  # fmt: skip
    trial = take_schedule(college=college, rows=told, dry_run=False, by="lin")
    assert [each.sentence for each in trial.bad] == [
        "第 3 行 D 列（完成时间）“2027.13”：认不出的时间，请写成“2027.05”或“每年初”",
        "第 4 行 B 列（工作内容）空着：这一格要填",
        "第 6 行 B 列（工作内容）“督导条例”：同一个工作项目下已经有这一行",
    ]
    assert ScheduleItem.objects.count() == 2


def test_a_sheet_without_the_columns_says_which_are_missing() -> None:
    with pytest.raises(BadSheet, match="缺少“责任部门、备注”"):
        sheet_rows([["工作项目", "工作 内容", "完成时间"], ["a", "b", "c"]], HEADERS)
    assert [letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_an_owner_has_a_name(college: College) -> None:
    item = ScheduleItem.objects.get(code="a")
    with pytest.raises(ScheduleRefused, match="也请写责任人的姓名"):
        assign_item(item=item, owner_number="G1", owner_name=" ", department="", note="", by="lin")
    done = assign_item(
        item=item, owner_number="G1", owner_name="韩青", department="教务处", note="", by="lin"
    )
    assert (done.owner_name, done.department) == ("韩青", "教务处")
