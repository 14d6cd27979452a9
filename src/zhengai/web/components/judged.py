"""How values of one level stand by their control points: the kept state where it was judged last, judged anew for
earlier periods."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from zhengai.alerts.models import ControlState, RuleProgress
from zhengai.college.models import College
from zhengai.indicators.models import CurrentValue
from zhengai.indicators.writing import Measure
from zhengai.standards.models import ControlPoint, ControlRule
from zhengai.standards.queries import limits_with, rules_for, specification
from zhengai_engine.scoring import ControlValues, Limit, Operator, State, exactly, judge

WORST_FIRST = (
    State.SEVERE,
    State.WARNING,
    State.NOTICE,
    State.BELOW_STANDARD,
    State.NO_DATA,
    State.TOO_FEW,
    State.NORMAL,
    State.STANDARD_MET,
    State.TARGET_MET,
)
# of several: what is wrong, else what is well; the absence of data only where there is nothing else
TELLING_FIRST = (
    *WORST_FIRST[:4],
    State.NORMAL,
    State.STANDARD_MET,
    State.TARGET_MET,
    State.TOO_FEW,
    State.NO_DATA,
)


@dataclass(frozen=True)
class Judged:
    """What a control point says of one value. `state` is empty where nothing was judged yet; `since`, the period in
    which it began, is known of the period judged last only."""

    rule: ControlRule
    control: ControlValues
    state: str
    since: str = ""


class Judgements:
    """Of some subjects of a level; four questions to the database, however many values are judged."""

    def __init__(self, college: College, level: str, subjects: Collection[str]) -> None:
        self._college, self._level, self._subjects = college, level, list(subjects)

    @cached_property
    def rules(self) -> dict[str, list[ControlRule]]:
        """Indicator → its control points."""
        found: dict[str, list[ControlRule]] = defaultdict(list)
        for rule in rules_for(self._college, level=self._level):
            found[rule.indicator].append(rule)
        return found

    @cached_property
    def _ids(self) -> list[int]:
        return [rule.pk for rules in self.rules.values() for rule in rules]

    @cached_property
    def _own(self) -> dict[tuple[int, str], ControlPoint]:
        points = ControlPoint.objects.filter(
            rule__in=self._ids, subject__level=self._level, subject__code__in=self._subjects
        )
        return {(each.rule_id, each.subject.code): each for each in points.select_related("subject")}

    @cached_property
    def _kept(self) -> dict[tuple[int, str], ControlState]:
        states = ControlState.objects.filter(rule__in=self._ids, subject__in=self._subjects)
        return {(each.rule_id, each.subject): each for each in states}

    @cached_property
    def _until(self) -> dict[int, str]:
        return dict(RuleProgress.objects.filter(rule__in=self._ids).values_list("rule_id", "period"))

    def of(self, subjects: Collection[str]) -> "Judgements":
        """The same for other subjects of the level; what is known of its control points stays."""
        found = Judgements(self._college, self._level, subjects)
        if "rules" in self.__dict__:
            found.rules = self.rules
        return found

    def worst(self, subject: str) -> str:
        """The most telling of the states kept for a subject; empty where none is."""
        held = [State(each.state) for (_, code), each in self._kept.items() if code == subject]
        return min(held, key=TELLING_FIRST.index) if held else ""

    def rule_for(self, indicator: str, kind: str) -> ControlRule | None:
        """The one for this kind of period."""
        return next((rule for rule in self.rules.get(indicator, []) if rule.period_kind == kind), None)

    def judged_last(self, indicator: str) -> str:
        """The period up to which the indicator's first control point was judged; empty before."""
        rules = self.rules.get(indicator)
        return self._until.get(rules[0].pk, "") if rules else ""

    def control(self, rule: ControlRule, subject: str) -> ControlValues:
        return limits_with(rule, self._own.get((rule.pk, subject)))

    def judged(self, value: CurrentValue, others: Mapping[str, float | None] | None = None) -> Judged | None:
        """Null where no control point speaks of the indicator in periods of this kind. `others` are values of the same
        subject and period."""
        rule = self.rule_for(value.indicator, value.period_kind)
        if rule is None:
            return None
        control = self.control(rule, value.subject)
        kept = self._kept.get((rule.pk, value.subject))
        if self._until.get(rule.pk) == value.period:
            return Judged(rule, control, kept.state if kept else "", kept.since if kept else "")
        # one value by itself: how often its limits were crossed before is not asked
        patience = replace(specification(rule).judging, consecutive=1)
        once = judge(value.value, control, denominator=value.denominator, judging=patience, others=others)
        return Judged(rule, control, once.state)


def limit_text(limit: Limit | None, measure: Measure) -> str:
    """≥ 95%, 3—5 人; as exact as it was set."""
    if limit is None:
        return ""
    ends = "—".join(exactly(end, percent=measure.percent) for end in limit.ends())
    if limit.operator is Operator.OUTSIDE:
        return f"{ends} 之外"
    # what a value is to be equal to is the number alone
    symbol = "" if limit.operator is Operator.EQUAL else limit.operator.symbol
    return f"{symbol}\u00a0{ends}" if symbol else ends
