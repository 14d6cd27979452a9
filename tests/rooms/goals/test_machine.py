"""The life of a goal, and its limits, without a database."""

import pytest

from zhengai.goals.rules.limits import is_looser, read_goal_limit
from zhengai.goals.rules.machine import (
    LIVE,
    TABLE,
    GoalMove,
    GoalRefused,
    GoalState,
    check_decider,
    next_state,
)
from zhengai_engine.scoring import InvalidLimit, read_limit


def test_the_table_is_total() -> None:
    assert set(TABLE) == {None, *GoalState}
    for moves in TABLE.values():
        assert set(moves) == set(GoalMove)
        assert all(isinstance(target, GoalState) or target.strip() for target in moves.values())


# state before → what each move leads to; None where it is refused
EXPECTED = {
    None: {"propose": "proposed"},
    "proposed": {"approve": "approved", "refuse": "refused", "change": "ended"},
    "approved": {"change": "approved"},
    "refused": {},
    "ended": {},
}


@pytest.mark.parametrize("move", list(GoalMove))
@pytest.mark.parametrize("state", [None, *GoalState])
def test_every_state_and_move(state: GoalState | None, move: GoalMove) -> None:
    expected = EXPECTED[state.value if state else None].get(move.value)
    if expected is None:
        with pytest.raises(GoalRefused):
            next_state(state, move)
    else:
        assert next_state(state, move) == expected


def test_everything_has_a_name() -> None:
    for enum in (GoalState, GoalMove):
        assert len({each.chinese for each in enum}) == len(enum)
    assert set(LIVE) == {GoalState.PROPOSED, GoalState.APPROVED}


@pytest.mark.parametrize(
    ("approve", "decision", "by", "word"),
    [(True, "", "zheng", "提出人本人"), (True, "", "zheng ", "提出人本人"), (False, " ", "zhou", "写明意见")],
)
def test_who_decides_and_with_which_words(approve: bool, decision: str, by: str, word: str) -> None:
    with pytest.raises(GoalRefused, match=word):
        check_decider(approve=approve, decision=decision, proposed_by="zheng", by=by)
    check_decider(approve=True, decision="", proposed_by="zheng", by="zhou")


@pytest.mark.parametrize(
    ("text", "body", "word"),
    [
        ("92", {"name": "缺课率", "kind": "ratio"}, "看不懂"),
        ("≥ 92", {"name": "到课率", "kind": "ratio"}, "百分号，例如“>= 92%”"),
        ("within 60..90", {"name": "到课率", "unit": "%"}, "百分号"),
        ("≥ 1", {"name": "课程标准", "kind": "document"}, "不能定目标值"),
    ],
)
def test_limits_that_cannot_be_meant(text: str, body: dict[str, str], word: str) -> None:
    with pytest.raises(InvalidLimit, match=word):
        read_goal_limit(text, body)


def test_limits_that_fit() -> None:
    assert read_goal_limit("≥ 92%", {"kind": "ratio"}) == read_limit("≥ 0.92")
    assert read_goal_limit("≥ ９２％", {"kind": "ratio"}) == read_limit("≥ 0.92")
    assert read_goal_limit("≤ 0.03", {"kind": "ratio"}) == read_limit("≤ 3%")
    assert read_goal_limit("≤ 18", {"kind": "ratio", "unit": ":1"}) == read_limit("≤ 18")
    assert read_goal_limit("≥ 92", {}) == read_limit("≥ 92")


@pytest.mark.parametrize(
    ("new", "old", "looser"),
    [
        ("≤ 3%", "≤ 4%", False),
        ("≤ 4%", "≤ 3%", True),
        ("≤ 3%", "≤ 3%", False),
        ("≥ 90%", "≥ 92%", True),
        ("> 90%", "≥ 90%", False),
        ("within 60%..90%", "≥ 60%", False),
        ("≥ 60%", "within 60%..90%", True),
    ],
)
def test_a_looser_limit_is_noticed(new: str, old: str, looser: bool) -> None:
    assert is_looser(read_limit(new), read_limit(old)) is looser
