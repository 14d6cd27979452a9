"""What a form is pre-filled with is what the values, limits, goals and alerts say, in words people use."""

import pytest

from tests.rooms.diagnosis.world import BEFORE, YEAR, World
from zhengai.college.models import Subject
from zhengai.core import clock
from zhengai.diagnosis.actions import open_record
from zhengai.diagnosis.models import Record
from zhengai.diagnosis.queries import form_of
from zhengai.diagnosis.rules.facts import Fact, Known, Verdict
from zhengai.goals.models import Goal
from zhengai.indicators.models import CurrentValue
from zhengai.standards.models import ControlPoint, ControlRule


def fact(record: Record, indicator: str) -> Fact:
    facts = [each for row in form_of(record).points for each in row.facts if each.indicator == indicator]
    assert facts, f"no point shows {indicator}"
    return facts[0]


def test_a_fact_is_the_current_value_with_all_it_rests_on(world: World, record: Record) -> None:
    known = fact(record, "employment_rate")
    value = CurrentValue.objects.get(indicator="employment_rate", subject="P001", period=YEAR)
    assert (known.value, known.numerator, known.denominator) == (
        value.value,
        value.numerator,
        value.denominator,
    )
    assert (known.period, known.run, known.version) == (YEAR, world.run.pk, 1)
    assert (known.previous_value, known.previous_period) == (0.9, BEFORE)
    assert known.series == ((BEFORE, 0.9), (YEAR, 0.65))
    assert (known.target, known.standard) == ("≥ 95%", "≥ 90%")
    assert known.target_from == "control_rule:programme_employment"
    assert known.warnings == (("预警", "< 83.84%"), ("严重", "< 70%"))
    assert known.state == "severe"


def test_the_opinion_is_drafted_from_data(world: World, record: Record) -> None:
    row = next(row for row in form_of(record).points if "employment_rate" in row.point.indicators)
    assert row.opinion == "毕业去向落实率 65.0%，低于标准 ≥ 90%，比上年低 25.0 个百分点。"
    assert row.verdict is Verdict.BAD
    assert not row.can_be_confirmed


def test_what_is_in_order_can_be_confirmed_in_one_tap(record: Record) -> None:
    rows = form_of(record).confirmable
    assert [row.draft for row in rows] == ["新生报到率 95.0%，达到标准 ≥ 90%。"]


def test_an_open_alert_speaks_against_a_good_value(world: World, record: Record) -> None:
    world.value("employment_rate", "P001", YEAR, 0.96)
    assert fact(record, "employment_rate").is_good
    alert = world.alert()
    known = fact(record, "employment_rate")
    assert [each.number for each in known.open_alerts] == [alert.pk]
    assert not known.is_good
    row = next(row for row in form_of(record).points if "employment_rate" in row.point.indicators)
    assert row.draft.endswith("；有 1 条预警没有关闭。")


@pytest.mark.parametrize(
    ("state", "period", "shown"),
    [("open", YEAR, True), ("closed", YEAR, True), ("open", BEFORE, True), ("closed", BEFORE, False),
     ("open", "2026-2027", False)],
)  # fmt: skip
def test_alerts_of_the_period_and_those_still_open(
    world: World, record: Record, state: str, period: str, shown: bool
) -> None:
    world.alert(state, period)
    assert bool(fact(record, "employment_rate").alerts) is shown


def test_an_approved_goal_is_the_target_and_missing_it_is_a_problem(world: World, record: Record) -> None:
    subject = Subject.objects.get(code="P002")
    told: dict[str, object] = {
        "college": world.college, "subject": subject, "indicator": "employment_rate",
        "indicator_name": "毕业去向落实率", "period": YEAR, "limit": "≥ 97%", "proposed_by": "wu",
        "proposed_at": clock.now(),
    }  # fmt: skip
    goal = Goal.objects.create(**told, state="proposed")
    other = world.record(subject="P002")
    assert fact(other, "employment_rate").is_good  # a proposal is no goal yet
    goal.state = "approved"
    goal.save()
    known = fact(other, "employment_rate")
    assert (known.target, known.target_from, known.target_met) == ("≥ 97%", f"goal:{goal.pk}", False)
    assert known.sentence == "毕业去向落实率 93.0%，低于目标 ≥ 97%，达到标准 ≥ 90%"
    assert known.is_bad


