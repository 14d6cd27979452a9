"""The spiral is derived: told anew from what the rooms know, its proofs are the same as those told at the time."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.web import school as schools
from tests.web.access.improvement import an_improvement
from tests.web.school import SEMESTER, School, week
from zhengai.alerts.actions import answer, judge
from zhengai.alerts.models import ControlState
from zhengai.college.actions import set_calendar
from zhengai.college.models import Subject
from zhengai.cycles.models import Proof
from zhengai.diagnosis import actions as diagnosis
from zhengai.diagnosis.models import Record
from zhengai.diagnosis.queries import form_of, problems
from zhengai.goals.actions import decide_goal, propose_goal
from zhengai.improvement.actions import carry_out, keep_lesson, rebuild_proofs, start, verify
from zhengai.improvement.queries import proof_differences
from zhengai.indicators.models import CurrentValue
from zhengai.standards.actions import set_control_point
from zhengai.standards.models import ControlRule

NEXT = "2026-2027-2"


def picture(**fields: Any) -> set[tuple[Any, ...]]:
    """Proofs of data carry the day on which the college's story stands; it moves on in these tests."""
    return {
        (p.key, p.level, p.subject, p.period, p.stage, p.about, p.sentence, p.by)
        + (() if p.about.startswith("run:") else (p.at,))
        for p in Proof.objects.filter(**fields)
    }


@pytest.fixture
def school(db: None) -> School:
    """Its alerts are written by hand, so that their proofs are told first."""
    built = schools.build()
    semesters = [
        ("2025-2026-2", date(2026, 3, 2), 18),
        (SEMESTER, date(2026, 8, 31), 18),
        (NEXT, date(2027, 3, 1), 18),
    ]
    set_calendar(college=built.college, semesters=semesters, by="sys")
    ControlState.objects.update(streaks="1 1 0")
    rebuild_proofs(college=built.college, by="sys")
    return built


def history(school: School) -> None:
    """Something happens in every room."""
    course = Subject.objects.get(college=school.college, level="course", code="C001")
    goal = propose_goal(
        subject=course, indicator="absence_rate", period=NEXT, limit="≤ 4%", reason="逐年下降", ground="plan",
        owner_number="T0003", owner_name="郑怡", by="zheng",
    )  # fmt: skip
    decide_goal(goal=goal, approve=True, decision="同意", by="zhou")
    answer(alert=school.alert, text="甲流传播", measure="错峰授课", by="zheng")
    improvement_of_a_finding(school, course)


def improvement_of_a_finding(school: School, course: Subject) -> None:
    found = diagnosed(school, course)
    source = problems(found)[0].source
    improvement = an_improvement(school, source=source, cycle_period=SEMESTER)
    carry_out(improvement=start(improvement=improvement, by="zheng"), text="已调整", by="zheng")
    keep_lesson(improvement=improvement, text="错峰有效", by="zheng")
    school.college.as_of = date(2026, 11, 30)
    school.college.save()
    CurrentValue.objects.filter(subject="C001", period=week(12)).update(value=0.04)
    later = CurrentValue.objects.get(subject="C001", period=week(12), indicator="absence_rate")
    later.pk, later.period = None, week(13)
    later.save()
    school.run.periods += [week(13)]
    school.run.save()
    judge(run=school.run, by="system")
    verify(run=school.run, by="system")


def diagnosed(school: School, course: Subject) -> Record:
    opened = diagnosis.open_round(
        college=school.college, kind="self", level="course", period=SEMESTER,
        due=school.college.as_of + timedelta(days=14), by="lin",
    )  # fmt: skip
    record = diagnosis.open_record(record=opened.records.get(subject=course), by="zheng")
    for number, point in enumerate(form_of(record).points):
        record = diagnosis.save_finding(
            record=record,
            point=point.code,
            conclusion="fine" if number else "problem",
            opinion="缺课率高于标准",
            cause="甲流传播",
            measure="错峰授课",
            revision=record.revision,
            by="zheng",
        )
    record = diagnosis.submit(record=record, revision=record.revision, summary="总体平稳", by="zheng")
    return diagnosis.confirm(record=record, text="同意", by="zhou")


def test_what_is_told_anew_is_what_was_told(school: School) -> None:
    history(school)
    _, missing, stale = proof_differences(school.college)
    assert (missing, stale) == ([], [])
    kinds = {each.partition(":")[0] for each in Proof.objects.values_list("about", flat=True)}
    assert {"goal", "alert", "record", "improvement", "control_rule", "run"} <= kinds
    stages = set(Proof.objects.values_list("stage", flat=True))
    assert {"innovate", "learn", "store", "improve", "diagnose", "motivate", "adjust", "goal"} <= stages


def test_all_can_be_lost_and_rebuilt(school: School) -> None:
    history(school)
    told = picture()
    Proof.objects.all().delete()
    report = rebuild_proofs(college=school.college, by="sys")
    assert picture() == told
    assert (report.added, report.dropped) == (len({key for key, *_ in told}), 0)
    assert rebuild_proofs(college=school.college, by="sys").added == 0


def test_what_nothing_tells_is_gone_and_what_was_changed_is_mended(school: School) -> None:
    history(school)
    told = picture()
    Proof.objects.filter(stage="learn").update(sentence="有人改过")
    first = Proof.objects.first()
    assert first is not None
    first.pk, first.key = None, "goal:99999"
    first.save()
    report = rebuild_proofs(college=school.college, by="sys")
    assert report.dropped == 2
    assert picture() == told


def test_own_limits_of_a_subject_are_told_anew_too(school: School) -> None:
    course = Subject.objects.get(college=school.college, level="course", code="C002")
    rule = ControlRule.objects.get(college=school.college, code="course_absence_week")
    Proof.objects.filter(stage__in=["carry_out", "monitor"]).delete()
    set_control_point(rule=rule, subject=course, limits={"target": "≤ 1%"}, reason="小班", by="lin")
    told = picture(about__startswith="control")
    Proof.objects.all().delete()
    rebuild_proofs(college=school.college, by="sys")
    assert picture(about__startswith="control") == told
