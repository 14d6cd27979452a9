"""From values to alerts: raised, escalated, eased, closed; the same whatever the order of judging."""

import random
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from tests.rooms.alerts.world import ABSENCE, World, week
from zhengai.alerts import actions
from zhengai.alerts.actions import judge
from zhengai.alerts.models import Alert, AlertEvent, ControlState, RuleProgress
from zhengai.alerts.queries import alerts_for_person, open_alerts, timeline
from zhengai.college.actions import sync_subjects
from zhengai.college.models import Subject
from zhengai.core.models import AuditEvent
from zhengai.standards.actions import ask_control_point, decide_exemption
from zhengai.standards.models import ControlRule


def snapshot() -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """All that judging writes, but for row numbers."""
    alert_fields = (
        "subject period grade state sentence value limit due closed_period closed_value closed_reason"
    )
    return (
        list(
            ControlState.objects.order_by("subject").values_list(
                "subject", "state", "grade", "streaks", "since"
            )
        ),
        list(Alert.objects.order_by("subject", "id").values_list(*alert_fields.split())),
        list(
            AlertEvent.objects.order_by("alert__subject", "id").values_list(
                "alert__subject", "move", "period", "to_grade"
            )
        ),
        list(RuleProgress.objects.values_list("rule__code", "period")),
    )


def test_a_crossed_limit_raises_one_alert_with_its_facts(world: World) -> None:
    report = world.course(0.04, 0.06, 0.12)
    alert = world.alert()
    assert (report.raised, report.unchanged, report.judged) == (1, 0, 3)
    assert (alert.subject, alert.period, alert.grade, alert.state) == ("C001", week(3), "notice", "open")
    assert (alert.value, alert.limit, alert.indicator, alert.level) == (
        0.12,
        "> 0.1",
        "absence_rate",
        "course",
    )
    assert alert.sentence == (
        "高等数学2026—2027学年第1学期第3周缺课率为12%，高于提示值10%，连续2周上升，请在2026年12月4日前处理。"
    )
    assert (alert.trend, alert.due, alert.rule_version) == ("连续2周上升", date(2026, 12, 4), 1)
    assert [(p.person_number, p.person_name) for p in alert.persons.all()] == [("T001", "郑怡")]
    assert alert.unit == "信息工程学院"
    assert str(alert) == alert.sentence
    assert str(alert.persons.get()) == "郑怡"


def test_a_value_within_its_limits_raises_nothing(world: World) -> None:
    report = world.course(0.04, 0.1, 0.1)
    assert not Alert.objects.exists()
    assert report.judged == 3
    state = ControlState.objects.get()
    assert (state.state, state.since) == ("below_standard", week(2))
    assert str(state) == "course_absence_week C001:未达标准"
    assert str(RuleProgress.objects.get()) == f"course_absence_week 判断到 {week(3)}"


def test_a_worse_grade_escalates_the_same_alert(world: World) -> None:
    world.course(0.12)
    alert = world.alert()
    actions.acknowledge(alert=alert, by="zheng")
    report = world.course(0.30, start=2)
    alert.refresh_from_db()
    assert (report.raised, report.escalated) == (0, 1)
    assert (alert.grade, alert.period, alert.state) == ("severe", week(1), "open")
    assert alert.due == date(2026, 11, 23)
    assert "高于严重值25%" in alert.sentence
    last = timeline(alert)[-1]
    assert (last.move, last.from_grade, last.to_grade, last.from_state) == (
        "escalate",
        "notice",
        "severe",
        "acknowledged",
    )


def test_a_milder_grade_eases_the_alert_and_keeps_its_due_date(world: World) -> None:
    world.course(0.30)
    report = world.course(0.12, start=2)
    alert = world.alert()
    assert (report.eased, alert.grade, alert.due) == (1, "notice", date(2026, 11, 23))


def test_new_data_inside_the_limit_closes(world: World) -> None:
    world.course(0.12)
    report = world.course(0.08, start=2)
    alert = world.alert()
    assert (report.closed, alert.state, alert.closed_reason) == (1, "closed", "data")
    assert (alert.closed_period, alert.closed_value) == (week(2), 0.08)
    assert timeline(alert)[-1].text == "2026—2027学年第1学期第2周缺课率为8%，已回到界限以内。"
    assert ControlState.objects.get().alert is None


