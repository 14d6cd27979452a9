"""The table says something about every state and every move."""

import pytest

from zhengai.improvement.rules.machine import (
    ACTOR_OF,
    LIVE,
    MOVE_OF,
    TABLE,
    VERIFIED,
    Actor,
    ImprovementState,
    Move,
    MoveRefused,
    check_cancelling,
    next_state,
)

S, M = ImprovementState, Move


def test_the_table_is_total() -> None:
    assert set(TABLE) == {None, *ImprovementState}
    assert all(set(moves) == set(Move) for moves in TABLE.values())
    assert set(ACTOR_OF) == set(Move)
    assert {*LIVE, *VERIFIED, S.CANCELLED} == set(ImprovementState)


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", [None, *ImprovementState])
def test_every_refusal_is_a_sentence(state: ImprovementState | None, move: Move) -> None:
    target = TABLE[state][move]
    assert isinstance(target, ImprovementState) or target.strip()
    assert move.chinese


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ([M.START, M.CARRY_OUT, M.FIND_EFFECTIVE], S.EFFECTIVE),
        ([M.START, M.FIND_PARTLY], S.PARTLY),
        ([M.START, M.CARRY_OUT, M.FIND_INEFFECTIVE, M.FIND_EFFECTIVE], S.EFFECTIVE),
        ([M.START, M.CARRY_OUT, M.FIND_EFFECTIVE, M.RECALL], S.CARRIED_OUT),
        ([M.NOTE, M.START, M.NOTE, M.LEARN, M.CARRY_OUT, M.NOTE], S.CARRIED_OUT),
        ([M.START, M.CARRY_OUT, M.FIND_INEFFECTIVE, M.FOLLOW_UP, M.LEARN], S.INEFFECTIVE),
        ([M.CANCEL], S.CANCELLED),
    ],
)
def test_paths(path: list[Move], end: ImprovementState) -> None:
    state = next_state(None, M.OPEN, Actor.RESPONSIBLE)
    for move in path:
        state = next_state(state, move, ACTOR_OF[move])
    assert state is end


@pytest.mark.parametrize(
    ("state", "move"),
    [
        (None, M.START),
        (S.PLANNED, M.OPEN),
        (S.PLANNED, M.CARRY_OUT),
        (S.PLANNED, M.FIND_EFFECTIVE),
        (S.UNDER_WAY, M.START),
        (S.CARRIED_OUT, M.CARRY_OUT),
        (S.CARRIED_OUT, M.FOLLOW_UP),
        (S.EFFECTIVE, M.FOLLOW_UP),
        (S.EFFECTIVE, M.CANCEL),
        (S.INEFFECTIVE, M.START),
        *((S.CANCELLED, move) for move in Move),
    ],
)
def test_what_cannot_be_done_is_refused(state: ImprovementState | None, move: Move) -> None:
    with pytest.raises(MoveRefused):
        next_state(state, move, ACTOR_OF[move])


@pytest.mark.parametrize("move", [*MOVE_OF.values(), M.RECALL])
def test_nobody_declares_an_effect(move: Move) -> None:
    with pytest.raises(MoveRefused, match="由平台进行"):
        next_state(S.CARRIED_OUT, move, Actor.RESPONSIBLE)


@pytest.mark.parametrize(
    ("reason", "requested_by", "said"),
    [(" ", "zheng", "理由"), ("重复", " ", "由谁提出"), ("重复", "lin", "批准人不能是")],
)
def test_cancelling_needs_a_reason_and_two_people(reason: str, requested_by: str, said: str) -> None:
    with pytest.raises(MoveRefused, match=said):
        check_cancelling(reason=reason, requested_by=requested_by, by="lin")
