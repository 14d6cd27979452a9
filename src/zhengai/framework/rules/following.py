"""督办事项: what somebody has to do by when, out of a meeting, an inspection or a duty; and the life of an inspection.
ORG-03, ORG-04, ORG-16."""

import calendar
from datetime import date
from enum import StrEnum


class FollowingRefused(ValueError):
    """What cannot be done so; the message is a Chinese sentence."""


class Recurrence(StrEnum):
    ONCE = ""
    SEMESTER = "semester"
    YEAR = "year"

    @property
    def chinese(self) -> str:
        return {"": "只做一次", "semester": "每半年", "year": "每年"}[self.value]


_MONTHS = {Recurrence.SEMESTER: 6, Recurrence.YEAR: 12}


def next_due(due: date, recurrence: Recurrence) -> date | None:
    """The same day so many months later, or the last day of a shorter month; null where it is done once."""
    months = _MONTHS.get(recurrence)
    if months is None:
        return None
    year, index = divmod(due.month - 1 + months, 12)
    last = calendar.monthrange(due.year + year, index + 1)[1]
    return date(due.year + year, index + 1, min(due.day, last))


class InspectionState(StrEnum):
    OPEN = "open"  # found and demanded, nothing answered yet
    ANSWERED = "answered"
    CLOSED = "closed"

    @property
    def chinese(self) -> str:
        return {"open": "待整改", "answered": "待核查", "closed": "已核销"}[self.value]


class InspectionMove(StrEnum):
    ANSWER = "answer"
    CLOSE = "close"
    RETURN = "return"

    @property
    def chinese(self) -> str:
        return {"answer": "报告整改结果", "close": "核销", "return": "退回再改"}[self.value]


_S, _M = InspectionState, InspectionMove
_CLOSED = "这项督查已经核销"
_WAITING = "整改结果还没有报告，不能核查"

INSPECTION_TABLE: dict[InspectionState, dict[InspectionMove, InspectionState | str]] = {
    _S.OPEN: {_M.ANSWER: _S.ANSWERED, _M.CLOSE: _WAITING, _M.RETURN: _WAITING},
    _S.ANSWERED: {_M.ANSWER: "整改结果已经报告，等待核查", _M.CLOSE: _S.CLOSED, _M.RETURN: _S.OPEN},
    _S.CLOSED: dict.fromkeys(_M, _CLOSED),
}


def next_inspection_state(state: InspectionState, move: InspectionMove) -> InspectionState:
    """Where the move leads; raises FollowingRefused."""
    target = INSPECTION_TABLE[state][move]
    if not isinstance(target, InspectionState):
        raise FollowingRefused(target)
    return target


class ActivityKind(StrEnum):
    STUDY = "study"
    TRAINING = "training"
    PUBLICITY = "publicity"
    CULTURE = "culture"
    CASE = "case"

    @property
    def chinese(self) -> str:
        return {
            "study": "学习", "training": "培训", "publicity": "宣传", "culture": "文化活动", "case": "特色案例",
        }[self.value]  # fmt: skip


class CultureLayer(StrEnum):
    """The four layers of a quality culture (雅安方案 六(六))."""

    NONE = ""
    SPIRIT = "spirit"
    SYSTEM = "system"
    CONDUCT = "conduct"
    MATERIAL = "material"

    @property
    def chinese(self) -> str:
        return {
            "": "不分", "spirit": "精神", "system": "制度", "conduct": "行为", "material": "物质",
        }[self.value]  # fmt: skip