def test_an_alert_that_closed_makes_room_for_a_new_one_in_the_same_judging(world: World) -> None:
    world.course(0.12)
    report = world.course(0.04, 0.2, start=2)
    assert (report.closed, report.raised) == (1, 1)
    assert list(Alert.objects.order_by("id").values_list("state", "period")) == [
        ("closed", week(1)),
        ("open", week(3)),
    ]


def test_hysteresis_keeps_the_alert_until_the_margin_is_left(world: World) -> None:
    world.adopt(ABSENCE | {"margin": "2%", "consecutive": 2})
    assert world.course(0.12).raised == 0
    assert world.course(0.12, start=2).raised == 1
    assert world.course(0.09, start=3).closed == 0
    assert world.course(0.08, start=4).closed == 1


def test_too_few_rows_are_not_judged(world: World) -> None:
    world.adopt(ABSENCE | {"min_denominator": 20})
    world.judge({week(1): {"C001": 0.5}}, denominator=19.0)
    assert not Alert.objects.exists()
    assert ControlState.objects.get().state == "too_few"
    world.course(0.5, start=2)
    world.judge({week(3): {"C001": 0.0}}, denominator=3.0)
    assert (world.alert().state, ControlState.objects.get().state) == ("open", "severe")


def test_no_data_is_a_state_and_no_pass(world: World) -> None:
    world.course(0.12, None)
    alert = Alert.objects.get(kind="limit")
    assert (alert.state, ControlState.objects.get().state) == ("open", "no_data")


def test_a_value_that_does_not_apply_is_not_judged(world: World) -> None:
    world.judge({week(1): {"C001": None}}, reason="not_applicable")
    assert not ControlState.objects.exists()


@pytest.mark.parametrize(
    "series", [[0.12], [0.12, 0.3, 0.2], [0.12, 0.04], [0.12, None, 0.04, 0.3], [0.3, 0.04, 0.3]]
)
def test_the_same_run_judged_twice_changes_nothing(world: World, series: list[float | None]) -> None:
    run = world.run({week(i): {"C001": v, "C002": 0.2} for i, v in enumerate(series, start=1)})
    judge(run=run, by="system")
    before = snapshot()
    report = judge(run=run, by="system")
    assert snapshot() == before
    assert (report.raised, report.escalated, report.eased, report.closed, report.no_data) == (0, 0, 0, 0, 0)
    assert report.unchanged == open_alerts(world.college).count()


def test_judging_week_by_week_equals_judging_at_once(world: World) -> None:
    series = [0.04, 0.12, 0.3, None, 0.2, 0.04, 0.12]
    world.course(*series)
    at_once = snapshot()
    for model in (AlertEvent, ControlState, RuleProgress, Alert):
        model.objects.all().delete()
    for number, value in enumerate(series, start=1):
        world.course(value, start=number)
    assert snapshot() == at_once


@pytest.mark.parametrize("seed", range(8))
def test_whatever_the_order_in_which_weeks_arrive_the_same_is_known_in_the_end(
    world: World, seed: int
) -> None:
    """Late, corrected and repeated weeks: states and live alerts are those of the final values judged in order."""
    chance = random.Random(seed)
    world.adopt(ABSENCE | {"margin": "2%", "consecutive": chance.choice([1, 2, 3])})
    levels = [None, 0.04, 0.09, 0.12, 0.17, 0.3]
    final: dict[int, float | None] = {}
    for _ in range(14):
        number = chance.randint(1, 6)
        final[number] = chance.choice(levels)
        world.course(final[number], start=number)
    in_pieces = _known()
    for model in (AlertEvent, ControlState, RuleProgress, Alert):
        model.objects.all().delete()
    judge(run=world.run({week(n): {"C001": final[n]} for n in sorted(final)}), by="system")
    assert _known() == in_pieces


def _known() -> tuple[list[Any], list[Any]]:
    columns = ("subject", "state", "grade", "streaks", "since", "period", "before")
    live = Alert.objects.filter(state="open", kind="limit").values_list("subject", "grade")
    return list(ControlState.objects.values_list(*columns)), list(live)


