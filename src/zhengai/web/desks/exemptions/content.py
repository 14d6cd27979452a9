"""What an exemption asks for, in words: how it is now beside how it would be, and the rule that forbids it."""

from dataclasses import dataclass

from zhengai.alerts.models import Alert
from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of
from zhengai.cycles.models import Exemption, ExemptionKind
from zhengai.goals.models import Goal
from zhengai.goals.rules.machine import GoalState
from zhengai.indicators.queries import definitions
from zhengai.standards.models import ControlRule, StandardVersion
from zhengai.standards.queries import control_values_for
from zhengai.standards.rules.library import VersionState
from zhengai.standards.rules.limits import Unreadable, read_limits
from zhengai.web.components.figures import Measure
from zhengai.web.components.judged import limit_text
from zhengai.web.components.periods import full_name
from zhengai_engine.scoring import ControlValues, Grade

RULES = {
    ExemptionKind.ALERT: (
        "预警在新数据回到界限之内时自动关闭，不靠手工。不等数据就关闭，要写明理由，由申请人以外的人批准；"
        "批准以后等级再加重，仍会重新预警。"
    ),
    ExemptionKind.STANDARD: (
        "实施开始以后，动态螺旋只纠正执行，不动标准：边做边改尺子，前后就不能比较。确需现在调整，要有理由，"
        "由申请人以外的人批准。"
    ),
    ExemptionKind.GOAL: (
        "实施开始以后，动态螺旋只纠正执行，不动目标：目标随结果改，就看不出有没有达到。确需现在调整，要有理由，"
        "由申请人以外的人批准。"
    ),
}


@dataclass(frozen=True)
class Change:
    """One line of what is asked for."""

    name: str
    now: str
    then: str


def changes(exemption: Exemption) -> list[Change]:
    kind = ExemptionKind(exemption.kind)
    if kind is ExemptionKind.STANDARD:
        return _of_standard(exemption)
    return _of_goal(exemption) if kind is ExemptionKind.GOAL else _of_alert(exemption)


def _of_alert(exemption: Exemption) -> list[Change]:
    alert = Alert.objects.filter(college=exemption.college_id, pk=exemption.content["alert"]).first()
    return [Change("预警", alert.get_state_display(), "例外关闭")] if alert else []


def _of_goal(exemption: Exemption) -> list[Change]:
    content = exemption.content
    goal = Goal.objects.filter(
        college=exemption.college_id,
        subject__level=exemption.level,
        subject__code=exemption.subject,
        indicator=content["indicator"],
        period=content["period"],
        state=GoalState.APPROVED,
    ).first()
    period = full_name(calendar_of(exemption.college), content["period"])
    now = goal.limit if goal else "没有目标"
    return [Change("周期", period, period), Change("目标值", now, str(content["limit"]))]


def _of_standard(exemption: Exemption) -> list[Change]:
    """As it was asked for; once decided, what applies now is what was asked for or what stayed."""
    college = exemption.college
    if "standard_version" in exemption.content:
        return _of_version(exemption)
    rule = ControlRule.objects.filter(college=college, code=exemption.content["rule"]).first()
    subject = _subject(college, exemption)
    if rule is None or subject is None:
        return []
    rule.college = college
    definition = definitions(college).filter(code=rule.indicator).first()
    measure = Measure.of(definition.body if definition else {})
    before = control_values_for(rule, subject)
    try:
        after = read_limits(exemption.content["limits"]).over(before)
    except Unreadable:
        return []
    return _compared(before, after, measure)


def _of_version(exemption: Exemption) -> list[Change]:
    found = StandardVersion.objects.filter(pk=exemption.content["standard_version"]).first()
    if found is None:
        return []
    stands = StandardVersion.objects.filter(standard=found.standard_id, state=VersionState.APPROVED).first()
    now = f"第 {stands.number} 版" if stands else "没有"
    return [Change("现行的版本", now, f"第 {found.number} 版可以审定")]


def _subject(college: College, exemption: Exemption) -> Subject | None:
    return Subject.objects.filter(college=college, level=exemption.level, code=exemption.subject).first()


def _compared(before: ControlValues, after: ControlValues, measure: Measure) -> list[Change]:
    old, new = _written(before, measure), _written(after, measure)
    order = ["目标值", "标准值", *(f"{grade.chinese}值" for grade in Grade)]
    return [
        Change(name, old.get(name, "没有"), new.get(name, "取消"))
        for name in order
        if name in old or name in new
    ]


def _written(values: ControlValues, measure: Measure) -> dict[str, str]:
    found = [("目标值", values.target), ("标准值", values.standard)]
    found += [(f"{grade.chinese}值", values.warning(grade)) for grade in Grade]
    return {name: limit_text(limit, measure) for name, limit in found if limit is not None}
