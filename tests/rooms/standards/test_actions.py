"""Adopting control points, and limits of a single subject's own."""

import pytest

from tests.rooms.standards.test_reading import ABSENCE, EQUIPMENT
from zhengai.college.models import College, Subject
from zhengai.core.models import AuditEvent
from zhengai.framework import queries as framework
from zhengai.standards.actions import (
    Adoption,
    InvalidOverride,
    adopt,
    remove_control_point,
    set_control_point,
)
from zhengai.standards.models import ControlPoint, ControlRule, ControlRuleVersion
from zhengai.standards.queries import control_values_for, general_values, own_values, rules_for
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
