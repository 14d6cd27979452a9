"""A goal before anybody decides on it: can it be measured, and where does it start from?"""

from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, now
from zhengai.goals.models import Goal
from zhengai.goals.queries import baseline_of
from zhengai.goals.rules.limits import read_goal_limit
from zhengai.goals.rules.machine import GoalMove, GoalRefused, next_state
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import Definition
from zhengai_engine.model.period import Period, UnknownPeriod
from zhengai_engine.scoring import InvalidLimit

LONGEST_LIMIT = 60


def checked(subject: Subject, indicator: str, period: str, limit: str) -> tuple[Definition, Period]:
    """Raises GoalRefused where the goal could never be measured."""
    college = subject.college
    try:
        definition = indicators.definition(college, indicator)
        asked = calendar_of(college).period(period)
        read_goal_limit(limit, definition.body)
    except (indicators.UnknownIndicator, UnknownPeriod, InvalidLimit) as problem:
        raise GoalRefused(str(problem)) from None
    if len(limit.strip()) > LONGEST_LIMIT:
        raise GoalRefused(f"目标值最多写 {LONGEST_LIMIT} 个字符，请写成“≥ 92%”的样子")
    known = indicators.indicators(college)[definition.code]
    if subject.level not in known.levels:
        raise GoalRefused(f"{definition.name}不在{subject.name}所在的层面计算，请换一个指标")
    if asked.kind not in known.periods:
        offered = "、".join(kind.chinese for kind in known.periods)
        raise GoalRefused(f"{definition.name}不按{asked.kind.chinese}计算，可选的周期有{offered}")
    return definition, asked


def draft(subject: Subject, definition: Definition, period: Period, limit: str, by: str) -> Goal:
    """Not saved yet; starts from the newest value before its period."""
    baseline = baseline_of(subject.college, subject, definition.code, period)
    return Goal(
        college=subject.college,
        subject=subject,
        indicator=definition.code,
        indicator_name=definition.name,
        period=period.code,
        limit=limit.strip(),
        baseline_value=baseline.value if baseline else None,
        baseline_period=baseline.period if baseline else "",
        proposed_by=by,
        proposed_at=now(subject.college),
        state=next_state(None, GoalMove.PROPOSE),
    )


def spoken(goal: Goal) -> str:
    """护理学基础2026—2027学年第1学期缺课率."""
    period = calendar_of(goal.college).period(goal.period)
    return f"{goal.subject.name}{period.name}{goal.indicator_name}"
