"""Tasks: their life, months, beats and the next year."""

from datetime import date
from decimal import Decimal

import pytest

from tests.rooms.goals.chained import DUE, Chained
from zhengai.goals.actions import (
    carry_tasks,
    change_task,
    move_task,
    record_beat,
    report_month,
    write_system_task,
)
from zhengai.goals.actions.task import TaskDraft
from zhengai.goals.models import SystemTask, Task
from zhengai.goals.queries import attributes, beats, classes, work_categories
from zhengai.goals.rules.task import (
    TABLE,
    TaskMove,
    TaskRefused,
    TaskSource,
    TaskState,
    check_assessor,
    next_task_state,
)

EXPECTED = {
    "open": {"report": "open", "finish": "done", "end": "ended", "carry": "carried"},
    "done": {"reopen": "open"},
    "ended": {"reopen": "open"},
    "carried": {},
}


@pytest.mark.parametrize("move", list(TaskMove))
@pytest.mark.parametrize("state", list(TaskState))
def test_every_state_and_move(state: TaskState, move: TaskMove) -> None:
    expected = EXPECTED[state.value].get(move.value)
    if expected is None:
        with pytest.raises(TaskRefused):
            next_task_state(state, move)
        assert str(TABLE[state][move]).strip()
    else:
        assert next_task_state(state, move) == expected


def test_the_table_of_tasks_is_total() -> None:
    assert set(TABLE) == set(TaskState)
    assert all(set(moves) == set(TaskMove) for moves in TABLE.values())


@pytest.mark.parametrize(
    ("assessed_by", "is_school", "is_owner", "word"),
    [
        ("school", False, False, "由学校考核"),
        ("school", True, True, "责任人自己"),
        ("department", False, True, "责任人自己"),
        ("school", True, False, ""),
        ("department", False, False, ""),
    ],
)
def test_who_assesses(assessed_by: str, is_school: bool, is_owner: bool, word: str) -> None:
    if not word:
        check_assessor(assessed_by=assessed_by, is_school=is_school, is_owner=is_owner)
        return
    with pytest.raises(TaskRefused, match=word):
        check_assessor(assessed_by=assessed_by, is_school=is_school, is_owner=is_owner)


def test_the_words_come_from_the_packs(chain: Chained) -> None:
    assert list(classes(chain.college)) == ["A", "B", "C"]
    assert classes(chain.college)["C"].assessed_by == "department"
    assert list(attributes(chain.college)) == ["重点工作", "常规工作", "临时工作"]
    assert [each.name for each in beats(chain.college)] == ["季度沟通", "学期小结", "年度考核"]
    assert list(work_categories(chain.college)) == [
        "工作规划", "工作目标", "工作标准", "实施措施", "资源建设", "支持服务", "监督控制",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"title": " "}, "请写工作任务"),
        ({"task_class": "D"}, "类别“D”不在 A、B、C"),
        ({"attribute": "急事"}, "工作属性“急事”"),
        ({"due": date(2029, 1, 1)}, "不在 2026 年度"),
        ({"source": TaskSource.PLAN}, "选它服务的年度目标"),
        ({"year": 26}, "没有 26 这个年度"),
    ],
)
def test_what_a_task_refuses(chain: Chained, fields: dict[str, object], word: str) -> None:
    with pytest.raises(TaskRefused, match=word):
        chain.task(**fields)
    assert not Task.objects.exists()


def test_a_task_stands_once_in_a_year(chain: Chained) -> None:
    task = chain.task(due=DUE, task_class="B", attribute="重点工作")
    with pytest.raises(TaskRefused, match="已有任务"):
        chain.task()
    change_task(
        task=task,
        draft=TaskDraft(2026, "错峰排课", chain.department, owner_name="周岚", budget=Decimal(3000)),
        by="lin",
    )
    assert Task.objects.get().owner_name == "周岚"


def test_months_are_filled_as_they_come(chain: Chained) -> None:
    task = chain.task()
    report_month(task=task, month=3, text="排好课表", by="zheng")
    report_month(task=task, month=3, text="课表已公布", by="zheng")
    assert [(each.month, each.text) for each in task.months.all()] == [(3, "课表已公布")]
    for month, word in ((13, "没有 13 月"), (0, "没有 0 月"), (12, "还没有到")):
        with pytest.raises(TaskRefused, match=word):
            report_month(task=task, month=month, text="x", by="zheng")
    report_month(task=task, month=3, text=" ", by="zheng")
    assert not task.months.exists()


