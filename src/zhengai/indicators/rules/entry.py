"""The life of an entry (填报): a measure collected by hand, with evidence, seen by a second person (IND-12)."""

from collections.abc import Sequence
from enum import StrEnum


class EntryState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"

    @property
    def chinese(self) -> str:
        return {"draft": "草稿", "submitted": "待审核", "accepted": "已采纳", "returned": "已退回"}[
            self.value
        ]


class EntryMove(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"

    @property
    def chinese(self) -> str:
        return {"save": "存草稿", "submit": "提交", "accept": "采纳", "return": "退回"}[self.value]


class EntryRefused(ValueError):
    """The move is not possible now or not by this person; the message is a Chinese sentence."""


_NONE = "还没有填报"
_WAITING = "已经提交，等待审核；要改动请先由审核人退回"
_NOT_SUBMITTED = "还没有提交，不能审核"
_RETURNED = "已经退回，等待修改后再次提交"

# None is the moment before anything was filled in. A text instead of a state says why the move is refused. What was
# accepted may be written anew: it is seen again before it counts.
TABLE: dict[EntryState | None, dict[EntryMove, EntryState | str]] = {
    None: {
        EntryMove.SAVE: EntryState.DRAFT,
        EntryMove.SUBMIT: EntryState.SUBMITTED,
        EntryMove.ACCEPT: _NONE,
        EntryMove.RETURN: _NONE,
    },
    EntryState.DRAFT: {
        EntryMove.SAVE: EntryState.DRAFT,
        EntryMove.SUBMIT: EntryState.SUBMITTED,
        EntryMove.ACCEPT: _NOT_SUBMITTED,
        EntryMove.RETURN: _NOT_SUBMITTED,
    },
    EntryState.SUBMITTED: {
        EntryMove.SAVE: _WAITING,
        EntryMove.SUBMIT: _WAITING,
        EntryMove.ACCEPT: EntryState.ACCEPTED,
        EntryMove.RETURN: EntryState.RETURNED,
    },
    EntryState.ACCEPTED: {
        EntryMove.SAVE: EntryState.DRAFT,
        EntryMove.SUBMIT: EntryState.SUBMITTED,
        EntryMove.ACCEPT: "已经采纳",
        EntryMove.RETURN: EntryState.RETURNED,
    },
    EntryState.RETURNED: {
        EntryMove.SAVE: EntryState.DRAFT,
        EntryMove.SUBMIT: EntryState.SUBMITTED,
        EntryMove.ACCEPT: _RETURNED,
        EntryMove.RETURN: _RETURNED,
    },
}

YES_NO = {"yes": "是", "no": "否"}
LONGEST = 4000


def next_state(state: EntryState | None, move: EntryMove) -> EntryState:
    """Where the move leads; raises EntryRefused."""
    target = TABLE[state][move]
    if not isinstance(target, EntryState):
        raise EntryRefused(target)
    return target


def check_answer(
    *, form: str, grades: Sequence[str], answer: str, evidence: str, move: EntryMove, files: bool = False
) -> None:
    """A draft may be incomplete; what is submitted has an answer of the form's kind and its evidence, told or, where
    `files` says so, attached."""
    if len(answer) > LONGEST or len(evidence) > LONGEST:
        raise EntryRefused(f"答案和佐证各不超过 {LONGEST} 字")
    allowed = tuple(YES_NO) if form == "yes_no" else tuple(grades) if form == "grade" else ()
    if answer and allowed and answer not in allowed:
        raise EntryRefused(f"请在 {'、'.join(YES_NO.get(each, each) for each in allowed)} 中选一个")
    if move is EntryMove.SUBMIT and not answer.strip():
        raise EntryRefused("提交前请先填写答案")
    if move is EntryMove.SUBMIT and not (evidence.strip() or files):
        raise EntryRefused("提交前请写明佐证：文件名称和文号、存放地点或网址，或者上传佐证文件")


def check_reviewer(*, move: EntryMove, collected_by: str, by: str, note: str) -> None:
    """Raises EntryRefused when the reviewer is the one who filled in, or returns without saying why."""
    if collected_by.strip() == by.strip():
        raise EntryRefused("审核人不能是填报人本人，请由另一人审核")
    if move is EntryMove.RETURN and not note.strip():
        raise EntryRefused("退回时请写明要改什么")
