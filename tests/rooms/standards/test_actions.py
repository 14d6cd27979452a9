"""Adopting control points, and limits of a single subject's own."""

import pytest

from tests.rooms.standards.test_reading import ABSENCE, EQUIPMENT
from zhengai.college.models import College, Subject
from zhengai.core.models import AuditEvent
from zhengai.cycles.actions import record_proofs
from zhengai.cycles.models import Proof
from zhengai.cycles.queries import current_cycle
from zhengai.cycles.rules.exemption import ExemptionRefused
from zhengai.cycles.rules.guard import LoopRefused
from zhengai.cycles.rules.proof import NewProof
from zhengai.cycles.rules.stages import Stage
from zhengai.framework import queries as framework
from zhengai.framework.queries import merged_section, with_required
from zhengai.standards.actions import (
    Adoption,
    InvalidOverride,
    adopt,
    ask_control_point,
    carry_out_exemption,
    decide_exemption,
    remove_control_point,
    set_control_point,
)
from zhengai.standards.models import ControlPoint, ControlRule, ControlRuleVersion
from zhengai.standards.queries import (
    control_values_for,
    general_values,
    own_values,
    proofs_of,
    rules_for,
)
from zhengai.standards.rules.specification import InvalidControlPoints
from zhengai_engine.scoring import Grade, read_limit


def test_adopting_twice_changes_nothing(college: College) -> None:
    first = adopt(college=college, items=[ABSENCE, EQUIPMENT], by="lin")
    assert first == Adoption(("course_absence_week", "equipment_share"), (), ())
    events = AuditEvent.objects.count()
    assert adopt(college=college, items=[EQUIPMENT, ABSENCE], by="lin") == Adoption((), (), ())
    assert AuditEvent.objects.count() == events
    assert ControlRuleVersion.objects.count() == 2


def test_a_changed_item_is_a_new_version_of_the_same_rule(college: College) -> None:
    adopt(college=college, items=[ABSENCE], by="lin")
    rule = ControlRule.objects.get()
    outcome = adopt(college=college, items=[ABSENCE | {"standard": "≤ 6%"}], by="lin")
    assert outcome.changed == ("course_absence_week",)
    rule.refresh_from_db()
    assert rule.version == 2
    assert general_values(rule).standard == read_limit("≤ 6%")
    assert [v.content["standard"] for v in rule.versions.all()] == ["≤ 5%", "≤ 6%"]
    assert str(rule) == "课程周缺课率(course_absence_week)第 2 版"
    assert str(rule.versions.first()) == "course_absence_week 第 1 版"


def test_an_item_that_is_gone_ends_and_may_come_back(college: College) -> None:
    adopt(college=college, items=[ABSENCE, EQUIPMENT], by="lin")
    assert adopt(college=college, items=[EQUIPMENT], by="lin").ended == ("course_absence_week",)
    assert [rule.code for rule in rules_for(college)] == ["equipment_share"]
    assert adopt(college=college, items=[ABSENCE, EQUIPMENT], by="lin").changed == ("course_absence_week",)
    assert ControlRule.objects.get(code="course_absence_week").version == 1


def test_a_scheme_with_a_problem_is_not_adopted_at_all(college: College) -> None:
    with pytest.raises(InvalidControlPoints) as problem:
        adopt(college=college, items=[EQUIPMENT, ABSENCE | {"level": "class"}], by="lin")
    assert len(problem.value.problems) == 1
    assert not ControlRule.objects.exists()


def test_by_default_the_installed_packs_decide(college: College, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        framework, "section", lambda college, name: [ABSENCE] if name == "control_points" else []
    )
    assert adopt(college=college, by="lin").added == ("course_absence_week",)


def test_adopting_is_recorded(college: College) -> None:
    adopt(college=college, items=[ABSENCE], by="lin")
    event = AuditEvent.objects.get(action="standards.adopt")
    assert (event.by, event.details["added"]) == ("lin", ["course_absence_week"])


def test_rules_are_found_by_level_indicator_and_period(college: College) -> None:
    adopt(college=college, items=[ABSENCE, EQUIPMENT], by="lin")
    assert [r.code for r in rules_for(college, level="course")] == ["course_absence_week"]
    assert [r.code for r in rules_for(college, indicator="equipment_share")] == ["equipment_share"]
    assert [r.code for r in rules_for(college, period_kind="week")] == ["course_absence_week"]


