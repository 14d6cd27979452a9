"""One line for each indicator of the form: its value in the report's period, its limits, the value before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhengai.diagnosis.limits import Applied
from zhengai.diagnosis.rules.periods import before, newest_inside
from zhengai.goals.models import Goal
from zhengai.goals.rules.machine import GoalState
from zhengai.reports.gathering import Gathered
from zhengai.reports.material import Material
from zhengai.reports.rules.figures import KnownValue
from zhengai_engine.model.period import Period
from zhengai_engine.scoring import ControlValues, Judging, State, judge, read_limit

_BAD = {State.BELOW_STANDARD, State.NOTICE, State.WARNING, State.SEVERE}
_GOOD = {State.TARGET_MET, State.STANDARD_MET}


@dataclass(frozen=True)
class Line:
    """`known` is null where nothing was computed. `state` is null where no limit applies."""

    indicator: str
    name: str
    known: KnownValue | None = None
    earlier: KnownValue | None = None
    target: str = ""
    standard: str = ""
    state: State | None = None
    met: bool | None = None  # the goal

    @property
    def has_value(self) -> bool:
        return self.known is not None and self.known.value is not None

    @property
    def is_bad(self) -> bool:
        return self.has_value and (self.state in _BAD or self.met is False)

    @property
    def is_good(self) -> bool:
        return self.has_value and not self.is_bad and (self.state in _GOOD or self.met is True)

    @property
    def shown_state(self) -> State | None:
        """A goal speaks where no warning or missed standard says more; its miss looks like a missed standard."""
        if self.known is None or self.known.value is None:
            return None
        if self.met is None or self.state in _BAD:
            return self.state
        return State.TARGET_MET if self.met else State.BELOW_STANDARD

    @property
    def state_name(self) -> str:
        if self.known is None:
            return "没有计算"
        if self.known.value is None:
            return "无数据"
        if self.met is False and self.state not in _BAD:
            return "未达目标"
        return self.shown_state.chinese if self.shown_state else "—"


def lines_of(material: Material, gathered: Gathered) -> dict[str, Line]:
    return {code: _line(material, gathered, code) for code in material.indicators}


def limits_for(
    material: Material, gathered: Gathered, code: str, period: Period, *, same_kind: bool
) -> tuple[Applied, ControlValues] | None:
    """The control point for this kind of period and the subject's limits by it. A rate means the same over any
    stretch of time, so one for another kind serves where there is none, unless `same_kind`."""
    found = [each for each in material.applied.get(code, ()) if each.says.in_force(period)]
    same = next((each for each in found if each.says.period is period.kind), None)
    chosen = same or (None if same_kind else next(iter(found), None))
    if chosen is None:
        return None
    own = gathered.own.get(chosen.rule.pk)
    return chosen, own.over(chosen.values) if own else chosen.values


def goal_of(gathered: Gathered, code: str, *periods: str) -> Goal | None:
    approved = [g for g in gathered.goals if g.indicator == code and g.state == GoalState.APPROVED]
    return next((g for period in periods for g in approved if g.period == period), None)


def _line(material: Material, gathered: Gathered, code: str) -> Line:
    definition = material.definitions[code]
    name = material.scheme.words.get(code) or definition.name
    own = gathered.values.get(code, {})
    chosen = _chosen(material, own)
    if chosen is None:
        return Line(code, name)
    period = material.calendar.period(chosen)
    known = own[chosen]
    earlier = _earlier(own, [p.code for p, _ in before(material.calendar, period)])
    measured = _measured(material, gathered, known, period)
    return Line(code, name, known, earlier, *measured)


def _chosen(material: Material, own: Mapping[str, KnownValue]) -> str | None:
    """As a diagnosis chooses it: the report's own period, else the longest of the newest inside it."""
    with_value = {code for code, each in own.items() if each.value is not None}
    inside = newest_inside(material.calendar, material.period, with_value)
    return inside or newest_inside(material.calendar, material.period, own)


def _earlier(own: Mapping[str, KnownValue], codes: Sequence[str]) -> KnownValue | None:
    """The first of these that has a value: a course of every autumn is compared with the autumn before."""
    found = [own[code] for code in codes if code in own]
    return next((each for each in found if each.value is not None), found[0] if found else None)


def _measured(
    material: Material, gathered: Gathered, known: KnownValue, period: Period
) -> tuple[str, str, State | None, bool | None]:
    fact = gathered.facts.get(known.indicator)
    if fact is not None and fact.run is not None:
        return fact.target, fact.standard, State(fact.state) if fact.judged else None, fact.target_met
    goal = goal_of(gathered, known.indicator, known.period, material.period.code)
    limit = read_limit(goal.limit) if goal else None
    met = limit.holds(known.value) if limit is not None and known.value is not None else None
    target = material.limit_text(known.indicator, limit)
    found = limits_for(material, gathered, known.indicator, period, same_kind=known.denominator is None)
    if found is None:
        return target, "", None, met
    applied, values = found
    state = _state(gathered, known, applied, values)
    target = target or material.limit_text(known.indicator, values.target)
    return target, material.limit_text(known.indicator, values.standard), state, met


def _state(gathered: Gathered, known: KnownValue, applied: Applied, values: ControlValues) -> State:
    """The value by itself: how many periods in a row it was so is the business of alerts."""
    others = {
        code: rows[known.period].value for code, rows in gathered.values.items() if known.period in rows
    }
    patience = Judging(min_denominator=applied.says.judging.min_denominator)
    judged = judge(known.value, values, denominator=known.denominator, judging=patience, others=others)
    return judged.state
