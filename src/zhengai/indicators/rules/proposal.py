"""指标提议: what becomes of a key figure that a department names in 附件2 (IND-13). Total over states × moves."""

import re
from enum import StrEnum


class ProposalRefused(ValueError):
    """The move is not possible now, not by this person, or lacks something; a Chinese sentence."""


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    RETURNED = "returned"
    DRAFTED = "drafted"  # accepted: stands in the dictionary as a draft, without a formula yet
    DEFINED = "defined"  # an indicator computes it
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # the department names it no longer

    @property
    def chinese(self) -> str:
        return {
            "proposed": "待审", "returned": "已退回", "drafted": "指标草案", "defined": "已有指标",
            "declined": "未采纳", "withdrawn": "部门已撤下",
        }[self.value]  # fmt: skip


class ProposalMove(StrEnum):
    PROPOSE = "propose"  # named by a department, or named again
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    RETURN = "return"
    DECLINE = "decline"
    DEFINE = "define"

    @property
    def chinese(self) -> str:
        return {
            "propose": "提出", "resubmit": "补充后再提", "withdraw": "撤下", "accept": "采纳为草案",
            "return": "退回补充", "decline": "不采纳", "define": "对应到指标",
        }[self.value]  # fmt: skip


DECIDING = (ProposalMove.ACCEPT, ProposalMove.DEFINE, ProposalMove.RETURN, ProposalMove.DECLINE)

_S, _M = ProposalState, ProposalMove
_IS_DRAFT = "这项提议已经采纳为指标草案"
_IS_DEFINED = "这项提议已经有对应的指标"
_IS_DECLINED = "这项提议已经答复不采纳"
_IS_WITHDRAWN = "部门已经不再提这项数据"

# A text instead of a state says why the move is refused. A declined one may be thought over by the office.
TABLE: dict[ProposalState, dict[ProposalMove, ProposalState | str]] = {
    _S.PROPOSED: {
        _M.PROPOSE: _S.PROPOSED, _M.RESUBMIT: _S.PROPOSED, _M.WITHDRAW: _S.WITHDRAWN, _M.ACCEPT: _S.DRAFTED,
        _M.RETURN: _S.RETURNED, _M.DECLINE: _S.DECLINED, _M.DEFINE: _S.DEFINED,
    },
    _S.RETURNED: dict.fromkeys(_M, "这项提议已经退回，等部门补充")
    | {_M.PROPOSE: _S.RETURNED, _M.RESUBMIT: _S.PROPOSED, _M.WITHDRAW: _S.WITHDRAWN},
    _S.DRAFTED: dict.fromkeys(_M, _IS_DRAFT) | {_M.PROPOSE: _S.DRAFTED, _M.DEFINE: _S.DEFINED},
    _S.DEFINED: dict.fromkeys(_M, _IS_DEFINED) | {_M.PROPOSE: _S.DEFINED},
    _S.DECLINED: dict.fromkeys(_M, _IS_DECLINED)
    | {_M.PROPOSE: _S.DECLINED, _M.ACCEPT: _S.DRAFTED, _M.DEFINE: _S.DEFINED},
    _S.WITHDRAWN: dict.fromkeys(_M, _IS_WITHDRAWN) | {_M.PROPOSE: _S.PROPOSED},
}  # fmt: skip


def state_after(state: ProposalState, move: ProposalMove) -> ProposalState:
    """Raises ProposalRefused."""
    target = TABLE[state][move]
    if not isinstance(target, ProposalState):
        raise ProposalRefused(target)
    return target


def check_decider(*, proposed_by: str, by: str) -> None:
    if proposed_by == by:
        raise ProposalRefused("这项数据是您自己提出的，请由质管办的另一人审核")


_BETWEEN = re.compile(r"[、，,；;\n]+")
LONGEST = 120


def names_in(text: str) -> list[str]:
    """The figures that a cell of 附件2 names, each once, in their order."""
    return list(dict.fromkeys(part.strip()[:LONGEST] for part in _BETWEEN.split(text) if part.strip()))
