"""The life of a row change (登记变动): what a person enters in a register, seen by a second person where the register
asks for it (INF-05)."""

from enum import StrEnum


class RowKind(StrEnum):
    ADD = "add"
    CORRECT = "correct"
    WITHDRAW = "withdraw"

    @property
    def chinese(self) -> str:
        return {"add": "登记", "correct": "更正", "withdraw": "撤销"}[self.value]


class RowState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    RETURNED = "returned"
    DROPPED = "dropped"

    @property
    def chinese(self) -> str:
        return {"waiting": "待审核", "taken": "已入册", "returned": "已退回", "dropped": "已收回"}[self.value]


class RowMove(StrEnum):
    TAKE = "take"
    RETURN = "return"
    DROP = "drop"

    @property
    def chinese(self) -> str:
        return {"take": "采纳", "return": "退回", "drop": "收回"}[self.value]


class MoveRefused(ValueError):
    """The move is not possible now or not by this person; the message is a Chinese sentence."""


_TAKEN = "这项改动已经入册；不对的地方请更正或撤销"
_RETURNED = "这项改动已经退回，请登记人改好再登记"
_DROPPED = "登记人已经收回这项改动"

# A text instead of a state says why the move is refused: what was decided stays decided.
TABLE: dict[RowState, dict[RowMove, RowState | str]] = {
    RowState.WAITING: {
        RowMove.TAKE: RowState.TAKEN,
        RowMove.RETURN: RowState.RETURNED,
        RowMove.DROP: RowState.DROPPED,
    },
    RowState.TAKEN: dict.fromkeys(RowMove, _TAKEN),
    RowState.RETURNED: dict.fromkeys(RowMove, _RETURNED),
    RowState.DROPPED: dict.fromkeys(RowMove, _DROPPED),
}


def next_state(state: RowState, move: RowMove) -> RowState:
    """Where the move leads; raises MoveRefused."""
    target = TABLE[state][move]
    if not isinstance(target, RowState):
        raise MoveRefused(target)
    return target


def check_mover(*, move: RowMove, entered_by: str, by: str, note: str) -> None:
    """A second person decides, with a reason where it goes back; only the first one takes it back."""
    own = entered_by.strip() == by.strip()
    if move is RowMove.DROP and not own:
        raise MoveRefused("只有登记人自己能收回")
    if move is not RowMove.DROP and own:
        raise MoveRefused("审核人不能是登记人本人，请由另一人审核")
    if move is RowMove.RETURN and not note.strip():
        raise MoveRefused("退回时请写明要改什么")
