"""立、改、废: who may do what when, what is in force, and which proof is missing."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pydantic import ValidationError

from tests.rooms.regulations.conftest import DAY
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.notices.models import Notice
from zhengai.regulations.actions import (
    Entry,
    adopt_regulations,
    confirm_reading,
    describe,
    draft_change,
    keep_proof,
    publish_change,
    register,
    rewrite_draft,
    withdraw_change,
)
from zhengai.regulations.models import ChangeProof, Reading, Regulation, RegulationChange
from zhengai.regulations.queries import in_state, regulations, standing_text
from zhengai.regulations.rules.machine import (
    CHANGES,
    LIFE,
    ChangeKind,
    ChangeMove,
    ChangeState,
    ProofKind,
    RegulationRefused,
    RegulationState,
    change_after,
    missing_proofs,
    state_after,
)
from zhengai.regulations.rules.sections import RegulationItem, WorkflowItem

ITEM = {"code": "R1", "name": "教学督导条例", "department": "质管办", "month": 1, "original": "2017.02"}


def entered(college: College, name: str = "课堂教学管理制度", **said: Any) -> Regulation:
    return register(college=college, entries=[Entry(name, department="教务处")], by="han", **said)[0]


def drafted(
    regulation: Regulation, kind: str = "establish", by: str = "han", **said: Any
) -> RegulationChange:
    told = {"text": "第一条 上课守时。", "reason": "新建"} | said
    return draft_change(regulation=regulation, kind=ChangeKind(kind), by=by, **told)


def in_force(college: College, name: str = "课堂教学管理制度") -> Regulation:
    regulation = entered(college, name)
    publish_change(change=drafted(regulation), effective_from=date(2026, 3, 1), by="chen")
    regulation.refresh_from_db()
    return regulation


# -- rules


def test_both_tables_are_total() -> None:
    assert set(LIFE) == set(RegulationState)
    assert all(set(row) == set(ChangeKind) for row in LIFE.values())
    assert set(CHANGES) == {None, *ChangeState}
    assert all(set(row) == set(ChangeMove) for row in CHANGES.values())


LIVES = {
    ("planned", "establish"): "in_force",
    ("in_force", "amend"): "in_force",
    ("in_force", "repeal"): "repealed",
}
MOVES = {
    (None, "draft"): "drafted",
    ("drafted", "publish"): "published",
    ("drafted", "withdraw"): "withdrawn",
}


@pytest.mark.parametrize(("state", "kind"), list(product(RegulationState, ChangeKind)))
def test_lives(state: RegulationState, kind: ChangeKind) -> None:
    target = LIVES.get((state.value, kind.value))
    if target:
        assert state_after(state, kind) == target
    else:
        with pytest.raises(RegulationRefused):
            state_after(state, kind)


@pytest.mark.parametrize(("state", "move"), list(product((None, *ChangeState), ChangeMove)))
def test_moves_of_a_change(state: ChangeState | None, move: ChangeMove) -> None:
    target = MOVES.get((state.value if state else None, move.value))
    if target:
        assert change_after(state, move) == target
    else:
        with pytest.raises(RegulationRefused):
            change_after(state, move)


def test_the_five_proofs_by_name() -> None:
    assert [kind.chinese for kind in ProofKind] == [
        "会议纪要", "征求意见稿", "运行情况说明", "调整前后的制度说明", "教职工会议表决情况通报",
    ]  # fmt: skip
    assert missing_proofs({"minutes", "vote"}) == [
        ProofKind.COMMENTS, ProofKind.OPERATION, ProofKind.COMPARISON,
    ]  # fmt: skip


def test_items_of_packs() -> None:
    assert RegulationItem.model_validate(ITEM).month == 1
    step = {"name": "申请", "role": "教师"}
    assert WorkflowItem.model_validate({"code": "w", "name": "调课", "steps": [step]}).steps[0].days is None
    for wrong in ({"month": -1}, {"owner": "x"}, {"name": " "}):
        with pytest.raises(ValidationError):
            RegulationItem.model_validate(ITEM | wrong)
    with pytest.raises(ValidationError):
        WorkflowItem.model_validate({"code": "w", "name": "调课", "steps": []})


# -- the register


def test_a_pack_brings_a_checklist(college: College) -> None:
    other = ITEM | {"code": "R2", "name": "质量事故预警制度"}
    assert adopt_regulations(college=college, by="lin", items=[ITEM, other]) == ["R1", "R2"]
    assert adopt_regulations(college=college, by="lin", items=[ITEM, other]) == []
    first = Regulation.objects.get(code="R1")
    assert (first.state, first.planned, first.of_pack) == ("planned", "2017.02", True)
    publish_change(change=drafted(first), by="chen")
    assert adopt_regulations(college=college, by="lin", items=[]) == ["R2", "R1"]
    assert [(each.code, each.state, each.of_pack) for each in Regulation.objects.all()] == [
        ("R1", "in_force", False)
    ]


def test_registering_twice_changes_nothing(college: College) -> None:
    entered(college)
    before = AuditEvent.objects.count()
    assert register(college=college, entries=[Entry("课堂教学管理制度")], by="han") == []
    assert AuditEvent.objects.count() == before
    with pytest.raises(RegulationRefused), transaction.atomic():
        register(college=college, entries=[Entry("另一项"), Entry(" ")], by="han")
    assert Regulation.objects.count() == 1


def test_one_charter(college: College) -> None:
    charter, other = entered(college, "学院章程"), entered(college, "督导条例")
    describe(regulation=charter, entry=Entry("学院章程", topic="章程"), is_charter=True, by="lin")
    with pytest.raises(RegulationRefused, match="已经登记了章程"):
        describe(regulation=other, entry=Entry("督导条例"), is_charter=True, by="lin")
    with pytest.raises(RegulationRefused, match="已有名为"):
        describe(regulation=other, entry=Entry("学院章程"), is_charter=False, by="lin")
    with pytest.raises(IntegrityError), transaction.atomic():
        Regulation.objects.filter(pk=other.pk).update(is_charter=True)


# -- changes


def test_two_people_put_it_in_force(college: College) -> None:
    regulation = entered(college)
    change = drafted(regulation)
    assert {each.person_number for each in Notice.objects.filter(kind="regulation")} == {"G0010", "G0001"}
    with pytest.raises(RegulationRefused, match="起草人本人"):
        publish_change(change=change, by="han")
    publish_change(change=change, number="青职〔2026〕1号", by="chen")
    regulation.refresh_from_db()
    assert (regulation.state, regulation.number) == ("in_force", "青职〔2026〕1号")
    now = standing_text(regulation)
    assert now is not None
    assert (now.version, now.effective_from) == (1, DAY)
    assert Notice.objects.filter(person_number="G0011", key__endswith="published").exists()


def test_an_amendment_ends_the_version_before(college: College) -> None:
    regulation = in_force(college)
    change = drafted(regulation, "amend", text="第一条 上课守时、备课充分。", ground="improvement:3")
    publish_change(change=change, effective_from=date(2026, 9, 1), by="chen")
    assert [(each.version, each.ended_on) for each in regulation.changes.order_by("version")] == [
        (1, date(2026, 9, 1)), (2, None),
    ]  # fmt: skip
    with pytest.raises(RegulationRefused, match="不能早于"):
        publish_change(change=drafted(regulation, "amend"), effective_from=date(2026, 8, 1), by="chen")
    assert standing_text(regulation) == change


def test_a_repeal_leaves_no_text_in_force(college: College) -> None:
    regulation = in_force(college)
    publish_change(change=drafted(regulation, "repeal", text=""), by="chen")
    regulation.refresh_from_db()
    assert regulation.state == "repealed"
    assert standing_text(regulation) is None
    with pytest.raises(RegulationRefused, match="已经废止"):
        drafted(regulation, "amend")


def test_what_a_new_one_replaces_ends_with_its_first_day(college: College) -> None:
    old = in_force(college)
    new = entered(college, "课堂教学规范", replaces=old)
    publish_change(change=drafted(new), effective_from=date(2026, 12, 1), by="chen")
    old.refresh_from_db()
    assert old.state == "repealed"
    assert old.changes.get().ended_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        ("amend", {}, "还没有制定"), ("repeal", {}, "还没有制定"), ("establish", {"reason": " "}, "为什么"),
        ("establish", {"text": ""}, "正文"),
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be(college: College, kind: str, said: dict[str, str], sentence: str) -> None:
    with pytest.raises(RegulationRefused, match=sentence):
        drafted(entered(college), kind, **said)
    assert not RegulationChange.objects.exists()


def test_one_draft_at_a_time_that_can_be_rewritten_and_withdrawn(college: College) -> None:
    regulation = entered(college)
    change = drafted(regulation)
    with pytest.raises(RegulationRefused, match="已有一份草案"):
        drafted(regulation)
    assert rewrite_draft(change=change, text="新正文", reason="按意见修改", by="han").text == "新正文"
    with pytest.raises(RegulationRefused):
        rewrite_draft(change=change, text="", reason="x", by="han")
    withdraw_change(change=change, by="han")
    for refused in (
        lambda: rewrite_draft(change=change, text="x", reason="x", by="han"),
        lambda: publish_change(change=change, by="chen"),
        lambda: keep_proof(change=change, kind=ProofKind.VOTE, title="x", by="han"),
    ):
        with pytest.raises(RegulationRefused):
            refused()
    assert drafted(regulation).pk != change.pk


# -- proof


def test_missing_proofs_are_counted_of_the_newest_change(college: College) -> None:
    regulation = in_force(college)
    assert regulations(college).get().lacking == 5
    change = standing_text(regulation)
    assert change is not None
    for kind in (ProofKind.MINUTES, ProofKind.VOTE, ProofKind.COMMENTS):
        keep_proof(change=change, kind=kind, title="校办〔2026〕3号", day=DAY, by="han")
    without = {"kind": ProofKind.OPERATION, "applies": False}
    with pytest.raises(RegulationRefused, match="为什么没有"):
        keep_proof(change=change, title="", by="han", **without)
    keep_proof(change=change, title="新制度，没有运行情况", by="han", **without)
    assert regulations(college).get().lacking == 1
    keep_proof(change=change, kind=ProofKind.VOTE, title="改正后的通报", by="han")
    assert ChangeProof.objects.filter(kind="vote").count() == 1
    assert in_state(regulations(college), "unproven").count() == 1
    keep_proof(change=change, kind=ProofKind.COMPARISON, title="对照表", by="han")
    assert in_state(regulations(college), "unproven").count() == 0
    drafted(regulation, "amend")
    assert regulations(college).get().lacking == 0  # a draft has time until it is published
    assert in_state(regulations(college), "drafted").count() == 1


# -- reading


def test_reading_is_confirmed_of_what_is_in_force(college: College) -> None:
    regulation = in_force(college)
    first = standing_text(regulation)
    assert first is not None
    confirm_reading(change=first, person_number="T0004", by="wang")
    confirm_reading(change=first, person_number="T0004", by="wang")
    assert Reading.objects.count() == 1
    with pytest.raises(RegulationRefused, match="工号"):
        confirm_reading(change=first, person_number="", by="qian")
    publish_change(change=drafted(regulation, "amend"), by="chen")
    first.refresh_from_db()
    with pytest.raises(RegulationRefused, match="现行"):
        confirm_reading(change=first, person_number="T0004", by="wang")
