"""What the rule forbids is asked for with a reason and decided by another person."""

import pytest
from django.db import IntegrityError, transaction

from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.cycles.actions import ask_exemption, decide_exemption, withdraw_exemption
from zhengai.cycles.models import Exemption
from zhengai.cycles.queries import exemptions
from zhengai.cycles.rules.exemption import (
    TABLE,
    ExemptionMove,
    ExemptionRefused,
    ExemptionState,
    check_words,
    next_state,
)


def ask(college: College, **more: str) -> Exemption:
    told = {
        "kind": "goal",
        "about": "goal:3",
        "level": "course",
        "subject": "C001",
        "reason": "推迟",
        "by": "zheng",
    }
    return ask_exemption(college=college, title="调整目标", content={"limit": ">= 0.9"}, **(told | more))


def test_the_table_is_total() -> None:
    assert set(TABLE) == {None, *ExemptionState}
    for moves in TABLE.values():
        assert set(moves) == set(ExemptionMove)
        assert all(isinstance(target, ExemptionState) or target.strip() for target in moves.values())
    for enum in (ExemptionState, ExemptionMove):
        assert len({each.chinese for each in enum}) == len(enum)


@pytest.mark.parametrize("state", [None, *ExemptionState])
@pytest.mark.parametrize("move", list(ExemptionMove))
def test_only_what_is_asked_for_moves_on(state: ExemptionState | None, move: ExemptionMove) -> None:
    possible = (state, move) == (None, ExemptionMove.ASK) or (
        state is ExemptionState.ASKED and move is not ExemptionMove.ASK
    )
    if possible:
        assert next_state(state, move) in ExemptionState
    else:
        with pytest.raises(ExemptionRefused):
            next_state(state, move)


@pytest.mark.parametrize(
    ("move", "by", "text", "word"),
    [
        (ExemptionMove.ASK, "zheng", " ", "理由"),
        (ExemptionMove.REFUSE, "lin", "", "理由"),
        (ExemptionMove.APPROVE, "zheng", "同意", "以外的人"),
        (ExemptionMove.REFUSE, "zheng", "不行", "以外的人"),
        (ExemptionMove.WITHDRAW, "lin", "", "申请人自己"),
    ],
)
def test_who_and_why(move: ExemptionMove, by: str, text: str, word: str) -> None:
    with pytest.raises(ExemptionRefused, match=word):
        check_words(move, asked_by="zheng", by=by, text=text)


def test_asked_approved_and_written_down(college: College) -> None:
    exemption = decide_exemption(exemption=ask(college), approve=True, decision=" 同意 ", by="lin")
    assert (exemption.state, exemption.decided_by, exemption.decision) == ("approved", "lin", "同意")
    assert exemption.decided_at is not None
    told = AuditEvent.objects.filter(subject=f"exemption:{exemption.pk}").values_list("action", "by")
    assert set(told) == {("cycles.ask_exemption", "zheng"), ("cycles.approve_exemption", "lin")}


def test_a_second_click_decides_nothing(college: College) -> None:
    stale = ask(college)
    decide_exemption(exemption=stale, approve=False, decision="理由不足", by="lin")
    with pytest.raises(ExemptionRefused, match="未获批准"):
        decide_exemption(exemption=stale, approve=True, decision="", by="chen")
    assert exemptions(college).get().state == "refused"


def test_the_same_thing_waits_only_once(college: College) -> None:
    first = ask(college)
    with pytest.raises(ExemptionRefused, match="等它批复"):
        ask(college)
    ask(college, subject="C002")
    withdraw_exemption(exemption=first, by="zheng")
    ask(college)
    assert exemptions(college, state="asked").count() == 2
    assert exemptions(college).count() == 3


def test_the_database_refuses_deciding_ones_own(college: College) -> None:
    exemption = ask(college)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.filter(pk=exemption.pk).update(state="approved", decided_by="zheng")