def test_a_subjects_own_limits_count(world: World, record: Record) -> None:
    rule = ControlRule.objects.get(code="programme_employment")
    ControlPoint.objects.create(
        rule=rule, subject=record.subject, limits={"standard": "≥ 60%", "warnings": {}}, reason="艰苦行业",
        decided_at=clock.now(), decided_by="lin",
    )  # fmt: skip
    known = fact(record, "employment_rate")
    assert (known.standard, known.state) == ("≥ 60%", "standard_met")


def test_the_newest_period_inside_the_rounds_speaks_for_it(world: World) -> None:
    record = world.record(level="course", subject="C001", period="2025-2026-2")
    for week, value in [("W15", 0.02), ("W16", 0.04), ("W17", None)]:
        world.value("absence_rate_4_weeks", "C001", f"2025-2026-2-{week}", value, level="course")
    world.value("absence_rate_4_weeks", "C001", "2025-2026-1-W18", 0.5, level="course")
    known = fact(record, "absence_rate_4_weeks")
    assert (known.period, known.value) == ("2025-2026-2-W16", 0.04)
    assert known.sentence == (
        "四周滚动缺课率（2025—2026学年第2学期第16周）4.0%，达到标准 ≤ 5%，比上一周高 2.0 个百分点"
    )


def test_a_calendar_year_counts_in_the_academic_year_it_ends_in(world: World, record: Record) -> None:
    world.value("service_income", "P001", "2025", 250_000.0, denominator=None)
    world.value("service_income", "P001", "2026", 990_000.0, denominator=None)
    assert fact(record, "service_income").period == "2025"


def test_a_value_that_is_not_there_says_why(world: World, record: Record) -> None:
    world.value("job_match_rate", "P001", YEAR, None, denominator=0.0, reason="no_denominator")
    known = fact(record, "job_match_rate")
    assert (known.value, known.reason, known.reason_text, known.state) == (
        None, "no_denominator", "分母为零", "no_data",
    )  # fmt: skip
    blind = fact(record, "certificate_rate")
    assert (blind.value, blind.reason, blind.reason_text) == (None, "not_computed", "本周期还没有数据")
    row = next(row for row in form_of(record).points if row.point.indicators == ("certificate_rate",))
    assert (row.verdict, row.draft) == (Verdict.ASK, "")


def test_a_rate_of_another_kind_of_period_is_measured_by_the_rules_standard_but_a_count_is_not(
    world: World,
) -> None:
    """Pass rates have a standard per semester: it holds for the year too. Two incidents a year are not two a term."""
    record = world.record(level="department", subject="D01")
    world.value("pass_rate", "D01", YEAR, 0.8, level="department")
    world.value("incidents", "D01", YEAR, 2.0, level="department", denominator=None)
    assert fact(record, "pass_rate").standard == "≥ 85%"
    assert fact(record, "incidents").standard == ""


def test_a_course_of_autumn_is_compared_with_last_autumn(world: World) -> None:
    record = world.record(level="course", subject="C001", period="2025-2026-1")
    world.value("pass_rate", "C001", "2025-2026-1", 0.8, level="course")
    world.value("pass_rate", "C001", "2024-2025-1", 0.8, level="course")
    assert fact(record, "pass_rate").change == "与去年同期持平"
    world.value("pass_rate", "C001", "2024-2025-2", 0.9, level="course")
    assert fact(record, "pass_rate").change == "比上学期低 10.0 个百分点"


def test_peers_are_summed_not_averaged_and_never_few(world: World, record: Record) -> None:
    for number, (value, graduates) in enumerate([(1.0, 300.0), (0.5, 100.0)], start=3):
        world.value("employment_rate", f"P00{number}", YEAR, value, denominator=graduates)
    assert fact(record, "employment_rate").peers_text == ""  # four are too few
    world.value("employment_rate", "P005", YEAR, 0.5, denominator=100.0)
    known = fact(record, "employment_rate")
    assert known.peers_count == 5
    assert known.peers_value == pytest.approx((65 + 93 + 300 + 50 + 50) / 700)


def test_a_student_reads_everyday_words(world: World) -> None:
    record = world.record(level="student", subject="S0001")
    world.value("pass_rate", "S0001", YEAR, 0.9, level="student", denominator=10.0)
    assert fact(record, "pass_rate").sentence.startswith("考试通过的比例 90.0%")


def test_facts_survive_being_kept(world: World, record: Record) -> None:
    world.alert()
    opened = open_record(record=record, by="wu")
    kept = Known.from_json(opened.facts)
    assert kept.by_indicator["employment_rate"] == fact(record, "employment_rate")
    assert opened.facts_run == world.run
    assert Known.from_json(
        {"indicators": {"x": {**opened.facts["indicators"]["employment_rate"], "later": 1}}}
    )
