"""The life of an exemption (例外): asked for with a reason, decided by another person."""

from enum import StrEnum


class ExemptionState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def chinese(self) -> str:
        names = ["待批准", "已批准", "未批准", "已撤回"]
        return dict(zip(ExemptionState, names, strict=True))[self]


class ExemptionMove(StrEnum):
    ASK = "ask"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"

    @property
    def chinese(self) -> str:
        names = ["申请", "批准", "不批准", "撤回"]
        return dict(zip(ExemptionMove, names, strict=True))[self]


class ExemptionRefused(ValueError):
    """The move is not possible now or not by this person; the message is a Chinese sentence."""


_ASKED = "已经有一件同样的申请待批准，请等它批复，或先撤回"
_APPROVED = "这件例外已经批准，不能再改；情况变了请另行申请"
_REFUSED = "这件例外未获批准，不能再改；有新的理由请另行申请"
_WITHDRAWN = "这件例外已经撤回；仍然需要时请另行申请"

# None is the moment before it is asked for. A text instead of a state says why the move is refused.
TABLE: dict[ExemptionState | None, dict[ExemptionMove, ExemptionState | str]] = {
    None: dict.fromkeys(ExemptionMove, "还没有这件例外，请先申请")
    | {ExemptionMove.ASK: ExemptionState.ASKED},
    ExemptionState.ASKED: {
        ExemptionMove.ASK: _ASKED,
        ExemptionMove.APPROVE: ExemptionState.APPROVED,
        ExemptionMove.REFUSE: ExemptionState.REFUSED,
        ExemptionMove.WITHDRAW: ExemptionState.WITHDRAWN,
    },
    ExemptionState.APPROVED: dict.fromkeys(ExemptionMove, _APPROVED),
    ExemptionState.REFUSED: dict.fromkeys(ExemptionMove, _REFUSED),
    ExemptionState.WITHDRAWN: dict.fromkeys(ExemptionMove, _WITHDRAWN),
}


def next_state(state: ExemptionState | None, move: ExemptionMove) -> ExemptionState:
    """Where the move leads; raises ExemptionRefused."""
    target = TABLE[state][move]
    if not isinstance(target, ExemptionState):
        raise ExemptionRefused(target)
    return target


def check_words(move: ExemptionMove, *, asked_by: str, by: str, text: str) -> None:
    """Asking and refusing need words, deciding needs another person, withdrawing the same one."""
    if move in (ExemptionMove.ASK, ExemptionMove.REFUSE) and not text.strip():
        raise ExemptionRefused(f"{move.chinese}例外要写明理由")
    if move in (ExemptionMove.APPROVE, ExemptionMove.REFUSE) and asked_by == by:
        raise ExemptionRefused("例外要由申请人以外的人批复")
    if move is ExemptionMove.WITHDRAW and asked_by != by:
        raise ExemptionRefused("例外由申请人自己撤回；不同意时请选“不批准”")