def test_a_rule_for_other_categories_does_not_apply(college: College) -> None:
    item = {key: value for key, value in EQUIPMENT.items() if key not in ("standard", "warnings")}
    item["alternatives"] = []
    item["variants"] = [{"categories": ["艺术"], "standard": "≥ 8%"}]
    adopt(college=college, items=[item], by="lin")
    assert rules_for(college) == []
    college.category = "艺术"
    college.save()
    assert general_values(rules_for(college)[0]).standard == read_limit("≥ 8%")


@pytest.fixture
def course(college: College) -> Subject:
    return Subject.objects.create(college=college, level="course", code="C001", name="体育与健康")


@pytest.fixture
def rule(college: College) -> ControlRule:
    adopt(college=college, items=[ABSENCE], by="lin")
    return ControlRule.objects.get()


def test_a_subject_may_have_limits_of_its_own(rule: ControlRule, course: Subject) -> None:
    limits = {"warnings": {"notice": "> 20%"}}
    point = set_control_point(rule=rule, subject=course, limits=limits, reason="室外课，天气影响大", by="lin")
    values = control_values_for(rule, course)
    assert values.warning(Grade.NOTICE) == read_limit("> 20%")
    assert values.warning(Grade.SEVERE) is None
    assert values.standard == read_limit("≤ 5%")
    assert own_values(rule) == {"C001": values}
    assert str(point) == "课程周缺课率：体育与健康"
    remove_control_point(rule=rule, subject=course, by="lin")
    remove_control_point(rule=rule, subject=course, by="lin")
    assert control_values_for(rule, course) == general_values(rule)
    assert [e.action for e in AuditEvent.objects.filter(subject="course_absence_week/course:C001")] == [
        "standards.set_control_point",
        "standards.remove_control_point",
    ]


@pytest.mark.parametrize(
    ("limits", "reason", "word"),
    [
        ({"standard": "≤ 6%"}, " ", "理由"),
        ({}, "有理由", "界限写"),
        ({"standart": "≤ 6%"}, "有理由", "界限写"),
        ({"standard": "6"}, "有理由", "看不懂"),
        ({"target": "≤ 6%"}, "有理由", "目标值比标准值宽"),
    ],
)
def test_limits_that_cannot_be_are_refused(
    rule: ControlRule, course: Subject, limits: dict[str, str], reason: str, word: str
) -> None:
    with pytest.raises(InvalidOverride, match=word):
        set_control_point(rule=rule, subject=course, limits=limits, reason=reason, by="lin")
    assert not ControlPoint.objects.exists()


def test_a_subject_of_another_level_is_refused(rule: ControlRule, college: College) -> None:
    teacher = Subject.objects.create(college=college, level="teacher", code="T001", name="王静")
    with pytest.raises(InvalidOverride, match="不适用于 王静"):
        set_control_point(rule=rule, subject=teacher, limits={"standard": "≤ 6%"}, reason="试", by="lin")


def run_cycle(college: College) -> None:
    """Data of the cycle has come: from now on standards stand still."""
    cycle = current_cycle(college, "course").code
    told = NewProof(
        level="course",
        subject="",
        period=cycle,
        stage=Stage.CARRY_OUT,
        key=f"carry_out:course:{cycle}",
        about="run:1",
        sentence="数据已经送达。",
    )
    record_proofs(college=college, proofs=[told], by="system")


def proven() -> list[tuple[str, str, str]]:
    found = Proof.objects.filter(stage="standard").order_by("id")
    return list(found.values_list("level", "subject", "key"))


def test_a_version_proves_the_standards_of_its_whole_level(college: College) -> None:
    adopt(college=college, items=[ABSENCE, EQUIPMENT], by="lin")
    adopt(college=college, items=[ABSENCE | {"standard": "≤ 6%"}, EQUIPMENT], by="lin")
    assert proven() == [
        ("course", "", "rule:course_absence_week:1"),
        ("college", "", "rule:equipment_share:1"),
        ("course", "", "rule:course_absence_week:2"),
    ]


