"""A standard of the library stays as it is while its level's cycle runs, unless a diagnosis or an exemption allows it."""

from datetime import date

import pytest

from tests.rooms.cycles.telling import SEMESTER, new
from tests.rooms.standards.test_library import listed, proposed, school
from zhengai.college.actions import set_calendar
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.cycles.actions import record_proofs, withdraw_exemption
from zhengai.cycles.rules.exemption import ExemptionRefused
from zhengai.cycles.rules.guard import LoopRefused
from zhengai.cycles.rules.stages import Stage
from zhengai.standards.actions import decide_exemption
from zhengai.standards.library import ask_version, decide_version, guarded
from zhengai.standards.models import Standard, StandardVersion
from zhengai.standards.rules.library import StandardRefused, VersionState

__all__ = ["school"]


def approve(version: StandardVersion) -> StandardVersion:
    return decide_version(version=version, approve=True, body="专业建设委员会", by="chen")


@pytest.fixture
def running(school: College) -> Standard:
    """A standard in force, of a level whose semester is being carried out."""
    set_calendar(college=school, semesters=[(SEMESTER, date(2026, 8, 31), 18)], by="sys")
    standard = listed(school)
    approve(proposed(standard))
    told = [new(Stage.CARRY_OUT, f"x:course:{SEMESTER}", subject=""), new(Stage.DIAGNOSE, "record:7")]
    record_proofs(college=school, proofs=told, by="lin")
    return standard


def test_in_mid_cycle_it_stays(running: Standard) -> None:
    version = proposed(running)
    assert "动态螺旋只纠正执行" in guarded(running, version)
    with pytest.raises(LoopRefused, match="申请例外"):
        approve(version)
    version.refresh_from_db()
    assert version.state == VersionState.PROPOSED
    assert running.versions.get(state=VersionState.APPROVED).number == 1


def test_it_can_be_refused_at_any_time(running: Standard) -> None:
    done = decide_version(version=proposed(running), approve=False, body="", decision="太早", by="chen")
    assert done.state == VersionState.REFUSED


def test_a_diagnosis_of_the_level_allows_it(running: Standard) -> None:
    assert approve(proposed(running, ground="record:7")).state == VersionState.APPROVED


@pytest.mark.parametrize("ground", ["record:8", "exemption:1", "alert:7", "nonsense"])
def test_what_cannot_be_looked_up_does_not(running: Standard, ground: str) -> None:
    with pytest.raises(LoopRefused):
        approve(proposed(running, ground=ground))


def test_a_first_version_moves_nothing(running: Standard) -> None:
    assert approve(proposed(listed(running.college, "课程考核标准"))).state == VersionState.APPROVED


def test_another_level_is_not_held(running: Standard) -> None:
    Standard.objects.filter(pk=running.pk).update(level="student")
    running.refresh_from_db()
    assert approve(proposed(running)).state == VersionState.APPROVED


def test_an_exemption_opens_it_and_the_body_still_decides(running: Standard) -> None:
    version = proposed(running)
    with pytest.raises(ExemptionRefused):
        ask_version(version=version, reason=" ", by="lin")
    asked = ask_version(version=version, reason="上级新标准下月施行", by="lin")
    with pytest.raises(ExemptionRefused):
        ask_version(version=version, reason="再问一次", by="lin")
    with pytest.raises(ExemptionRefused):
        decide_exemption(exemption=asked, approve=True, decision="同意", by="lin")
    decide_exemption(exemption=asked, approve=True, decision="同意", by="chen")
    version.refresh_from_db()
    assert (version.state, version.ground) == (VersionState.PROPOSED, f"exemption:{asked.pk}")
    assert approve(version).state == VersionState.APPROVED
    assert AuditEvent.objects.filter(action="standards.open_version").count() == 1


def test_an_exemption_that_was_not_given_opens_nothing(running: Standard) -> None:
    version = proposed(running)
    asked = ask_version(version=version, reason="上级新标准下月施行", by="lin")
    decide_exemption(exemption=asked, approve=False, decision="等学期结束", by="chen")
    with pytest.raises(LoopRefused):
        approve(version)
    again = ask_version(version=version, reason="上级催办", by="lin")
    withdraw_exemption(exemption=again, by="lin")
    with pytest.raises(LoopRefused):
        approve(version)


def test_what_was_decided_meanwhile_needs_no_exemption(running: Standard) -> None:
    version = proposed(running)
    asked = ask_version(version=version, reason="上级新标准下月施行", by="lin")
    decide_version(version=version, approve=False, body="", decision="太早", by="chen")
    with pytest.raises(StandardRefused, match="已经审定过"):
        decide_exemption(exemption=asked, approve=True, decision="同意", by="chen")
    with pytest.raises(StandardRefused, match="已经审定过"):
        ask_version(version=version, reason="再问", by="lin")
