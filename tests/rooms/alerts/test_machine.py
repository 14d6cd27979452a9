"""The life of an alert."""

import pytest

from tests.rooms.alerts.world import World
from zhengai.alerts.actions import acknowledge, answer, except_alert
from zhengai.alerts.queries import alerts, open_alerts, timeline
from zhengai.alerts.rules.machine import (
    ACTOR_OF,
    LIVE,
    TABLE,
    Actor,
    AlertState,
    ClosedReason,
    Move,
    MoveRefused,
    next_state,
)
from zhengai.core.models import AuditEvent


def test_the_table_is_total() -> None:
    assert set(TABLE) == {None, *AlertState}
    for moves in TABLE.values():
        assert set(moves) == set(Move)
        assert all(isinstance(target, AlertState) or target.strip() for target in moves.values())
    assert set(ACTOR_OF) == set(Move)


def test_an_alert_ends_only_by_data_by_withdrawal_or_by_an_approved_exception() -> None:
    ending = {
        (move, ACTOR_OF[move])
        for moves in TABLE.values()
        for move, target in moves.items()
        if isinstance(target, AlertState) and not target.is_live
    }
    assert ending == {
        (Move.CLOSE, Actor.JUDGE),
        (Move.WITHDRAW, Actor.JUDGE),
        (Move.EXCEPT, Actor.APPROVER),
    }


def test_what_has_ended_never_moves_again() -> None:
    for state in set(AlertState) - set(LIVE):
        assert not any(isinstance(target, AlertState) for target in TABLE[state].values())


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("actor", list(Actor))
def test_a_move_belongs_to_one_actor(move: Move, actor: Actor) -> None:
    if ACTOR_OF[move] is actor:
        assert isinstance(
            next_state(AlertState.OPEN if move is not Move.RAISE else None, move, actor), AlertState
        )
    else:
        with pytest.raises(MoveRefused, match=f"由{ACTOR_OF[move].chinese}进行"):
            next_state(AlertState.OPEN, move, actor)


def test_everything_has_a_name() -> None:
    for enum in (AlertState, Move, Actor, ClosedReason):
        assert len({each.chinese for each in enum}) == len(enum)


def test_people_acknowledge_and_answer(world: World) -> None:
    world.course(0.12)
    alert = acknowledge(alert=world.alert(), by="zheng")
    assert alert.state == "acknowledged"
    alert = answer(alert=alert, text="第三周运动会", measure="补课两次", by="zheng")
    assert alert.state == "answered"
    answer(alert=alert, text="已补课一次", by="zheng")
    events = timeline(alert)
    assert [(e.by, e.move, e.to_state) for e in events] == [
        ("system", "raise", "open"),
        ("zheng", "acknowledge", "acknowledged"),
        ("zheng", "answer", "answered"),
        ("zheng", "answer", "answered"),
    ]
    assert events[2].text == "第三周运动会\n措施：补课两次"
    assert str(events[1]).endswith("zheng 签收")
    assert open_alerts(world.college).get() == alert
    actions = AuditEvent.objects.filter(by="zheng").values_list("action", flat=True)
    assert list(actions) == [
        "alerts.acknowledge",
        "cycles.record_proofs",
        "alerts.answer",
        "alerts.answer",
    ]


def test_an_answer_needs_words(world: World) -> None:
    world.course(0.12)
    with pytest.raises(MoveRefused, match="原因"):
        answer(alert=world.alert(), text=" ", by="zheng")


def test_what_was_acknowledged_is_not_acknowledged_again(world: World) -> None:
    world.course(0.12)
    acknowledge(alert=world.alert(), by="zheng")
    with pytest.raises(MoveRefused, match="已经签收"):
        acknowledge(alert=world.alert(), by="zheng")


def test_an_exception_has_a_reason_and_an_approver(world: World) -> None:
    world.course(0.12)
    alert = except_alert(alert=world.alert(), reason="校庆周停课", requested_by="zheng", by="lin")
    assert (alert.state, alert.closed_reason) == ("excepted", "exception")
    assert timeline(alert)[-1].text == "校庆周停课(申请人 zheng)"
    assert not open_alerts(world.college)
    assert alerts(world.college, live=False).get() == alert
    with pytest.raises(MoveRefused, match="例外"):
        answer(alert=alert, text="再说", by="zheng")


@pytest.mark.parametrize(
    ("reason", "requested_by", "by", "word"),
    [
        (" ", "zheng", "lin", "理由"),
        ("停课", "", "lin", "申请人"),
        ("停课", "lin", "lin ", "不能是申请人本人"),
    ],
)
def test_an_exception_without_them_is_refused(
    world: World, reason: str, requested_by: str, by: str, word: str
) -> None:
    world.course(0.12)
    with pytest.raises(MoveRefused, match=word):
        except_alert(alert=world.alert(), reason=reason, requested_by=requested_by, by=by)
    assert world.alert().state == "open"
