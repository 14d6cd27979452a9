"""The life of an alert: one table of states × moves, and who makes each move.

Only data closes an alert; an exception needs a reason and an approver who did not ask for it.
"""

from enum import StrEnum


class AlertState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    CLOSED = "closed"
    EXCEPTED = "excepted"

    @property
    def chinese(self) -> str:
        names = ["待处理", "已签收", "已答复", "已关闭", "例外关闭"]
        return dict(zip(AlertState, names, strict=True))[self]

    @property
    def is_live(self) -> bool:
        return self in LIVE


LIVE = (AlertState.OPEN, AlertState.ACKNOWLEDGED, AlertState.ANSWERED)


class Move(StrEnum):
    RAISE = "raise"
    ESCALATE = "escalate"
    EASE = "ease"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    EXCEPT = "except"

    @property
    def chinese(self) -> str:
        names = ["发出", "升级", "降级", "数据恢复", "撤回", "签收", "答复", "例外关闭"]
        return dict(zip(Move, names, strict=True))[self]


class Actor(StrEnum):
    """Who makes a move."""

    JUDGE = "judge"  # the platform, on new data
    RESPONSIBLE = "responsible"
    APPROVER = "approver"

    @property
    def chinese(self) -> str:
        return {"judge": "平台", "responsible": "责任人", "approver": "批准人"}[self.value]


class ClosedReason(StrEnum):
    DATA = "data"
    EXCEPTION = "exception"
    WITHDRAWN = "withdrawn"  # its control point or subject is no longer in use

    @property
    def chinese(self) -> str:
        return {"data": "数据恢复", "exception": "例外", "withdrawn": "质控点或对象停用"}[self.value]


class MoveRefused(ValueError):
    """The move is not possible now or not by this actor; the message is a Chinese sentence."""


ACTOR_OF = {
    Move.RAISE: Actor.JUDGE,
    Move.ESCALATE: Actor.JUDGE,
    Move.EASE: Actor.JUDGE,
    Move.CLOSE: Actor.JUDGE,
    Move.WITHDRAW: Actor.JUDGE,
    Move.ACKNOWLEDGE: Actor.RESPONSIBLE,
    Move.ANSWER: Actor.RESPONSIBLE,
    Move.EXCEPT: Actor.APPROVER,
}

_RAISED = "预警已经发出"
_ENDED = "预警已经关闭，数据再次越界时会发出新的预警"
_EXCEPTED = "预警已按例外关闭，等级加重时会发出新的预警"

# None is the moment before there is an alert. A text instead of a state says why the move is refused.
TABLE: dict[AlertState | None, dict[Move, AlertState | str]] = {
    None: dict.fromkeys(Move, "还没有预警") | {Move.RAISE: AlertState.OPEN},
    AlertState.OPEN: {
        Move.RAISE: _RAISED,
        Move.ESCALATE: AlertState.OPEN,
        Move.EASE: AlertState.OPEN,
        Move.CLOSE: AlertState.CLOSED,
        Move.WITHDRAW: AlertState.CLOSED,
        Move.ACKNOWLEDGE: AlertState.ACKNOWLEDGED,
        Move.ANSWER: AlertState.ANSWERED,
        Move.EXCEPT: AlertState.EXCEPTED,
    },
    AlertState.ACKNOWLEDGED: {
        Move.RAISE: _RAISED,
        # what was seen and answered was a milder alert: it waits for its people again
        Move.ESCALATE: AlertState.OPEN,
        Move.EASE: AlertState.ACKNOWLEDGED,
        Move.CLOSE: AlertState.CLOSED,
        Move.WITHDRAW: AlertState.CLOSED,
        Move.ACKNOWLEDGE: "预警已经签收，请直接答复",
        Move.ANSWER: AlertState.ANSWERED,
        Move.EXCEPT: AlertState.EXCEPTED,
    },
    AlertState.ANSWERED: {
        Move.RAISE: _RAISED,
        Move.ESCALATE: AlertState.OPEN,
        Move.EASE: AlertState.ANSWERED,
        Move.CLOSE: AlertState.CLOSED,
        Move.WITHDRAW: AlertState.CLOSED,
        Move.ACKNOWLEDGE: "预警已经答复，不用再签收",
        Move.ANSWER: AlertState.ANSWERED,
        Move.EXCEPT: AlertState.EXCEPTED,
    },
    AlertState.CLOSED: dict.fromkeys(Move, _ENDED),
    AlertState.EXCEPTED: dict.fromkeys(Move, _EXCEPTED),
}


def next_state(state: AlertState | None, move: Move, actor: Actor) -> AlertState:
    """Where the move leads; raises MoveRefused."""
    if ACTOR_OF[move] is not actor:
        raise MoveRefused(f"“{move.chinese}”由{ACTOR_OF[move].chinese}进行，{actor.chinese}不能")
    target = TABLE[state][move]
    if not isinstance(target, AlertState):
        raise MoveRefused(target)
    return target


def check_exception(*, reason: str, requested_by: str, by: str) -> None:
    """Raises MoveRefused without a reason, or when the approver is the one who asked."""
    if not reason.strip():
        raise MoveRefused("例外关闭要写明理由")
    if not requested_by.strip():
        raise MoveRefused("例外关闭要写明申请人")
    if requested_by.strip() == by.strip():
        raise MoveRefused("例外关闭的批准人不能是申请人本人")