def test_finishing_needs_the_result(chain: Chained) -> None:
    task = chain.task()
    with pytest.raises(TaskRefused, match="工作成效"):
        move_task(task=task, move=TaskMove.FINISH, by="zheng")
    move_task(task=task, move=TaskMove.FINISH, result="缺课率降到2%", spent=Decimal(2800), by="zheng")
    found = Task.objects.get()
    assert (found.state, found.result, found.spent) == ("done", "缺课率降到2%", Decimal(2800))
    with pytest.raises(TaskRefused, match="先重新打开"):
        report_month(task=task, month=3, text="补写", by="zheng")


def test_the_three_beats(chain: Chained) -> None:
    task = chain.task(task_class="A", owner_number="T0003")
    record_beat(task=task, beat="quarterly", period="2026Q3", text="按期", by="zheng")
    with pytest.raises(TaskRefused, match="怎样纠正"):
        record_beat(
            task=task, beat="semesterly", period="2026-2027-1", text="慢了", deviation="慢", by="zheng"
        )
    with pytest.raises(TaskRefused, match="由学校考核"):
        record_beat(task=task, beat="yearly", period="2026", text="好", by="zhou")
    with pytest.raises(TaskRefused, match="责任人自己"):
        record_beat(task=task, beat="yearly", period="2026", text="好", is_school=True, by="zheng")
    made = record_beat(
        task=task, beat="yearly", period="2026", text="按标准完成", grade="优秀", is_school=True, by="lin"
    )
    assert made.grade == "优秀"
    with pytest.raises(TaskRefused, match="没有“daily”这个节拍"):
        record_beat(task=task, beat="daily", period="x", text="x", by="lin")


def test_open_tasks_go_on_in_the_next_year(chain: Chained) -> None:
    goal = chain.goal(chain.plan(chain.course, "课程规划", "课程"), "降低缺课率", indicator="absence_rate")
    this, following = chain.target(goal), chain.target(goal, "≤ 2%", "2027-2028")
    task = chain.task(source=TaskSource.PLAN, target=this, task_class="A")
    (made,) = carry_tasks(college=chain.college, tasks=[task], by="lin")
    assert (made.year, made.target, made.carried_from, made.task_class) == (2027, following, task, "A")
    assert carry_tasks(college=chain.college, tasks=[task], by="lin") == []
    task.refresh_from_db()
    assert task.state == "carried"
    done = chain.task("办讲座")
    move_task(task=done, move=TaskMove.FINISH, result="办了三场", by="lin")
    with pytest.raises(TaskRefused, match="已经完成"):
        carry_tasks(college=chain.college, tasks=[done], by="lin")


@pytest.mark.parametrize(
    ("fields", "word"),
    [({"category": "其他"}, "类别“其他”"), ({"role": "负责"}, "牵头或参与"), ({"title": ""}, "具体任务名称"),
     ({"sound": False}, "计划完成时间")],
)  # fmt: skip
def test_what_a_system_task_refuses(chain: Chained, fields: dict[str, object], word: str) -> None:
    told: dict[str, object] = {
        "category": "工作规划",
        "role": "牵头",
        "title": "发展规划",
        "day": DUE,
    } | fields
    with pytest.raises(TaskRefused, match=word):
        write_system_task(department=chain.department, by="lin", **told)  # type: ignore[arg-type]


def test_a_gap_is_closed_when_it_is_sound(chain: Chained) -> None:
    told = {
        "department": chain.department,
        "category": "工作标准",
        "role": "牵头",
        "title": "岗位标准",
        "day": DUE,
    }
    write_system_task(**told, sound=False, promised=DUE, by="lin")  # type: ignore[arg-type]
    write_system_task(**told, sound=True, promised=DUE, by="lin")  # type: ignore[arg-type]
    found = SystemTask.objects.get()
    assert (found.sound, found.promised) == (True, None)
