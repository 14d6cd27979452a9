"""建设进程: months from the start of construction, the life of an item, and how late it is. SCH-01, SCH-02."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ScheduleState(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def chinese(self) -> str:
        return {"planned": "未开始", "under_way": "进行中", "done": "已完成", "dropped": "不再进行"}[
            self.value
        ]


class ScheduleMove(StrEnum):
    START = "start"
    FINISH = "finish"
    POSTPONE = "postpone"
    REOPEN = "reopen"
    DROP = "drop"

    @property
    def chinese(self) -> str:
        return {
            "start": "开始", "finish": "完成", "postpone": "调整完成时间", "reopen": "重新打开", "drop": "不再进行",
        }[self.value]  # fmt: skip


class ScheduleRefused(ValueError):
    """What cannot be done so; the message is a Chinese sentence."""


_S, _M = ScheduleState, ScheduleMove
_DONE = "这项工作已经完成。要再做，请重新打开"
_DROPPED = "这项工作已经不再进行。要再做，请重新打开"
_LIVE = "这项工作还没有结束，不用重新打开"

# a text instead of a state says why the move is refused
TABLE: dict[ScheduleState, dict[ScheduleMove, ScheduleState | str]] = {
    _S.PLANNED: {
        _M.START: _S.UNDER_WAY, _M.FINISH: _S.DONE, _M.POSTPONE: _S.PLANNED, _M.REOPEN: _LIVE, _M.DROP: _S.DROPPED,
    },
    _S.UNDER_WAY: {
        _M.START: "这项工作已经在进行", _M.FINISH: _S.DONE, _M.POSTPONE: _S.UNDER_WAY, _M.REOPEN: _LIVE,
        _M.DROP: _S.DROPPED,
    },
    _S.DONE: dict.fromkeys(_M, _DONE) | {_M.REOPEN: _S.UNDER_WAY},
    _S.DROPPED: dict.fromkeys(_M, _DROPPED) | {_M.REOPEN: _S.PLANNED},
}  # fmt: skip


def next_state(state: ScheduleState, move: ScheduleMove) -> ScheduleState:
    """Where the move leads; raises ScheduleRefused."""
    target = TABLE[state][move]
    if not isinstance(target, ScheduleState):
        raise ScheduleRefused(target)
    return target


def moves_from(state: ScheduleState) -> list[ScheduleMove]:
    return [move for move, target in TABLE[state].items() if isinstance(target, ScheduleState)]


def last_day(start: date, month: int) -> date:
    """Of the month so many months after the start's; the deadline of what is due in that month."""
    year, index = divmod(start.month - 1 + month, 12)
    return date(start.year + year, index + 1, calendar.monthrange(start.year + year, index + 1)[1])


def months_since(start: date, day: date) -> int:
    """Negative before the start."""
    return (day.year - start.year) * 12 + day.month - start.month


def lateness(due: date | None, state: ScheduleState, done_on: date | None, day: date) -> int:
    """Days past the deadline: of what is done, when it was; of what is not, until today. 0 where it is in time."""
    if due is None or state is ScheduleState.DROPPED:
        return 0
    until = done_on if state is ScheduleState.DONE else day
    return max((until - due).days, 0) if until else 0


@dataclass(frozen=True)
class Due:
    """When an item is due: in a month of construction, or again every year."""

    month: int | None
    yearly: str = ""


_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})(?:\s*(?:[月./-]\s*(?:\d{1,2}\s*日?)?)?)?(?:\s.*)?")


def read_due(text: str, start: date) -> Due:
    """ "2027.05", "2027年5月", "2027-05-31" or "每年初". Raises ScheduleRefused."""
    told = text.strip()
    if told.startswith("每年"):
        return Due(None, told.removeprefix("每") or "年")
    match = _DATE.fullmatch(told)
    if match is None or not 1 <= int(match[2]) <= 12:
        raise ScheduleRefused("认不出的时间，请写成“2027.05”或“每年初”")
    month = months_since(start, date(int(match[1]), int(match[2]), 1))
    if month < 0:
        raise ScheduleRefused(f"早于建设开始的 {start.year}.{start.month:02d}")
    return Due(month)


def write_due(month: int | None, yearly: str, start: date) -> str:
    """As 表8 writes it: 2027.05, 每年初."""
    if month is None:
        return f"每{yearly}" if yearly else ""
    due = last_day(start, month)
    return f"{due.year}.{due.month:02d}"


_PERIOD = re.compile(r"(\d{4})[.年-]?(\d{1,2})?月?\s*[–—~至-]+\s*(?:(\d{4})[.年-])?(\d{1,2})?月?")


def stage_months(period: str, first: date | None) -> tuple[int, int] | None:
    """ "2018.07–2019.04" or "2019.04–12" as months from `first`, its beginning and its end; null for other words."""
    match = _PERIOD.fullmatch(period.strip())
    if match is None or not match[2] or not match[4]:
        return None
    begin = date(int(match[1]), int(match[2]), 1)
    end = date(int(match[3] or match[1]), int(match[4]), 1)
    origin = first or begin
    return months_since(origin, begin), months_since(origin, end)


def stage_begin(period: str) -> date | None:
    match = _PERIOD.fullmatch(period.strip())
    return date(int(match[1]), int(match[2]), 1) if match and match[2] else None
