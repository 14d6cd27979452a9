"""建议与好点子: what becomes of a suggestion (CUL-05). Everyone may make one, with a name or without."""

from enum import StrEnum


class SuggestionRefused(ValueError):
    """What cannot be done so; the message is a Chinese sentence."""


class SuggestionState(StrEnum):
    NEW = "new"
    IN_HAND = "in_hand"  # given to a department
    ADOPTED = "adopted"
    HONOURED = "honoured"  # adopted, and named a good idea
    DECLINED = "declined"

    @property
    def chinese(self) -> str:
        return {
            "new": "待受理", "in_hand": "办理中", "adopted": "已采纳", "honoured": "好点子", "declined": "未采纳",
        }[self.value]  # fmt: skip


class SuggestionMove(StrEnum):
    ASSIGN = "assign"
    ADOPT = "adopt"
    DECLINE = "decline"
    HONOUR = "honour"

    @property
    def chinese(self) -> str:
        return {"assign": "转给部门", "adopt": "采纳", "decline": "不采纳", "honour": "评为好点子"}[
            self.value
        ]


_S, _M = SuggestionState, SuggestionMove
OPEN = (_S.NEW, _S.IN_HAND)
PUBLIC = (_S.ADOPTED, _S.HONOURED)  # everybody reads these
_NOT_ADOPTED = "先采纳，才能评为好点子"
_DONE = "这条建议已经采纳，不用再办"

# A declined one may be thought over; what was adopted stays adopted.
TABLE: dict[SuggestionState, dict[SuggestionMove, SuggestionState | str]] = {
    _S.NEW: {_M.ASSIGN: _S.IN_HAND, _M.ADOPT: _S.ADOPTED, _M.DECLINE: _S.DECLINED, _M.HONOUR: _NOT_ADOPTED},
    _S.IN_HAND: {
        _M.ASSIGN: _S.IN_HAND, _M.ADOPT: _S.ADOPTED, _M.DECLINE: _S.DECLINED, _M.HONOUR: _NOT_ADOPTED,
    },
    _S.ADOPTED: {_M.ASSIGN: _DONE, _M.ADOPT: _DONE, _M.DECLINE: _DONE, _M.HONOUR: _S.HONOURED},
    _S.HONOURED: {_M.ASSIGN: _DONE, _M.ADOPT: _DONE, _M.DECLINE: _DONE, _M.HONOUR: "已经是好点子"},
    _S.DECLINED: {
        _M.ASSIGN: _S.IN_HAND, _M.ADOPT: _S.ADOPTED, _M.DECLINE: "已经答复不采纳", _M.HONOUR: _NOT_ADOPTED,
    },
}  # fmt: skip


def next_suggestion_state(state: SuggestionState, move: SuggestionMove) -> SuggestionState:
    """Where the move leads; raises SuggestionRefused."""
    target = TABLE[state][move]
    if not isinstance(target, SuggestionState):
        raise SuggestionRefused(target)
    return target
