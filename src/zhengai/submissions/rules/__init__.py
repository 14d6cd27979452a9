"""Pure decisions about submissions: their life, and when to try again."""

from datetime import datetime, timedelta
from enum import StrEnum


class SubmissionRefused(ValueError):
    """It cannot be done so, and trying again does not help; the message is a Chinese sentence with the remedy."""


class SubmissionTrouble(RuntimeError):
    """The national side did not answer as it should: another try may help; the message is a Chinese sentence."""


class SubmissionState(StrEnum):
    FAULTY = "faulty"
    READY = "ready"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    DROPPED = "dropped"

    @property
    def chinese(self) -> str:
        return {
            "faulty": "有问题",
            "ready": "待报送",
            "sending": "报送中",
            "paused": "中断，待继续",
            "sent": "已报送",
            "dropped": "已作废",
        }[self.value]


class Move(StrEnum):
    """What happens to a submission. `file` is the report of a person who handed it in as a file."""

    SEND = "send"
    PAUSE = "pause"
    FINISH = "finish"
    FILE = "file"
    DROP = "drop"


_FAULTY, _READY, _SENDING, _PAUSED, _SENT, _DROPPED = SubmissionState
_MEND = "这份数据有不合标准的行，不能报送：请在源头改正，导入之后重新生成"
_UNDER_WAY = "正在报送，请等它结束"
_DONE = "已经报送完，不用再做；数据有更新时请重新生成"
_GONE = "这份数据已经作废，请重新生成"
_NOT_SENDING = "这份数据不在报送中"
# A text instead of a state says why the move is refused.
TABLE: dict[SubmissionState, dict[Move, SubmissionState | str]] = {
    _FAULTY: {
        Move.SEND: _MEND,
        Move.PAUSE: _NOT_SENDING,
        Move.FINISH: _NOT_SENDING,
        Move.FILE: _MEND,
        Move.DROP: _DROPPED,
    },
    _READY: {
        Move.SEND: _SENDING,
        Move.PAUSE: _NOT_SENDING,
        Move.FINISH: _NOT_SENDING,
        Move.FILE: _SENT,
        Move.DROP: _DROPPED,
    },
    _SENDING: {
        # the process that was sending may have died: whoever holds the lock goes on
        Move.SEND: _SENDING,
        Move.PAUSE: _PAUSED,
        Move.FINISH: _SENT,
        Move.FILE: _UNDER_WAY,
        Move.DROP: _UNDER_WAY,
    },
    _PAUSED: {
        Move.SEND: _SENDING,
        Move.PAUSE: _PAUSED,
        Move.FINISH: _NOT_SENDING,
        Move.FILE: "已经有一部分通过接口报送，请点“继续报送”送完",
        Move.DROP: _DROPPED,
    },
    _SENT: {
        Move.SEND: _DONE,
        Move.PAUSE: _DONE,
        Move.FINISH: _DONE,
        Move.FILE: _DONE,
        Move.DROP: "已经报送的不能作废，上报记录要留着",
    },
    _DROPPED: dict.fromkeys(Move, _GONE),
}


def next_state(state: SubmissionState, move: Move) -> SubmissionState:
    """Where the move leads; raises SubmissionRefused."""
    target = TABLE[state][move]
    if not isinstance(target, SubmissionState):
        raise SubmissionRefused(target)
    return target


FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=2)
GIVES_UP = 12  # pauses in a row after which only a person goes on


def retry_at(now: datetime, attempts: int) -> datetime | None:
    """When an interrupted submission goes on by itself: later each time, and not for ever."""
    if attempts >= GIVES_UP:
        return None
    wait: timedelta = FIRST_WAIT * int(2 ** max(attempts - 1, 0))
    return now + min(wait, LONGEST_WAIT)
