"""Which limits speak of a subject's values in a round: control points with its own limits, and approved goals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhengai.college.models import College, Subject
from zhengai.goals.models import Goal
from zhengai.goals.rules.machine import GoalState
from zhengai.indicators.models import CurrentValue
from zhengai.standards import queries as standards
from zhengai.standards.models import ControlPoint, ControlRule
from zhengai.standards.rules.specification import Specification
from zhengai_engine.model.period import Period
from zhengai_engine.scoring import ControlValues, Judgement, Judging, judge


@dataclass(frozen=True)
class Applied:
    """One control point as it applies to the subject."""

    rule: ControlRule
    says: Specification
    values: ControlValues

    def judge(self, row: CurrentValue, others: Mapping[str, float | None]) -> Judgement:
        """The value by itself: how many periods in a row it was so is the business of alerts."""
        patience = Judging(min_denominator=self.says.judging.min_denominator)
        return judge(row.value, self.values, denominator=row.denominator, judging=patience, others=others)


class Limits:
    """Read once for a subject: the control points of its level and its goals."""

    def __init__(self, college: College, subject: Subject, periods: Sequence[str]) -> None:
        rules = standards.rules_for(college, level=subject.level)
        own = {point.rule_id: point for point in ControlPoint.objects.filter(rule__in=rules, subject=subject)}
        self._by_indicator: dict[str, list[Applied]] = {}
        for rule in rules:
            says = standards.specification(rule)
            values = standards.limits_with(rule, own.get(rule.pk))
            self._by_indicator.setdefault(rule.indicator, []).append(Applied(rule, says, values))
        goals = Goal.objects.filter(subject=subject, period__in=periods, state=GoalState.APPROVED)
        self._goals = {(goal.indicator, goal.period): goal for goal in goals}

    def condition_indicators(self, indicators: Sequence[str]) -> set[str]:
        """What alternative conditions of these indicators' control points look at besides."""
        known = [each for code in indicators for each in self._by_indicator.get(code, ())]
        return {code for each in known for code in each.says.indicators()} - set(indicators)

    def applied(self, row: CurrentValue, period: Period) -> Applied | None:
        """The control point for this kind of period. A rate or mean means the same over any stretch of time, so one
        for another kind serves where there is none; a count does not."""
        found = [each for each in self._by_indicator.get(row.indicator, ()) if each.says.in_force(period)]
        same = next((each for each in found if each.says.period is period.kind), None)
        if same is not None or row.denominator is None:
            return same
        return found[0] if found else None

    def goal(self, indicator: str, *periods: str) -> Goal | None:
        """The first of these periods that has an approved one."""
        found = (self._goals.get((indicator, period)) for period in periods)
        return next((goal for goal in found if goal is not None), None)
