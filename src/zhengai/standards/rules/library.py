"""The life of a version of a standard: one table of states × moves; when it is to be revised."""

from datetime import date
from enum import StrEnum


class StandardRefused(ValueError):
    """The move is not possible now, not by this person, or not with this content; a Chinese sentence."""


class VersionState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"  # followed by another version

    @property
    def chinese(self) -> str:
        return {"proposed": "待审定", "approved": "现行", "refused": "未通过", "ended": "已被代替"}[
            self.value
        ]


class VersionMove(StrEnum):
    PROPOSE = "propose"
    APPROVE = "approve"
    REFUSE = "refuse"
    REPLACE = "replace"  # another version is approved

    @property
    def chinese(self) -> str:
        return {"propose": "提出", "approve": "审定通过", "refuse": "不通过", "replace": "代替"}[self.value]


_THERE = "这一版已经提出过"
_NONE = "还没有提出这一版"
_REFUSED = "这一版没有通过审定，请另提一版"
_ENDED = "这一版已经被后一版代替"

# None is the moment before there is a version. A text instead of a state says why the move is refused.
TABLE: dict[VersionState | None, dict[VersionMove, VersionState | str]] = {
    None: dict.fromkeys(VersionMove, _NONE) | {VersionMove.PROPOSE: VersionState.PROPOSED},
    VersionState.PROPOSED: {
        VersionMove.PROPOSE: _THERE,
        VersionMove.APPROVE: VersionState.APPROVED,
        VersionMove.REFUSE: VersionState.REFUSED,
        VersionMove.REPLACE: "这一版还没有审定，谈不上代替",
    },
    VersionState.APPROVED: {
        VersionMove.PROPOSE: _THERE,
        VersionMove.APPROVE: "这一版已经审定，不用再审",
        VersionMove.REFUSE: "这一版已经审定；需要改动时，请另提一版",
        VersionMove.REPLACE: VersionState.ENDED,
    },
    VersionState.REFUSED: dict.fromkeys(VersionMove, _REFUSED),
    VersionState.ENDED: dict.fromkeys(VersionMove, _ENDED),
}


def next_state(state: VersionState | None, move: VersionMove) -> VersionState:
    """Where the move leads; raises StandardRefused."""
    target = TABLE[state][move]
    if not isinstance(target, VersionState):
        raise StandardRefused(target)
    return target


def check_decider(*, approve: bool, decision: str, body: str, proposed_by: str, by: str) -> None:
    """审定 is by another person, in the name of a body. Raises StandardRefused."""
    if proposed_by.strip() == by.strip():
        raise StandardRefused("审定人不能是提出人本人，请由另一人办理")
    if approve and not body.strip():
        raise StandardRefused("请写明由哪个机构审定，例如“专业建设委员会”")
    if not approve and not decision.strip():
        raise StandardRefused("不通过时要写明意见，提出人据此修改")


def revision_due(valid_from: date | None, revise_years: int | None) -> date | None:
    """The day by which the version is to be looked at again; null where no cycle is set or nothing is in force."""
    if valid_from is None or revise_years is None:
        return None
    try:
        return valid_from.replace(year=valid_from.year + revise_years)
    except ValueError:  # 29 February
        return valid_from.replace(year=valid_from.year + revise_years, day=28)
