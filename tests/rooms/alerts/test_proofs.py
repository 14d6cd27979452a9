"""What alerts prove, whom they tell, and exceptions that another person approves."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import close_old_connections, connection

from tests.rooms.alerts.world import ABSENCE, World, week
from zhengai.accounts.actions import create_user, grant_role
from zhengai.alerts.actions import answer, ask_exception, decide_exception, judge
from zhengai.alerts.queries import proofs_of
from zhengai.alerts.rules.machine import MoveRefused
from zhengai.core.models import AuditEvent
from zhengai.cycles.actions import record_proofs
from zhengai.cycles.models import Exemption, Proof
from zhengai.cycles.rules.exemption import ExemptionRefused
from zhengai.indicators.models import Run
from zhengai.notices.models import Notice
from zhengai.notices.queries import inbox

CYCLE = "2026-2027"


def told() -> list[tuple[str, str, str]]:
    """Stage, key and subject of what was proven beside standards."""
    rows = Proof.objects.exclude(stage="standard").order_by("id")
    return list(rows.values_list("stage", "key", "subject"))


def everything() -> set[tuple[Any, ...]]:
    fields = ("level", "subject", "period", "stage", "key", "about", "sentence", "at", "by")
    return set(Proof.objects.exclude(stage="standard").values_list(*fields))


@pytest.fixture
def deciders(world: World) -> None:
    for username, number, role in (("lin", "G0010", "quality_office"), ("chen", "G0001", "leader")):
        user = create_user(
            username=username, display_name=username, password="zhengai-demo", person_number=number, by="sys"
        )
        grant_role(user=user, role=role, college="SAMPLE0001", valid_from=date(2026, 9, 1), by="sec")
    create_user(
        username="zheng", display_name="郑怡", password="zhengai-demo", person_number="T001", by="sys"
    )


def test_judging_proves_that_work_runs_is_watched_and_has_warned(world: World) -> None:
    world.course(0.12)
    alert = world.alert()
    assert told() == [
        ("carry_out", f"carry_out:course:{CYCLE}", ""),
        ("monitor", f"monitor:course:{CYCLE}", ""),
        ("warn", f"alert:{alert.pk}:raise", "C001"),
    ]
    warned = Proof.objects.get(stage="warn")
    assert (warned.period, warned.about, warned.sentence) == (week(1), f"alert:{alert.pk}", alert.sentence)


def test_the_same_run_judged_twice_proves_and_tells_nothing_new(world: World) -> None:
    world.course(0.12)
    before = everything(), Notice.objects.count()
    judge(run=Run.objects.get(), by="system")
    assert (everything(), Notice.objects.count()) == before


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({week(1): {"C001": None}}, {}),
        ({week(1): {"C001": 0.0}}, {"denominator": None}),  # a count over no rows
        ({"2027-2028": {"C001": 0.1}}, {}),  # has not begun
    ],
)
def test_without_rows_nothing_is_under_way(
    world: World, values: dict[str, dict[str, float | None]], fields: dict[str, Any]
) -> None:
    world.judge(values, **fields)
    assert told() == []


def test_an_answer_and_the_closing_are_adjustments_of_the_same_loop(world: World) -> None:
    world.course(0.12)
    alert = world.alert()
    answer(alert=alert, text="运动会", measure="补课", by="zheng")
    answer(alert=alert, text="已补", by="zheng")
    world.course(0.04, start=2)
    assert [(stage, key) for stage, key, _ in told()][3:] == [
        ("adjust", f"alert:{alert.pk}:answer"),
        ("adjust", f"alert:{alert.pk}:close"),
    ]
    answered = Proof.objects.get(key=f"alert:{alert.pk}:answer")
    assert (answered.by, answered.sentence) == ("zheng", "预警已答复：运动会\n措施：补课")


def test_what_is_withdrawn_does_not_stay_an_open_loop(world: World) -> None:
    world.course(0.12)
    alert = world.alert()
    world.adopt()
    world.course(0.12, start=2)
    assert Proof.objects.get(key=f"alert:{alert.pk}:close").sentence == "预警撤回：质控点已停用。"


def test_missing_data_warns_of_the_data_and_not_of_every_subject(world: World) -> None:
    world.judge({week(1): dict.fromkeys(["C001", "C002"], 0.04)})
    world.judge({week(2): {"C001": None, "C002": None}})
    assert world.alert().kind == "no_data"
    assert not Proof.objects.filter(stage="warn").exists()


def test_all_proofs_can_be_rebuilt(world: World) -> None:
    world.course(0.12, 0.3)
    answer(alert=world.alert(), text="运动会", by="zheng")
    answer(alert=world.alert(), text="再答", by="zheng")
    world.course(0.04, start=3)
    world.course(0.2, start=3, subject="C002")
    recorded = everything()
    Proof.objects.exclude(stage="standard").delete()
    record_proofs(college=world.college, proofs=proofs_of(world.college), by="rebuild")
    assert everything() == recorded
    assert len(recorded) == 6


def test_people_are_told_once_of_a_new_alert_and_once_when_it_gets_worse(world: World) -> None:
    world.course(0.12, 0.13)
    (raised,) = inbox("SAMPLE0001", "T001")
    alert = world.alert()
    assert (raised.title, raised.about, raised.kind) == ("提示：高等数学缺课率", f"alert:{alert.pk}", "alert")
    assert (raised.text, raised.due) == (alert.sentence, alert.due)
    world.course(0.3, start=3)
    assert [each.title for each in inbox("SAMPLE0001", "T001")] == [
        "严重：等级加重，高等数学缺课率",
        "提示：高等数学缺课率",
    ]
    world.course(0.12, start=4)
    assert Notice.objects.count() == 2  # milder is no news


def test_an_alert_that_is_over_before_anybody_saw_it_is_no_news(world: World) -> None:
    world.course(0.12, 0.3, 0.04)
    assert world.alert().state == "closed"
    assert not Notice.objects.exists()


def test_the_gravest_lies_on_top(world: World) -> None:
    world.adopt(ABSENCE | {"responsible": "department:教务处"})
    world.judge({week(1): {"C001": 0.12, "C002": 0.3, "C003": 0.2}})
    titles = [each.title[:2] for each in inbox("SAMPLE0001", "T900")]
    assert titles == ["严重", "预警", "提示"]


def test_an_exception_is_asked_for_and_approved_by_another(world: World, deciders: None) -> None:
    world.course(0.12)
    exemption = ask_exception(alert=world.alert(), reason="校庆周停课", by="zheng")
    for number in ("G0010", "G0001"):
        assert inbox("SAMPLE0001", number).get().title == "请批准例外：关闭预警：高等数学缺课率"
    with pytest.raises(ExemptionRefused, match="申请人以外"):
        decide_exception(exemption=exemption, approve=True, decision="", by="zheng")
    decide_exception(exemption=exemption, approve=True, decision="同意", by="lin")
    alert = world.alert()
    assert (alert.state, alert.closed_reason) == ("excepted", "exception")
    assert alert.events.order_by("-id")[0].text == "校庆周停课(申请人 zheng)"
    assert inbox("SAMPLE0001", "T001")[0].title == "例外已批准：关闭预警：高等数学缺课率"
    proof = Proof.objects.get(key=f"alert:{alert.pk}:close")
    assert (proof.by, proof.sentence) == ("lin", "预警经批准按例外关闭：校庆周停课(申请人 zheng)")
    assert {"cycles.ask_exemption", "cycles.approve_exemption", "alerts.except"} <= set(
        AuditEvent.objects.values_list("action", flat=True)
    )


def test_a_refused_exception_leaves_the_alert_open(world: World, deciders: None) -> None:
    world.course(0.12)
    exemption = ask_exception(alert=world.alert(), reason="校庆周停课", by="zheng")
    with pytest.raises(ExemptionRefused, match="理由"):
        decide_exception(exemption=exemption, approve=False, decision=" ", by="lin")
    exemption = decide_exception(exemption=exemption, approve=False, decision="停课已在校历中", by="lin")
    assert (exemption.state, world.alert().state) == ("refused", "open")
    assert inbox("SAMPLE0001", "T001")[0].text == "停课已在校历中"


def test_a_closed_alert_needs_no_exception_any_more(world: World, deciders: None) -> None:
    world.course(0.12)
    exemption = ask_exception(alert=world.alert(), reason="校庆周停课", by="zheng")
    world.course(0.04, start=2)
    exemption.refresh_from_db()
    assert (exemption.state, world.alert().state) == ("withdrawn", "closed")
    with pytest.raises(MoveRefused, match="已经关闭"):
        ask_exception(alert=world.alert(), reason="校庆周停课", by="zheng")


def test_an_alert_that_closed_between_reading_and_deciding(world: World, deciders: None) -> None:
    world.course(0.12)
    exemption = ask_exception(alert=world.alert(), reason="校庆周停课", by="zheng")
    world.course(0.04, start=2)
    Exemption.objects.update(state="asked")  # as a decider's page still shows it
    assert decide_exception(exemption=exemption, approve=True, decision="", by="lin").state == "withdrawn"
    assert world.alert().closed_reason == "data"


def test_asking_and_deciding_twice_is_told(world: World, deciders: None) -> None:
    world.course(0.12)
    exemption = ask_exception(alert=world.alert(), reason="校庆周停课", by="zheng")
    with pytest.raises(ExemptionRefused, match="已经有一件"):
        ask_exception(alert=world.alert(), reason="校庆周停课", by="zheng")
    decide_exception(exemption=exemption, approve=True, decision="", by="lin")
    with pytest.raises((ExemptionRefused, MoveRefused)):
        decide_exception(exemption=exemption, approve=False, decision="不同意", by="chen")
    assert Exemption.objects.get().decided_by == "lin"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_decide_at_once_take_turns(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the test of the sequence above is the same there")
    world: World = request.getfixturevalue("world")
    world.course(0.12)
    exemption = ask_exception(alert=world.alert(), reason="校庆周停课", by="zheng")
    barrier, outcomes = Barrier(2), []

    def decide(by: str, approve: bool) -> Callable[[], None]:
        def run() -> None:
            barrier.wait()
            try:
                decide_exception(exemption=exemption, approve=approve, decision="意见", by=by)
                outcomes.append(by)
            except (ExemptionRefused, MoveRefused):
                outcomes.append("refused")
            close_old_connections()
            connection.close()

        return run

    threads = [Thread(target=decide("lin", True)), Thread(target=decide("chen", False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in (["lin", "refused"], ["chen", "refused"])
    assert Exemption.objects.get().decided_by in outcomes