def test_a_corrected_value_of_the_alerts_period_closes_it(world: World) -> None:
    world.course(0.04, 0.12)
    report = world.course(0.08, start=2)
    assert (report.closed, world.alert().closed_period) == (1, week(2))
    assert ControlState.objects.get().state == "below_standard"


def test_a_corrected_older_week_is_judged_anew_with_all_that_followed(world: World) -> None:
    world.adopt(ABSENCE | {"consecutive": 2})
    world.course(0.04, 0.12, 0.12)
    assert world.alert().state == "open"
    world.course(0.04, start=2)
    assert world.alert().state == "closed"
    state = ControlState.objects.get()
    assert (state.state, state.streaks) == ("below_standard", "1 0 0")
    # and the other way round: an older week turns out to be bad, which makes the row complete
    report = world.course(0.12, start=2)
    assert (report.raised, Alert.objects.filter(state="open").count()) == (1, 1)


def test_an_older_week_that_changes_nothing_leaves_the_alert_alone(world: World) -> None:
    world.course(0.12, 0.12, 0.2)
    before = snapshot()
    assert world.course(0.13, start=2).unchanged == 1
    assert snapshot() == before


def test_a_control_point_adopted_late_knows_the_weeks_before(world: World) -> None:
    run = world.run({week(1): {"C001": 0.12}, week(2): {"C001": 0.12}})
    run.periods = [week(2)]
    world.adopt(ABSENCE | {"consecutive": 2})
    assert judge(run=run, by="system").raised == 1


def test_weeks_that_were_computed_but_not_judged_are_caught_up(world: World) -> None:
    world.adopt(ABSENCE | {"consecutive": 3})
    world.course(0.12)
    world.run({week(2): {"C001": 0.12}})
    assert world.course(0.12, start=3).raised == 1


def test_changed_limits_judge_anew(world: World) -> None:
    run = world.run({week(1): {"C001": 0.12}})
    judge(run=run, by="system")
    world.adopt(ABSENCE | {"warnings": {"notice": "> 13%"}})
    assert judge(run=run, by="system").closed == 1
    rule = ControlRule.objects.get()
    subject = Subject.objects.get(code="C001")
    # data has been judged, so the cycle runs: limits change by an exemption only
    asked = ask_control_point(
        rule=rule, subject=subject, limits={"warnings": {"severe": "> 11%"}}, reason="试点", by="zheng"
    )
    decide_exemption(exemption=asked, approve=True, decision="", by="lin")
    assert judge(run=run, by="system").raised == 1
    assert open_alerts(world.college).get().grade == "severe"


def test_a_period_that_has_not_ended_waits_unless_the_control_point_says_otherwise(world: World) -> None:
    assert world.course(0.5, start=12).judged == 0
    world.adopt(ABSENCE | {"running": True})
    assert world.course(0.5, start=12).raised == 1
    assert world.course(0.04, start=13).judged == 0


def test_a_control_point_out_of_force_judges_nothing(world: World) -> None:
    world.adopt(ABSENCE | {"valid_from": "2027-01-01"})
    assert world.course(0.5).judged == 0


def test_other_kinds_of_period_are_not_judged(world: World) -> None:
    assert world.judge({"2025-2026-2": {"C001": 0.5}}).judged == 0


def test_an_alternative_condition_passes(world: World) -> None:
    world.adopt(
        {
            "code": "new_share",
            "name": "新增设备比例",
            "indicator": "new_share",
            "level": "college",
            "period": "academic_year",
            "standard": "≥ 10%",
            "warnings": {"notice": "< 10%"},
            "alternatives": [
                {"name": "总值超过1亿元", "all": [{"indicator": "equipment_value", "is": "> 100000000"}]}
            ],
            "source": "教发〔2004〕2号",
        }
    )
    year = {"2025-2026": {"SAMPLE0001": 0.08}}
    run = world.run(year, indicator="new_share", level="college")
    assert judge(run=run, by="system").raised == 1
    assert world.alert().subject_name == "青禾职业技术学院(示例)"
    world.write(run, "2025-2026", "SAMPLE0001", 1.6e8, indicator="equipment_value", level="college")
    assert judge(run=run, by="system").closed == 1
    assert ControlState.objects.get().state == "standard_met"


