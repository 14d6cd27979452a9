"""The life of a task, its three sources, and who may assess it."""

from enum import StrEnum

from zhengai.goals.rules.machine import GoalRefused

MONTHS = range(1, 13)


class TaskRefused(GoalRefused):
    """Not possible now, not by this person, or not with this content; the message is a Chinese sentence."""


class TaskSource(StrEnum):
    """任务来源 (襄阳方案 四(三)): from the plans, from above, added by the school."""

    PLAN = "plan"
    SUPERIOR = "superior"
    SCHOOL = "school"

    @property
    def chinese(self) -> str:
        return {"plan": "规划目标", "superior": "上级部门年度任务", "school": "学校增设任务"}[self.value]


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    ENDED = "ended"
    CARRIED = "carried"

    @property
    def chinese(self) -> str:
        return {"open": "进行中", "done": "已完成", "ended": "不再做", "carried": "已转入下一年"}[self.value]


class TaskMove(StrEnum):
    REPORT = "report"
    FINISH = "finish"
    REOPEN = "reopen"
    END = "end"
    CARRY = "carry"

    @property
    def chinese(self) -> str:
        return {
            "report": "填写进展",
            "finish": "完成",
            "reopen": "重新打开",
            "end": "不再做",
            "carry": "转入下一年",
        }[self.value]


_S, _M = TaskState, TaskMove
_DONE = "任务已经完成。要补写时，请先重新打开"
_ENDED = "任务已经不再做"
_CARRIED = "任务已经转入下一年，请到下一年的任务里写"

# a text instead of a state says why the move is refused
TABLE: dict[TaskState, dict[TaskMove, TaskState | str]] = {
    _S.OPEN: {
        _M.REPORT: _S.OPEN,
        _M.FINISH: _S.DONE,
        _M.REOPEN: "任务正在进行，不用重新打开",
        _M.END: _S.ENDED,
        _M.CARRY: _S.CARRIED,
    },
    _S.DONE: dict[TaskMove, TaskState | str](dict.fromkeys(TaskMove, _DONE)) | {_M.REOPEN: _S.OPEN},
    _S.ENDED: dict[TaskMove, TaskState | str](dict.fromkeys(TaskMove, _ENDED)) | {_M.REOPEN: _S.OPEN},
    _S.CARRIED: dict.fromkeys(TaskMove, _CARRIED),
}


def next_task_state(state: TaskState, move: TaskMove) -> TaskState:
    """Where the move leads; raises TaskRefused."""
    target = TABLE[state][move]
    if not isinstance(target, TaskState):
        raise TaskRefused(target)
    return target


def check_assessor(*, assessed_by: str, is_school: bool, is_owner: bool) -> None:
    """A and B are assessed by the school, C by the department itself (雅安方案 七(一)); nobody assesses what they
    carry out themselves. Raises TaskRefused."""
    if is_owner:
        raise TaskRefused("年度考核不能由任务的责任人自己填写")
    if assessed_by == "school" and not is_school:
        raise TaskRefused("这一类任务由学校考核，请由质管办或校领导填写")
