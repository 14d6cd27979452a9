"""The goals of two years, proposed by those who answer for them and decided by the next above."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhengai.college.models import Subject
from zhengai.cycles.models import Exemption, ExemptionKind
from zhengai.cycles.rules.exemption import ExemptionState
from zhengai.diagnosis.models import Record
from zhengai.diagnosis.rules.machine import DONE
from zhengai.goals.actions import ask_goal, decide_exemption, decide_goal, propose_goal
from zhengai.goals.queries import goals, standing_goal, waiting_goal
from zhengai.goals.rules.machine import GoalState
from zhengai.sample import cast
from zhengai.sample.codes import rising_course
from zhengai.sample.history.people import LEADER, OFFICE, TEACHING_OFFICE, Person
from zhengai.sample.history.stage import Stage
from zhengai.sample.identity import LAST_AUTUMN, LAST_SPRING, NOW
from zhengai.standards.actions import ask_control_point
from zhengai.standards.models import ControlRule

YEAR, NEXT_YEAR = LAST_AUTUMN[:9], NOW[:9]

# indicator, limit, who answers for it
_COLLEGE = (
    ("employment_rate", "≥ 90%", LEADER),
    ("dual_qualified_share", "≥ 60%", LEADER),
    ("registration_rate", "≥ 92%", LEADER),
    ("attendance_rate", "≥ 95%", TEACHING_OFFICE),
    ("pass_rate", "≥ 90%", TEACHING_OFFICE),
)
_PROGRAMME = (("employment_rate", "≥ 92%"), ("certificate_rate", "≥ 80%"))
_COURSE = (("evaluation_score", "≥ 88"), ("pass_rate", "≥ 90%"))
_TEACHER = (("evaluation_score", "≥ 88"),)
_RISING = (("absence_rate", "≤ 3%"), ("pass_rate", "≥ 90%"))
_PLANNED = "列入年度工作计划，按本校质控点的标准和往年的水平提出。"
_LEARNED = "上一轮自主诊断发现的问题还要继续改进，目标接着定下去。"
RAISED_TO = "≥ 90"


@dataclass(frozen=True)
class _Wanted:
    subject: Subject
    indicator: str
    period: str
    limit: str
    owner: Person
    decided_by: str
    ground: str = ""


def set_year(stage: Stage) -> None:
    """2025-2026: the whole college, every programme, some teachers, and the courses of the first semester."""
    _college(stage, YEAR)
    _programmes(stage, YEAR, but="")
    for subject in stage.subjects("teacher", stage.followed_teachers):
        _own(stage, subject, YEAR, _TEACHER)
    for subject in stage.subjects("course", stage.followed_courses):
        _own(stage, subject, LAST_AUTUMN, _COURSE)


def set_spring(stage: Stage) -> None:
    _learned(stage, LAST_SPRING)


def set_next_year(stage: Stage) -> None:
    """2026-2027. The programme that fell behind sets the goal for its graduates after its diagnosis."""
    _college(stage, NEXT_YEAR)
    _programmes(stage, NEXT_YEAR, but=cast.FALLING_PROGRAMME)
    for subject in stage.subjects("teacher", stage.followed_teachers):
        _own(stage, subject, NEXT_YEAR, _TEACHER, _ground(subject))
    _own(stage, stage.subject("course", rising_course(stage.world.size)), NOW, _RISING)
    _learned(stage, NOW)


def raise_a_goal(stage: Stage) -> None:
    """例外: while the semester runs, a leader asks for more than was planned, and the office agrees."""
    subject = stage.subjects("course", stage.followed_courses)[-1]
    goal = standing_goal(subject, "evaluation_score", NOW)
    if goal is None or goal.limit == RAISED_TO:
        return
    person = stage.people.of(subject)
    asked = Exemption.objects.filter(college=stage.college, about=f"goal:{goal.pk}").first()
    asked = asked or ask_goal(
        subject=subject,
        indicator=goal.indicator,
        period=goal.period,
        limit=RAISED_TO,
        reason="课程组开学后增加了企业导师，师生都认为可以做得更好，申请把目标提高。",
        owner_number=person.number,
        owner_name=person.name,
        goal=goal,
        by=person.username,
    )
    if asked.state == ExemptionState.ASKED:
        decide_exemption(exemption=asked, approve=True, decision="同意提高，期末按新的目标诊断。", by=OFFICE)


def ask_for_a_standard(stage: Stage) -> None:
    """例外 that still waits for a decision."""
    subject = stage.subjects("course", stage.followed_courses)[0]
    rule = ControlRule.objects.select_related("college").get(
        college=stage.college, code="course_schedule_changes"
    )
    asked = Exemption.objects.filter(
        college=stage.college,
        kind=ExemptionKind.STANDARD,
        about=f"control_rule:{rule.code}",
        subject=subject.code,
    )
    if not asked.exists():
        ask_control_point(
            rule=rule,
            subject=subject,
            limits={"standard": "≤ 8%"},
            reason="本学期部分课时改到合作单位上课，要随对方排班调整，申请放宽这门课的调课标准。",
            by=stage.people.of(subject).username,
        )


def _college(stage: Stage, period: str) -> None:
    subject = stage.subject("college", stage.college.code)
    for indicator, limit, owner in _COLLEGE:
        wanted = _Wanted(subject, indicator, period, limit, stage.people.cast(owner), LEADER)
        _set(wanted, OFFICE, _PLANNED)


def _programmes(stage: Stage, period: str, but: str) -> None:
    for subject in stage.subjects("programme", stage.programmes):
        asked = [each for each in _PROGRAMME if subject.code != but or each[0] != "employment_rate"]
        _own(stage, subject, period, asked)


def _learned(stage: Stage, period: str) -> None:
    for subject in stage.subjects("course", stage.followed_courses):
        _own(stage, subject, period, _COURSE[:1], _ground(subject))


def _own(
    stage: Stage,
    subject: Subject,
    period: str,
    asked: Sequence[tuple[str, str]],
    ground: str = "",
) -> None:
    person = stage.people.of(subject)
    for indicator, limit in asked:
        wanted = _Wanted(
            subject, indicator, period, limit, person, stage.people.above(subject, person), ground
        )
        _set(wanted, person.username, _LEARNED if ground else _PLANNED)


def _ground(subject: Subject) -> str:
    """The newest diagnosis the subject has submitted."""
    found = Record.objects.filter(subject=subject, state__in=DONE).order_by("-round__period").first()
    return f"record:{found.pk}" if found else ""


def _set(wanted: _Wanted, proposed_by: str, reason: str) -> None:
    """Done before, even to a goal that was changed since, it is left as it is."""
    subject = wanted.subject
    known = goals(subject.college, level=subject.level, subject=subject.code, period=wanted.period, live=None)
    if known.filter(indicator=wanted.indicator).exclude(state=GoalState.PROPOSED).exists():
        return
    goal = waiting_goal(subject, wanted.indicator, wanted.period) or propose_goal(
        subject=subject,
        indicator=wanted.indicator,
        period=wanted.period,
        limit=wanted.limit,
        reason=reason,
        ground=wanted.ground,
        owner_number=wanted.owner.number,
        owner_name=wanted.owner.name,
        by=proposed_by,
    )
    decide_goal(goal=goal, approve=True, decision="同意。", by=wanted.decided_by)
