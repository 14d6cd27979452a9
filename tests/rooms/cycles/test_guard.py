"""Phase × ground: when goals and standards may change."""

import pytest

from tests.rooms.cycles.telling import SEMESTER, new
from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.cycles.actions import ask_exemption, decide_exemption, record_proofs
from zhengai.cycles.queries import check_may_change
from zhengai.cycles.rules.guard import TABLE, Ground, LoopRefused, Phase, check
from zhengai.cycles.rules.stages import Stage


def test_the_table_is_total() -> None:
    assert set(TABLE) == set(Phase)
    assert all(set(row) == set(Ground) for row in TABLE.values())
    assert len({each.chinese for each in Phase}) == len(Phase)
    assert len({each.chinese for each in Ground}) == len(Ground)


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("ground", list(Ground))
def test_only_planning_diagnosis_and_exemptions_open_it(phase: Phase, ground: Ground) -> None:
    opens = ground in (Ground.DIAGNOSIS, Ground.EXEMPTION) or (phase, ground) == (Phase.PLANNING, Ground.NONE)
    if opens:
        check(phase, ground)
    else:
        with pytest.raises(LoopRefused, match=r"，|；"):
            check(phase, ground, "record:1")


def may(college: College, ground: str = "", subject: str = "C001") -> bool:
    period = calendar_of(college).period(f"{SEMESTER}-W12")
    try:
        check_may_change(college, "course", subject, period, ground=ground)
    except LoopRefused:
        return False
    return True


def test_before_execution_everything_may_change(college: College) -> None:
    record_proofs(college=college, proofs=[new(Stage.GOAL, "goal:1")], by="lin")
    assert may(college)


@pytest.mark.parametrize("stage", [Stage.CARRY_OUT, Stage.MONITOR])
def test_execution_of_the_level_closes_it_for_every_subject(college: College, stage: Stage) -> None:
    record_proofs(college=college, proofs=[new(stage, f"x:course:{SEMESTER}", subject="")], by="lin")
    assert not may(college)
    assert not may(college, subject="")
    with pytest.raises(LoopRefused, match="动态螺旋只纠正执行"):
        check_may_change(college, "course", "C001", calendar_of(college).period(SEMESTER), ground="")


def test_execution_of_another_cycle_level_or_subject_does_not(college: College) -> None:
    told = [
        new(Stage.CARRY_OUT, "x:1", period="2025-2026-2"),
        new(Stage.CARRY_OUT, "x:2", level="student"),
        new(Stage.CARRY_OUT, "x:3", subject="C002"),
    ]
    record_proofs(college=college, proofs=told, by="lin")
    assert may(college)
    assert not may(college, subject="C002")


def test_a_submitted_diagnosis_of_the_subject_opens_it(college: College) -> None:
    told = [
        new(Stage.CARRY_OUT, "x:1", subject=""),
        new(Stage.DIAGNOSE, "record:5", subject="C001", period="2025-2026-2"),
    ]
    record_proofs(college=college, proofs=told, by="lin")
    assert may(college, "record:5")
    assert not may(college, "record:5", subject="C002")
    assert not may(college, "record:55")
    assert not may(college, "alert:5")


def test_after_the_diagnosis_it_must_be_cited(college: College) -> None:
    told = [new(Stage.CARRY_OUT, "x:1"), new(Stage.DIAGNOSE, "record:5")]
    record_proofs(college=college, proofs=told, by="lin")
    with pytest.raises(LoopRefused, match="写明依据的诊断记录"):
        check_may_change(college, "course", "C001", calendar_of(college).period(SEMESTER), ground="")
    assert may(college, "record:5")


@pytest.mark.parametrize(
    ("kind", "subject", "approve", "opens"),
    [
        ("goal", "C001", True, True),
        ("standard", "", True, True),
        ("goal", "C001", False, False),
        ("goal", "C002", True, False),
        ("alert", "C001", True, False),
        ("goal", "C001", None, False),
    ],
)
def test_an_approved_exemption_for_the_subject_opens_it(
    college: College, kind: str, subject: str, approve: bool | None, opens: bool
) -> None:
    record_proofs(college=college, proofs=[new(Stage.CARRY_OUT, "x:1", subject="")], by="lin")
    exemption = ask_exemption(
        college=college, kind=kind, about="goal:3", level="course", subject=subject, title="调整目标",
        content={}, reason="设备到货推迟", by="zheng",
    )  # fmt: skip
    if approve is not None:
        decide_exemption(exemption=exemption, approve=approve, decision="同意或不同意", by="lin")
    assert may(college, f"exemption:{exemption.pk}") is opens
    assert not may(college, "exemption:x")
