"""The whole table of states × moves, written out a second time by hand."""

import pytest

from zhengai.diagnosis.rules.machine import TABLE, Move, MoveRefused, RecordState, next_state

_ALLOWED = {
    ("draft", "save"): "draft",
    ("draft", "renew"): "draft",
    ("draft", "submit"): "submitted",
    ("submitted", "return"): "returned",
    ("submitted", "confirm"): "confirmed",
    ("returned", "save"): "returned",
    ("returned", "renew"): "returned",
    ("returned", "submit"): "submitted",
}


def test_the_table_is_total() -> None:
    assert set(TABLE) == set(RecordState)
    assert all(set(row) == set(Move) for row in TABLE.values())


@pytest.mark.parametrize("state", RecordState)
@pytest.mark.parametrize("move", Move)
def test_every_move_from_every_state(state: RecordState, move: Move) -> None:
    target = _ALLOWED.get((state.value, move.value))
    if target is None:
        with pytest.raises(MoveRefused, match=r"[一-鿿]{4,}"):
            next_state(state, move)
    else:
        assert next_state(state, move) == target
