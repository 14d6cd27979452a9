"""The life of a dependence (质量依存): what one place of the college needs from another, as one table of states × moves.
FRM-07."""

from enum import StrEnum


class DependenceRefused(ValueError):
    """The move is not possible now; the message is a Chinese sentence."""


class DependenceState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    DECLINED = "declined"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def chinese(self) -> str:
        names = ["等待接收", "已接收", "已答复", "不接收", "已了结", "已撤回"]
        return dict(zip(DependenceState, names, strict=True))[self]


class DependenceMove(StrEnum):
    """The first three are of the place that receives, the others of the one that sent."""

    ACCEPT = "accept"
    ANSWER = "answer"
    DECLINE = "decline"
    RESEND = "resend"
    CLOSE = "close"
    WITHDRAW = "withdraw"

    @property
    def chinese(self) -> str:
        names = ["接收", "答复", "不接收", "再次转送", "了结", "撤回"]
        return dict(zip(DependenceMove, names, strict=True))[self]


_S, _M = DependenceState, DependenceMove
RECEIVING = frozenset({_M.ACCEPT, _M.ANSWER, _M.DECLINE})
# for whom it waits: the place that receives, or the one that sent
WITH_RECEIVER = (_S.SENT, _S.ACCEPTED)
WITH_SENDER = (_S.ANSWERED, _S.DECLINED)
LIVE = (*WITH_RECEIVER, *WITH_SENDER)
# what a move must say
UNTOLD: dict[DependenceMove, str] = {
    _M.ANSWER: "请写答复：做了什么，或者什么时候能做到",
    _M.DECLINE: "请写不接收的理由，最好说明该由哪里负责",
    _M.RESEND: "请写再次转送的理由：还差什么",
    _M.WITHDRAW: "请写撤回的理由",
}
_CLOSED = "这项依存已经了结，不再改动；问题又出现时请重新提出"
_WITHDRAWN = "这项依存已经撤回；仍然需要时请重新提出"
_WAITING = "对方还没有答复，等答复之后再处理"

# A text instead of a state says why the move is refused.
TABLE: dict[DependenceState, dict[DependenceMove, DependenceState | str]] = {
    _S.SENT: {
        _M.ACCEPT: _S.ACCEPTED,
        _M.ANSWER: _S.ANSWERED,
        _M.DECLINE: _S.DECLINED,
        _M.RESEND: "已经转送，正等待接收",
        _M.CLOSE: _WAITING,
        _M.WITHDRAW: _S.WITHDRAWN,
    },
    _S.ACCEPTED: {
        _M.ACCEPT: "已经接收过，请在办理之后答复",
        _M.ANSWER: _S.ANSWERED,
        _M.DECLINE: _S.DECLINED,
        _M.RESEND: "对方已经接收，正在办理",
        _M.CLOSE: _WAITING,
        _M.WITHDRAW: _S.WITHDRAWN,
    },
    _S.ANSWERED: {
        _M.ACCEPT: "已经答复，等提出方了结",
        _M.ANSWER: "已经答复过；提出方再次转送之后才能再答",
        _M.DECLINE: "已经答复，不能再改为不接收",
        _M.RESEND: _S.SENT,
        _M.CLOSE: _S.CLOSED,
        _M.WITHDRAW: "对方已经答复，请了结，或写明还差什么再次转送",
    },
    _S.DECLINED: {
        _M.ACCEPT: _S.ACCEPTED,
        _M.ANSWER: "已经答复为不接收；要办理时请先接收",
        _M.DECLINE: "已经答复为不接收",
        _M.RESEND: _S.SENT,
        _M.CLOSE: _S.CLOSED,
        _M.WITHDRAW: "对方没有接收，请了结，或写明理由再次转送",
    },
    _S.CLOSED: dict.fromkeys(_M, _CLOSED),
    _S.WITHDRAWN: dict.fromkeys(_M, _WITHDRAWN),
}


def next_state(state: DependenceState, move: DependenceMove) -> DependenceState:
    """Where the move leads; raises DependenceRefused."""
    target = TABLE[state][move]
    if not isinstance(target, DependenceState):
        raise DependenceRefused(target)
    return target


def check_move(state: DependenceState, move: DependenceMove, *, text: str, by_sender: bool) -> None:
    """Raises DependenceRefused. Nobody answers what he sent himself."""
    next_state(state, move)
    if by_sender and move in RECEIVING:
        raise DependenceRefused("这项依存由您提出，请由接收方的另一位同事处理")
    if not text.strip() and move in UNTOLD:
        raise DependenceRefused(UNTOLD[move])
