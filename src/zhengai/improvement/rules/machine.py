"""The life of an improvement: one table of states × moves, and who makes each move.

Only data says whether it was effective; cancelling needs a reason and an approver who did not ask for it.
"""

from enum import StrEnum


class ImprovementState(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    CARRIED_OUT = "carried_out"  # waits for the data of a later period
    EFFECTIVE = "effective"
    PARTLY = "partly"
    INEFFECTIVE = "ineffective"
    CANCELLED = "cancelled"

    @property
    def chinese(self) -> str:
        return _CHINESE[self.value]


_CHINESE = {
    "planned": "待开始",
    "under_way": "进行中",
    "carried_out": "待验证",
    "effective": "有效",
    "partly": "部分有效",
    "ineffective": "无效",
    "cancelled": "已取消",
}

LIVE = (ImprovementState.PLANNED, ImprovementState.UNDER_WAY, ImprovementState.CARRIED_OUT)
VERIFIED = (ImprovementState.EFFECTIVE, ImprovementState.PARTLY, ImprovementState.INEFFECTIVE)


class Move(StrEnum):
    OPEN = "open"
    START = "start"
    NOTE = "note"
    REVISE = "revise"
    CARRY_OUT = "carry_out"
    FIND_EFFECTIVE = "effective"
    FIND_PARTLY = "partly"
    FIND_INEFFECTIVE = "ineffective"
    RECALL = "recall"
    LEARN = "learn"
    FOLLOW_UP = "follow_up"
    CANCEL = "cancel"

    @property
    def chinese(self) -> str:
        return _MOVES[self.value]


_MOVES = {
    "open": "提出改进",
    "start": "开始实施",
    "note": "记录进展",
    "revise": "调整计划",
    "carry_out": "完成措施",
    "effective": "核实为有效",
    "partly": "核实为部分有效",
    "ineffective": "核实为无效",
    "recall": "收回核实结论",
    "learn": "记录经验",
    "follow_up": "提出后续改进",
    "cancel": "取消",
}


class Actor(StrEnum):
    """Who makes a move."""

    PLATFORM = "platform"  # on new data
    RESPONSIBLE = "responsible"
    APPROVER = "approver"

    @property
    def chinese(self) -> str:
        return {"platform": "平台", "responsible": "责任人", "approver": "批准人"}[self.value]


class MoveRefused(ValueError):
    """The move is not possible now or not by this actor; the message is a Chinese sentence."""


ACTOR_OF = dict.fromkeys(Move, Actor.RESPONSIBLE) | {
    Move.FIND_EFFECTIVE: Actor.PLATFORM,
    Move.FIND_PARTLY: Actor.PLATFORM,
    Move.FIND_INEFFECTIVE: Actor.PLATFORM,
    Move.RECALL: Actor.PLATFORM,
    Move.CANCEL: Actor.APPROVER,
}
MOVE_OF = {
    ImprovementState.EFFECTIVE: Move.FIND_EFFECTIVE,
    ImprovementState.PARTLY: Move.FIND_PARTLY,
    ImprovementState.INEFFECTIVE: Move.FIND_INEFFECTIVE,
}

_OPENED = "这项改进已经提出"
_NOT_STARTED = "措施还没有开始实施，数据还不能说明它的成效"
_NOTHING_TO_RECALL = "这项改进还没有核实结论"
_LEARN_FIRST_DO = "措施开始实施之后再记录经验"
_STILL_LIVE = "这项改进还没有核实，不用另提后续改进"
_HELPED = "这项改进已经有效，不用再提后续改进"
_ALREADY_STARTED = "这项改进已经开始实施"
_ALREADY_DONE = "措施已经完成，正等数据核实成效"
_VERIFIED = "这项改进的成效已经由数据核实"
_CANCELLED = "这项改进已经取消"

_S = ImprovementState
_FOUND: dict[Move, ImprovementState | str] = {move: state for state, move in MOVE_OF.items()}
_ENDED: dict[Move, ImprovementState | str] = (
    dict.fromkeys(Move, _VERIFIED)
    | _FOUND  # corrected data judges again
    | {Move.OPEN: _OPENED, Move.RECALL: _S.CARRIED_OUT}
)


def _verified(
    state: ImprovementState, follow_up: ImprovementState | str
) -> dict[Move, ImprovementState | str]:
    return _ENDED | {Move.NOTE: state, Move.LEARN: state, Move.FOLLOW_UP: follow_up}


# None is the moment before there is an improvement. A text instead of a state says why the move is refused.
TABLE: dict[ImprovementState | None, dict[Move, ImprovementState | str]] = {
    None: dict.fromkeys(Move, "还没有这项改进") | {Move.OPEN: _S.PLANNED},
    _S.PLANNED: {
        Move.OPEN: _OPENED,
        Move.START: _S.UNDER_WAY,
        Move.NOTE: _S.PLANNED,
        Move.REVISE: _S.PLANNED,
        Move.CARRY_OUT: "请先开始实施，再记为完成",
        Move.FIND_EFFECTIVE: _NOT_STARTED,
        Move.FIND_PARTLY: _NOT_STARTED,
        Move.FIND_INEFFECTIVE: _NOT_STARTED,
        Move.RECALL: _NOTHING_TO_RECALL,
        Move.LEARN: _LEARN_FIRST_DO,
        Move.FOLLOW_UP: _STILL_LIVE,
        Move.CANCEL: _S.CANCELLED,
    },
    _S.UNDER_WAY: {
        Move.OPEN: _OPENED,
        Move.START: _ALREADY_STARTED,
        Move.NOTE: _S.UNDER_WAY,
        Move.REVISE: _S.UNDER_WAY,
        Move.CARRY_OUT: _S.CARRIED_OUT,
        **_FOUND,
        Move.RECALL: _NOTHING_TO_RECALL,
        Move.LEARN: _S.UNDER_WAY,
        Move.FOLLOW_UP: _STILL_LIVE,
        Move.CANCEL: _S.CANCELLED,
    },
    _S.CARRIED_OUT: {
        Move.OPEN: _OPENED,
        Move.START: _ALREADY_DONE,
        Move.NOTE: _S.CARRIED_OUT,
        Move.REVISE: _ALREADY_DONE,
        Move.CARRY_OUT: _ALREADY_DONE,
        **_FOUND,
        Move.RECALL: _NOTHING_TO_RECALL,
        Move.LEARN: _S.CARRIED_OUT,
        Move.FOLLOW_UP: _STILL_LIVE,
        Move.CANCEL: _S.CANCELLED,
    },
    _S.EFFECTIVE: _verified(_S.EFFECTIVE, _HELPED),
    _S.PARTLY: _verified(_S.PARTLY, _S.PARTLY),
    _S.INEFFECTIVE: _verified(_S.INEFFECTIVE, _S.INEFFECTIVE),
    _S.CANCELLED: dict.fromkeys(Move, _CANCELLED),
}


def next_state(state: ImprovementState | None, move: Move, actor: Actor) -> ImprovementState:
    """Where the move leads; raises MoveRefused."""
    if ACTOR_OF[move] is not actor:
        raise MoveRefused(f"“{move.chinese}”由{ACTOR_OF[move].chinese}进行，{actor.chinese}不能")
    target = TABLE[state][move]
    if not isinstance(target, ImprovementState):
        raise MoveRefused(target)
    return target


def check_cancelling(*, reason: str, requested_by: str, by: str) -> None:
    """Raises MoveRefused without a reason, or when the approver is the one who asked."""
    if not reason.strip():
        raise MoveRefused("取消改进要写明理由")
    if not requested_by.strip():
        raise MoveRefused("取消改进要写明由谁提出")
    if requested_by.strip() == by.strip():
        raise MoveRefused("取消改进的批准人不能是提出取消的人")
