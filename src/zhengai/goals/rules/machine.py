"""The life of a goal: one table of states × moves."""

from enum import StrEnum


class GoalState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"  # followed by another, or no longer wanted

    @property
    def chinese(self) -> str:
        return {"proposed": "待审定", "approved": "已审定", "refused": "未通过", "ended": "已终止"}[
            self.value
        ]


LIVE = (GoalState.PROPOSED, GoalState.APPROVED)


class GoalMove(StrEnum):
    PROPOSE = "propose"
    APPROVE = "approve"
    REFUSE = "refuse"
    CHANGE = "change"  # another goal is to take its place

    @property
    def chinese(self) -> str:
        return {"propose": "提出", "approve": "审定通过", "refuse": "不通过", "change": "调整"}[self.value]


class GoalRefused(ValueError):
    """The move is not possible now or not by this person; the message is a Chinese sentence."""


_THERE = "这个目标已经提出过"
_NONE = "还没有提出目标"
_REFUSED = "目标没有通过审定，请重新提出"
_ENDED = "目标已经终止，由后一个目标代替"

# None is the moment before there is a goal. A text instead of a state says why the move is refused. A proposal that
# is changed ends at once; an approved goal stands until the one that follows it is approved.
TABLE: dict[GoalState | None, dict[GoalMove, GoalState | str]] = {
    None: dict.fromkeys(GoalMove, _NONE) | {GoalMove.PROPOSE: GoalState.PROPOSED},
    GoalState.PROPOSED: {
        GoalMove.PROPOSE: _THERE,
        GoalMove.APPROVE: GoalState.APPROVED,
        GoalMove.REFUSE: GoalState.REFUSED,
        GoalMove.CHANGE: GoalState.ENDED,
    },
    GoalState.APPROVED: {
        GoalMove.PROPOSE: _THERE,
        GoalMove.APPROVE: "目标已经审定，不用再审",
        GoalMove.REFUSE: "目标已经审定。需要改动时，请调整目标",
        GoalMove.CHANGE: GoalState.APPROVED,
    },
    GoalState.REFUSED: dict.fromkeys(GoalMove, _REFUSED),
    GoalState.ENDED: dict.fromkeys(GoalMove, _ENDED),
}


def next_state(state: GoalState | None, move: GoalMove) -> GoalState:
    """Where the move leads; raises GoalRefused."""
    target = TABLE[state][move]
    if not isinstance(target, GoalState):
        raise GoalRefused(target)
    return target


def check_decider(*, approve: bool, decision: str, proposed_by: str, by: str) -> None:
    """Raises GoalRefused when the decider is the one who proposed, or refuses without saying why."""
    if proposed_by.strip() == by.strip():
        raise GoalRefused("审定人不能是提出人本人，请由上一级审定")
    if not approve and not decision.strip():
        raise GoalRefused("不通过时要写明意见，提出人据此修改")