@pytest.mark.parametrize(
    ("responsible", "course", "persons", "unit"),
    [
        ("subject", "C001", ["郑怡"], "信息工程学院"),
        ("subject", "C002", ["周岚"], "信息工程学院"),
        ("subject", "C003", [], ""),
        ("department:教务处", "C001", ["何川"], "教务处"),
        ("department:D90", "C001", ["何川"], "教务处"),
        ("department:后勤处", "C001", [], "后勤处"),
        ("data_owner", "C001", ["何川"], "教务处"),
    ],
)
def test_an_alert_finds_its_people(
    world: World, responsible: str, course: str, persons: list[str], unit: str
) -> None:
    world.adopt(ABSENCE | {"responsible": responsible})
    world.course(0.5, subject=course)
    alert = world.alert()
    assert ([p.person_name for p in alert.persons.all()], alert.unit) == (persons, unit)


def test_a_control_point_may_word_its_own_sentence(world: World) -> None:
    world.adopt(ABSENCE | {"sentence": "{grade}:{subject}{value},{trend}"})
    world.course(0.5)
    assert world.alert().sentence == "严重:高等数学50%,"


def test_an_exception_is_silent_until_it_gets_worse_or_is_over(world: World) -> None:
    world.course(0.12)
    actions.except_alert(alert=world.alert(), reason="校庆周停课", requested_by="zheng", by="lin")
    assert world.course(0.13, start=2).raised == 0
    assert world.course(0.2, start=3).raised == 1
    assert world.course(0.04, start=4).closed == 1
    assert world.course(0.12, start=5).raised == 1


def test_an_exception_ends_with_the_breach(world: World) -> None:
    world.course(0.12)
    actions.except_alert(alert=world.alert(), reason="校庆周停课", requested_by="zheng", by="lin")
    report = world.course(0.04, 0.12, start=2)
    assert (report.closed, report.raised) == (0, 1)


def test_alerts_of_a_control_point_out_of_use_are_withdrawn(world: World) -> None:
    run = world.run({week(1): {"C001": 0.5}})
    judge(run=run, by="system")
    world.adopt()
    assert judge(run=run, by="system").withdrawn == 1
    assert (world.alert().closed_reason, ControlState.objects.count()) == ("withdrawn", 0)
    world.adopt(ABSENCE)
    assert judge(run=run, by="system").raised == 1


def test_alerts_of_a_subject_that_left_are_withdrawn(world: World) -> None:
    world.course(0.5)
    sync_subjects(college=world.college, level="course", rows=[], by="he")
    assert world.judge({week(2): {}}).withdrawn == 1
    assert timeline(world.alert())[-1].text == "高等数学已停用。"


def test_each_judging_is_recorded_once_with_its_counts(world: World) -> None:
    world.course(0.5)
    event = AuditEvent.objects.get(action="alerts.judge")
    assert (event.by, event.details["raised"], event.details["judged"]) == ("system", 1, 1)


def test_a_failing_audit_undoes_the_judging(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("审计不可写")

    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(RuntimeError):
        world.course(0.5)
    assert not Alert.objects.exists()
    assert not ControlState.objects.exists()


def test_the_database_refuses_a_second_live_alert(world: World) -> None:
    world.course(0.5)
    alert = world.alert()
    alert.pk = None
    with pytest.raises(IntegrityError):
        alert.save(force_insert=True)


def test_alerts_are_found_by_what_they_speak_of(world: World) -> None:
    world.judge({week(1): {"C001": 0.12, "C002": 0.5, "C003": 0.04}})
    assert [a.subject for a in open_alerts(world.college)] == ["C002", "C001"]
    assert [a.subject for a in open_alerts(world.college, grade="notice")] == ["C001"]
    assert not open_alerts(world.college, level="teacher")
    assert not open_alerts(world.college, indicator="new_share")
    assert [a.subject for a in open_alerts(world.college, subject="C002")] == ["C002"]
    assert [a.subject for a in alerts_for_person(world.college, "T001")] == ["C001"]
    assert [a.subject for a in alerts_for_person(world.college, "T100")] == ["C002"]
    states = ControlState.objects.filter(rule__college=world.college, rule__level="course", subject="C003")
    assert [s.state for s in states] == ["standard_met"]