def test_the_foundation_pack_proves_every_level_it_has_limits_for(
    college: College, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = merged_section(with_required("foundation"), "control_points")
    monkeypatch.setattr("zhengai.standards.actions.problems_of", lambda says, known: [])
    adopt(college=college, items=items, by="lin")
    assert {level for level, _, _ in proven()} == {str(item["level"]) for item in items}


def test_own_limits_prove_the_standard_of_one_subject_until_they_go(
    rule: ControlRule, course: Subject
) -> None:
    for limits in ({"standard": "≤ 6%"}, {"standard": "≤ 7%"}):
        set_control_point(rule=rule, subject=course, limits=limits, reason="室外课", by="lin")
    assert proven()[1:] == [("course", "C001", "control_point:course_absence_week:C001:set")]
    remove_control_point(rule=rule, subject=course, by="lin")
    assert len(proven()) == 1


def test_proofs_can_be_rebuilt(rule: ControlRule, course: Subject) -> None:
    set_control_point(rule=rule, subject=course, limits={"standard": "≤ 6%"}, reason="室外课", by="lin")
    fields = ("level", "subject", "period", "stage", "key", "about", "sentence", "at", "by")
    recorded = set(Proof.objects.values_list(*fields))
    Proof.objects.all().delete()
    record_proofs(college=rule.college, proofs=proofs_of(rule.college), by="rebuild")
    assert set(Proof.objects.values_list(*fields)) == recorded
    assert len(recorded) == 2


def test_standards_stand_still_while_the_cycle_runs(rule: ControlRule, course: Subject) -> None:
    set_control_point(rule=rule, subject=course, limits={"standard": "≤ 6%"}, reason="室外课", by="lin")
    run_cycle(rule.college)
    for ground in ("", "record:1", "exemption:1"):
        with pytest.raises(LoopRefused):
            set_control_point(
                rule=rule, subject=course, limits={"standard": "≤ 9%"}, reason="再宽", by="lin", ground=ground
            )
        with pytest.raises(LoopRefused):
            remove_control_point(rule=rule, subject=course, by="lin", ground=ground)
    assert ControlPoint.objects.get().limits == {"standard": "≤ 6%"}


def test_a_scheme_may_be_adopted_while_the_cycle_runs(rule: ControlRule) -> None:
    run_cycle(rule.college)
    assert adopt(college=rule.college, items=[ABSENCE | {"standard": "≤ 6%"}], by="lin").changed


def test_an_exemption_is_carried_out_for_its_reason(rule: ControlRule, course: Subject) -> None:
    run_cycle(rule.college)
    asked = ask_control_point(
        rule=rule, subject=course, limits={"standard": "≤ 6%"}, reason="室外课，天气影响大", by="wu"
    )
    assert (asked.kind, asked.about, asked.title) == (
        "standard",
        "control_rule:course_absence_week",
        "为体育与健康另定“课程周缺课率”的界限",
    )
    with pytest.raises(LoopRefused):  # asked is not approved
        carry_out_exemption(exemption=asked, by="lin")
    with pytest.raises(ExemptionRefused, match="申请人以外"):
        decide_exemption(exemption=asked, approve=True, decision="", by="wu")
    decide_exemption(exemption=asked, approve=True, decision="同意", by="lin")
    point = ControlPoint.objects.get()
    assert (point.limits, point.reason, point.decided_by) == (
        {"standard": "≤ 6%"},
        "室外课，天气影响大",
        "lin",
    )
    event = AuditEvent.objects.get(action="standards.set_control_point")
    assert event.details["ground"] == f"exemption:{asked.pk}"
    with pytest.raises(ExemptionRefused, match="已经批准"):
        decide_exemption(exemption=asked, approve=False, decision="不", by="chen")


def test_what_cannot_be_is_refused_before_it_is_asked_for(rule: ControlRule, course: Subject) -> None:
    with pytest.raises(InvalidOverride, match="看不懂"):
        ask_control_point(rule=rule, subject=course, limits={"standard": "6"}, reason="试", by="wu")
    asked = ask_control_point(rule=rule, subject=course, limits={"standard": "≤ 6%"}, reason="试", by="wu")
    assert decide_exemption(exemption=asked, approve=False, decision="依据不足", by="lin").state == "refused"
    assert not ControlPoint.objects.exists()


def test_limits_that_contradict_by_the_time_of_approval_leave_all_as_it_was(
    rule: ControlRule, course: Subject
) -> None:
    asked = ask_control_point(rule=rule, subject=course, limits={"target": "≤ 5%"}, reason="试", by="wu")
    adopt(college=rule.college, items=[ABSENCE | {"standard": "≤ 4%"}], by="lin")
    with pytest.raises(InvalidOverride, match="目标值比标准值宽"):
        decide_exemption(exemption=asked, approve=True, decision="", by="lin")
    asked.refresh_from_db()
    assert asked.state == "asked"
