"""Pure decisions about data quality: the life of a suspect, and scores from verdicts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhengai_engine.tables.quality import Aspect

ENOUGH = 0.9  # below it an indicator or a national table counts as fed with poor data
_LOST_A_DAY = 0.1  # of the timely score for each day late, as at import (see datacentre.rules.Quality)


class SuspectState(StrEnum):
    OPEN = "open"
    ASKED = "asked"
    EXCEPTED = "excepted"
    CORRECTED = "corrected"

    @property
    def chinese(self) -> str:
        return {"open": "待核对", "asked": "已申请例外", "excepted": "已作例外", "corrected": "已在源头更正"}[
            self.value
        ]


LIVE = (SuspectState.OPEN, SuspectState.ASKED)


class Move(StrEnum):
    """What happens to a suspect: `fail` and `pass` are what new data say, `change` that the row fails with other
    values than before."""

    FAIL = "fail"
    CHANGE = "change"
    PASS = "pass"  # noqa: S105 - not a password
    ASK = "ask"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    REFUSE = "refuse"

    @property
    def chinese(self) -> str:
        names = ["仍不合", "改了仍不合", "已合", "申请例外", "撤回申请", "同意例外", "不同意例外"]
        return dict(zip(Move, names, strict=True))[self]


class MoveRefused(ValueError):
    """The move is not possible now or not for this person; the message is a Chinese sentence."""


_OPEN, _ASKED, _EXCEPTED, _CORRECTED = SuspectState
_NOT_ASKED = "还没有人申请例外"
_SETTLED = "已经作例外，不用再申请"
_GONE = "新数据里已经没有这个问题，不用再处理"
# A text instead of a state says why the move is refused.
TABLE: dict[SuspectState, dict[Move, SuspectState | str]] = {
    _OPEN: {
        Move.FAIL: _OPEN,
        Move.CHANGE: _OPEN,
        Move.PASS: _CORRECTED,
        Move.ASK: _ASKED,
        Move.WITHDRAW: _NOT_ASKED,
        Move.ACCEPT: _NOT_ASKED,
        Move.REFUSE: _NOT_ASKED,
    },
    _ASKED: {
        Move.FAIL: _ASKED,
        Move.CHANGE: _OPEN,
        Move.PASS: _CORRECTED,
        Move.ASK: "已经申请了例外，等另一人决定",
        Move.WITHDRAW: _OPEN,
        Move.ACCEPT: _EXCEPTED,
        Move.REFUSE: _OPEN,
    },
    _EXCEPTED: {
        Move.FAIL: _EXCEPTED,
        Move.CHANGE: _OPEN,
        Move.PASS: _CORRECTED,
        Move.ASK: _SETTLED,
        Move.WITHDRAW: _SETTLED,
        Move.ACCEPT: _SETTLED,
        Move.REFUSE: _SETTLED,
    },
    _CORRECTED: {
        Move.FAIL: _OPEN,
        Move.CHANGE: _OPEN,
        Move.PASS: _CORRECTED,
        Move.ASK: _GONE,
        Move.WITHDRAW: _GONE,
        Move.ACCEPT: _GONE,
        Move.REFUSE: _GONE,
    },
}


def next_state(state: SuspectState, move: Move) -> SuspectState:
    """Where the move leads; raises MoveRefused."""
    target = TABLE[state][move]
    if not isinstance(target, SuspectState):
        raise MoveRefused(target)
    return target


def check_decision(*, asked_by: str, by: str, note: str, accepted: bool) -> None:
    """Raises MoveRefused: another person decides, and a refusal says why."""
    if asked_by == by:
        raise MoveRefused("例外由另一人决定，不能由申请人自己决定")
    if not accepted and not note.strip():
        raise MoveRefused("不同意时请写明理由，申请人要知道怎么改")


@dataclass(frozen=True)
class Scored:
    """What one rule adds to the score of its aspect."""

    aspect: str
    judged: int
    failing: int
    days_late: float | None = None


def scores(found: Iterable[Scored]) -> dict[str, float | None]:
    """Each of the four aspects 0…1: Σ rows that are right ÷ Σ rows judged, never a mean of rates; null where
    nothing was judged. Timely is 1 on time, less one tenth for each day late, the mean of its rules."""
    rows: dict[str, list[int]] = {each.value: [0, 0] for each in Aspect}
    timely: list[float] = []
    for each in found:
        if not each.judged:
            continue
        if each.days_late is not None:
            timely.append(max(1 - each.days_late * _LOST_A_DAY, 0.0))
            continue
        rows[each.aspect][0] += each.failing
        rows[each.aspect][1] += each.judged
    result: dict[str, float | None] = {
        aspect: 1 - failing / judged if judged else None for aspect, (failing, judged) in rows.items()
    }
    if timely:
        result[Aspect.TIMELY.value] = sum(timely) / len(timely)
    return result


def overall(found: Mapping[str, float | None]) -> float | None:
    """The worst of the four: a dataset is as good as its weakest side. Null when nothing was judged."""
    known = [value for value in found.values() if value is not None]
    return min(known) if known else None
