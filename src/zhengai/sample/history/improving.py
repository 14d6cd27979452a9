"""Problems of the autumn become improvements; the spring's values judge them, whatever comes out."""

from collections.abc import Iterator
from datetime import date

from zhengai.college.models import Subject
from zhengai.diagnosis.models import Record
from zhengai.diagnosis.queries import Problem, problems
from zhengai.diagnosis.rules.facts import Fact
from zhengai.improvement.actions import carry_out, keep_lesson, open_improvement, start, verify
from zhengai.improvement.models import Improvement
from zhengai.improvement.rules.machine import ImprovementState
from zhengai.indicators.queries import newest_run
from zhengai.reports.actions import make_report
from zhengai.reports.models import Report
from zhengai.sample.history.people import OFFICE
from zhengai.sample.history.stage import Stage
from zhengai.sample.identity import LAST_AUTUMN, LAST_SPRING

_INDICATOR = "evaluation_score"
_LESSONS = 2
_LESSON = (
    "学生的意见要当周反馈，拖到期末就没有用了；每次座谈只定一两件马上能改的事。",
    "集体备课先统一作业和评分标准，再谈进度；平行班的差别先从批改开始缩小。",
)
REPORT = "self-diagnosis"


def open_them(stage: Stage) -> None:
    """One for each faculty: its course with the lowest score among those that missed their goal."""
    for record, problem, fact in _worst(stage):
        subject = record.subject
        source = problem.source
        if Improvement.objects.filter(college=stage.college, source=source).exists():
            continue
        person = stage.people.of(subject)
        found = open_improvement(
            subject=subject,
            source=source,
            cycle_period=LAST_AUTUMN,
            problem=fact.sentence,
            cause=problem.finding.cause,
            measure=problem.finding.measure,
            indicator=fact.indicator,
            period_kind=fact.period_kind,
            baseline_period=fact.period,
            limit=fact.target,
            owner_number=person.number,
            owner_name=person.name,
            due=date(2026, 6, 30),
            by=person.username,
        )
        start(improvement=found, by=person.username, text="新学期开课前已经布置到任课教师。")


def carry_them_out(stage: Stage) -> None:
    for each in _those(stage, ImprovementState.UNDER_WAY):
        by = stage.people.of(each.subject).username
        carry_out(improvement=each, text="措施已经按计划做完，等评教结果出来看成效。", by=by)


def judge_them(stage: Stage) -> None:
    run = newest_run(stage.college)
    assert run is not None
    verify(run=run, by=OFFICE)


def learn(stage: Stage) -> None:
    """What helped is kept for others; the report of the first that helped is frozen."""
    helped = _those(stage, ImprovementState.EFFECTIVE)
    for each, lesson in zip(helped[:_LESSONS], _LESSON, strict=False):
        keep_lesson(improvement=each, text=lesson, by=stage.people.of(each.subject).username)
    for each in helped[:1]:
        _report(stage, each.subject)


def follow_up(stage: Stage) -> None:
    """What did not help is tried another way; it still runs on the sample's day."""
    for each in _those(stage, ImprovementState.INEFFECTIVE):
        source = f"improvement:{each.pk}"
        if Improvement.objects.filter(college=stage.college, source=source).exists():
            continue
        found = open_improvement(
            subject=each.subject,
            source=source,
            cycle_period=LAST_SPRING,
            problem="上一项措施做完之后没有见效，学生评教均分仍低于目标。",
            cause="上次只改了课堂组织，没有动项目任务和批改方式。",
            measure="换用企业项目重编三个单元，作业一周内批改返回，期中请同行听课。",
            indicator=each.indicator,
            period_kind=each.period_kind,
            baseline_period=LAST_SPRING,
            limit=each.limit,
            owner_number=each.owner_number,
            owner_name=each.owner_name,
            due=date(2027, 1, 8),
            by=stage.people.of(each.subject).username,
        )
        start(improvement=found, by=found.opened_by, text="新的单元已经排进本学期授课计划。")


def _report(stage: Stage, subject: Subject) -> None:
    if Report.objects.filter(college=stage.college, subject=subject, period=LAST_AUTUMN).exists():
        return
    by = stage.people.of(subject).username
    period = stage.calendar.period(LAST_AUTUMN)
    make_report(college=stage.college, kind=REPORT, subject=subject, period=period, by=by)


def _those(stage: Stage, state: ImprovementState) -> list[Improvement]:
    found = Improvement.objects.filter(college=stage.college, state=state, baseline_period=LAST_AUTUMN)
    return list(found.select_related("college", "subject__college", "subject__department").order_by("pk"))


def _worst(stage: Stage) -> list[tuple[Record, Problem, Fact]]:
    worst: dict[str, tuple[Record, Problem, Fact]] = {}
    for record, problem, fact in _missed(stage):
        department = record.subject.department
        assert department is not None
        known = worst.get(department.code)
        if known is None or _value(fact) < _value(known[2]):
            worst[department.code] = (record, problem, fact)
    return [worst[code] for code in sorted(worst)]


def _value(fact: Fact) -> float:
    assert fact.value is not None
    return fact.value


def _missed(stage: Stage) -> Iterator[tuple[Record, Problem, Fact]]:
    records = Record.objects.filter(
        round__college=stage.college,
        round__level="course",
        round__period=LAST_AUTUMN,
        subject__code__in=stage.followed_courses,
    )
    for record in records.select_related("round__college", "subject__department").order_by("subject__code"):
        for problem in problems(record):
            for fact in problem.row.facts:
                if fact.indicator == _INDICATOR and fact.target_met is False and fact.value is not None:
                    yield record, problem, fact
