"""The life of a whole table (整表登记): many rows of a register edited as one, seen by a second person where the register
asks for it (INF-05). Entered and returned tables can be edited; nothing typed is ever dropped by the platform."""

from collections.abc import Mapping
from enum import StrEnum

from zhengai.datacentre.rules.row_change import MoveRefused

Texts = Mapping[str, str]


class TableState(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"
    TAKEN = "taken"
    RETURNED = "returned"
    DROPPED = "dropped"

    @property
    def chinese(self) -> str:
        return {
            "draft": "填写中",
            "waiting": "待审核",
            "taken": "已入册",
            "returned": "已退回",
            "dropped": "已放弃",
        }[self.value]


class TableMove(StrEnum):
    SUBMIT = "submit"
    TAKE = "take"
    RETURN = "return"
    DROP = "drop"


EDITABLE = (TableState.DRAFT, TableState.RETURNED)

_EMPTY = "这张表还没有提交"
_WAITS = "这张表已经提交，正在等审核"
_TAKEN = "这张表已经入册；不对的地方请再开一张表改"
_RETURNED = "这张表已经退回，请登记人改好再提交"
_DROPPED = "登记人已经放弃这张表"

# A text instead of a state says why the move is refused.
TABLE: dict[TableState, dict[TableMove, TableState | str]] = {
    TableState.DRAFT: {
        TableMove.SUBMIT: TableState.WAITING,
        TableMove.TAKE: _EMPTY,
        TableMove.RETURN: _EMPTY,
        TableMove.DROP: TableState.DROPPED,
    },
    TableState.WAITING: {
        TableMove.SUBMIT: _WAITS,
        TableMove.TAKE: TableState.TAKEN,
        TableMove.RETURN: TableState.RETURNED,
        TableMove.DROP: TableState.RETURNED,  # taken back by its own hand: to be edited again
    },
    TableState.RETURNED: {
        TableMove.SUBMIT: TableState.WAITING,
        TableMove.TAKE: _RETURNED,
        TableMove.RETURN: _RETURNED,
        TableMove.DROP: TableState.DROPPED,
    },
    TableState.TAKEN: dict.fromkeys(TableMove, _TAKEN),
    TableState.DROPPED: dict.fromkeys(TableMove, _DROPPED),
}


def next_state(state: TableState, move: TableMove) -> TableState:
    """Where the move leads; raises MoveRefused."""
    target = TABLE[state][move]
    if not isinstance(target, TableState):
        raise MoveRefused(target)
    return target


def check_table_mover(*, move: TableMove, entered_by: str, by: str, note: str) -> None:
    """As with a single row: a second person decides, the first one submits and takes back."""
    own = entered_by.strip() == by.strip()
    if move in (TableMove.SUBMIT, TableMove.DROP) and not own:
        raise MoveRefused("只有登记人自己能提交或收回这张表")
    if move in (TableMove.TAKE, TableMove.RETURN) and own:
        raise MoveRefused("审核人不能是登记人本人，请由另一人审核")
    if move is TableMove.RETURN and not note.strip():
        raise MoveRefused("退回时请写明要改什么")


def merged(before: Texts, typed: Texts, newer: Texts) -> dict[str, str]:
    """What this person changed, on what another person meanwhile stored."""
    return {
        code: typed.get(code, "") if typed.get(code, "") != before.get(code, "") else newer.get(code, "")
        for code in newer
    }


def meanwhile(before: Texts, newer: Texts, names: Mapping[str, str]) -> str:
    """What another person changed, as words."""
    changed = [
        f"“{names[code]}”现在是“{newer[code] or '空'}”"
        for code in newer
        if code in names and newer[code] != before.get(code, "")
    ]
    return "，".join(changed) or "别的内容"
