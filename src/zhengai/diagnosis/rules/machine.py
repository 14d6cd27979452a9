"""The life of a diagnosis record as one table of states × moves, and what a finding can conclude."""

from enum import StrEnum


class RoundKind(StrEnum):
    SELF = "self"
    ASSESSMENT = "assessment"

    @property
    def chinese(self) -> str:
        return {"self": "自主诊断", "assessment": "考核性诊断"}[self.value]

    def named(self, level: str) -> str:
        """A student tests oneself (自测诊断), with guidance."""
        return "自测诊断" if self is RoundKind.SELF and level == "student" else self.chinese


class RecordState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CONFIRMED = "confirmed"

    @property
    def chinese(self) -> str:
        names = {"draft": "待填写", "submitted": "已提交", "returned": "退回修改", "confirmed": "已确认"}
        return names[self.value]


# what is still being written; the others are frozen
OPEN = (RecordState.DRAFT, RecordState.RETURNED)
DONE = (RecordState.SUBMITTED, RecordState.CONFIRMED)


class Move(StrEnum):
    SAVE = "save"
    RENEW = "renew"
    SUBMIT = "submit"
    RETURN = "return"
    CONFIRM = "confirm"

    @property
    def chinese(self) -> str:
        names = ["保存", "刷新数据", "提交", "退回修改", "确认"]
        return dict(zip(Move, names, strict=True))[self]


class Conclusion(StrEnum):
    """Of one point. `NONE`: nobody has said anything yet."""

    NONE = ""
    FINE = "fine"
    PROBLEM = "problem"
    NOT_APPLICABLE = "not_applicable"

    @property
    def chinese(self) -> str:
        return {"": "未填写", "fine": "无问题", "problem": "有问题", "not_applicable": "不适用"}[self.value]


class MoveRefused(ValueError):
    """The move is not possible now; the message is a Chinese sentence."""


_FROZEN = "诊断已经提交，数据和结论已固定；需要修改时，请确认人退回"
_CONFIRMED = "诊断已经确认，不再改动；下一轮诊断时再写"

# A text instead of a state says why the move is refused.
TABLE: dict[RecordState, dict[Move, RecordState | str]] = {
    RecordState.DRAFT: {
        Move.SAVE: RecordState.DRAFT,
        Move.RENEW: RecordState.DRAFT,
        Move.SUBMIT: RecordState.SUBMITTED,
        Move.RETURN: "诊断还没有提交，不用退回",
        Move.CONFIRM: "诊断还没有提交，提交后才能确认",
    },
    RecordState.SUBMITTED: {
        Move.SAVE: _FROZEN,
        Move.RENEW: _FROZEN,
        Move.SUBMIT: "诊断已经提交过，不用再提交",
        Move.RETURN: RecordState.RETURNED,
        Move.CONFIRM: RecordState.CONFIRMED,
    },
    RecordState.RETURNED: {
        Move.SAVE: RecordState.RETURNED,
        Move.RENEW: RecordState.RETURNED,
        Move.SUBMIT: RecordState.SUBMITTED,
        Move.RETURN: "诊断已经退回，正在修改",
        Move.CONFIRM: "诊断退回修改中，重新提交后才能确认",
    },
    RecordState.CONFIRMED: {
        Move.SAVE: _CONFIRMED,
        Move.RENEW: _CONFIRMED,
        Move.SUBMIT: _CONFIRMED,
        Move.RETURN: "诊断已经确认，不能再退回",
        Move.CONFIRM: "诊断已经确认过，不用再确认",
    },
}


def next_state(state: RecordState, move: Move) -> RecordState:
    """Where the move leads; raises MoveRefused."""
    target = TABLE[state][move]
    if not isinstance(target, RecordState):
        raise MoveRefused(target)
    return target
