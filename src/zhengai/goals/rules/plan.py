"""The life of a plan: one table of states × moves. Rounds of drafting go up and down until another person approves."""

from enum import StrEnum

from zhengai.goals.rules.machine import GoalRefused


class PlanRefused(GoalRefused):
    """The move is not possible now or not by this person; the message is a Chinese sentence."""


class PlanState(StrEnum):
    DRAFTING = "drafting"
    CONSULTING = "consulting"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ENDED = "ended"

    @property
    def chinese(self) -> str:
        return _STATES[self.value]


_STATES = {
    "drafting": "起草中",
    "consulting": "征求意见",
    "submitted": "待审定",
    "approved": "已审定",
    "ended": "已终止",
}


class PlanMove(StrEnum):
    CONSULT = "consult"
    COLLECT = "collect"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    REVISE = "revise"
    END = "end"

    @property
    def chinese(self) -> str:
        return _MOVES[self.value]


_MOVES = {
    "consult": "征求意见",
    "collect": "收回修改",
    "submit": "提交审定",
    "return": "退回修改",
    "approve": "审定通过",
    "revise": "修订",
    "end": "终止",
}

WRITABLE = (PlanState.DRAFTING, PlanState.CONSULTING)
STANDING = (PlanState.DRAFTING, PlanState.CONSULTING, PlanState.SUBMITTED, PlanState.APPROVED)

_S, _M = PlanState, PlanMove
_OPEN = "规划正在征求意见，请先收回修改"
_NOT_OUT = "规划没有在征求意见"
_NOT_SENT = "规划还没有提交审定"
_SENT = "规划正在等待审定，审定或退回以后才能再动"
_DONE = "规划已经审定。需要改动时，请修订"
_OVER = "规划已经终止"
_UNAPPROVED = "规划还没有审定，直接修改就可以"

# a text instead of a state says why the move is refused
TABLE: dict[PlanState, dict[PlanMove, PlanState | str]] = {
    _S.DRAFTING: {
        _M.CONSULT: _S.CONSULTING,
        _M.COLLECT: _NOT_OUT,
        _M.SUBMIT: _S.SUBMITTED,
        _M.RETURN: _NOT_SENT,
        _M.APPROVE: _NOT_SENT,
        _M.REVISE: _UNAPPROVED,
        _M.END: _S.ENDED,
    },
    _S.CONSULTING: {
        _M.CONSULT: "规划已经在征求意见",
        _M.COLLECT: _S.DRAFTING,
        _M.SUBMIT: _OPEN,
        _M.RETURN: _NOT_SENT,
        _M.APPROVE: _NOT_SENT,
        _M.REVISE: _UNAPPROVED,
        _M.END: _OPEN,
    },
    _S.SUBMITTED: {
        _M.CONSULT: _SENT,
        _M.COLLECT: _NOT_OUT,
        _M.SUBMIT: _SENT,
        _M.RETURN: _S.DRAFTING,
        _M.APPROVE: _S.APPROVED,
        _M.REVISE: _SENT,
        _M.END: _SENT,
    },
    _S.APPROVED: {
        _M.CONSULT: _DONE,
        _M.COLLECT: _NOT_OUT,
        _M.SUBMIT: _DONE,
        _M.RETURN: _DONE,
        _M.APPROVE: "规划已经审定，不用再审",
        _M.REVISE: _S.DRAFTING,
        _M.END: _S.ENDED,
    },
    _S.ENDED: dict.fromkeys(PlanMove, _OVER),
}


def next_plan_state(state: PlanState, move: PlanMove) -> PlanState:
    """Where the move leads; raises PlanRefused."""
    target = TABLE[state][move]
    if not isinstance(target, PlanState):
        raise PlanRefused(target)
    return target


def check_writable(state: PlanState) -> None:
    """Raises PlanRefused where neither the text nor the goals may be changed."""
    if state not in WRITABLE:
        raise PlanRefused({_S.SUBMITTED: _SENT, _S.APPROVED: _DONE, _S.ENDED: _OVER}[state])


class Direction(StrEnum):
    """Comments go both ways: from those above who ask for it, and from those below who carry it out."""

    DOWN = "down"
    UP = "up"

    @property
    def chinese(self) -> str:
        return {"down": "自上而下", "up": "自下而上"}[self.value]
