"""The life of a suspect, and scores from what rules counted."""

import pytest

from zhengai.quality.rules import (
    TABLE,
    Move,
    MoveRefused,
    Scored,
    SuspectState,
    check_decision,
    next_state,
    overall,
    scores,
)


def test_the_table_is_total() -> None:
    assert set(TABLE) == set(SuspectState)
    for state, moves in TABLE.items():
        assert set(moves) == set(Move), state


@pytest.mark.parametrize(
    ("state", "move", "expected"),
    [
        ("open", "pass", "corrected"),
        ("open", "ask", "asked"),
        ("asked", "accept", "excepted"),
        ("asked", "refuse", "open"),
        ("asked", "pass", "corrected"),
        ("excepted", "fail", "excepted"),
        ("excepted", "change", "open"),
        ("corrected", "fail", "open"),
    ],
)
def test_where_a_move_leads(state: str, move: str, expected: str) -> None:
    assert next_state(SuspectState(state), Move(move)) == expected


@pytest.mark.parametrize(("state", "move"), [("open", "accept"), ("corrected", "ask"), ("excepted", "ask")])
def test_other_moves_are_refused_with_a_sentence(state: str, move: str) -> None:
    with pytest.raises(MoveRefused, match=r"[\u4e00-\u9fff]"):
        next_state(SuspectState(state), Move(move))


def test_nobody_decides_on_what_they_asked_for_themselves() -> None:
    with pytest.raises(MoveRefused, match="另一人"):
        check_decision(asked_by="han", by="han", note="", accepted=True)
    with pytest.raises(MoveRefused, match="理由"):
        check_decision(asked_by="han", by="lin", note=" ", accepted=False)
    check_decision(asked_by="han", by="lin", note="", accepted=True)


def test_a_score_is_rows_over_rows_not_a_mean_of_rates() -> None:
    found = scores([Scored("accurate", 1000, 0), Scored("accurate", 10, 10)])
    assert found["accurate"] == pytest.approx(1 - 10 / 1010)
    assert found["complete"] is None


def test_each_day_late_costs_a_tenth() -> None:
    assert scores([Scored("timely", 1, 1, 3.0)])["timely"] == pytest.approx(0.7)
    assert scores([Scored("timely", 1, 1, 30.0)])["timely"] == 0
    assert scores([Scored("timely", 1, 0, 0.0), Scored("timely", 0, 0, None)])["timely"] == 1


def test_a_dataset_is_as_good_as_its_weakest_side() -> None:
    assert overall({"timely": None, "true": 0.8, "accurate": 1.0, "complete": None}) == 0.8
    assert overall({"timely": None}) is None
