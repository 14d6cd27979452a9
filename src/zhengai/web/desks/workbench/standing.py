"""How one subject stands: the indicators it is judged by, worst first, with their run."""

from collections import defaultdict
from dataclasses import dataclass

from zhengai.alerts.models import ControlState, RuleProgress
from zhengai.alerts.queries import states
from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of
from zhengai.indicators import queries
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.periods import newest_first, short_name
from zhengai.web.components.sparklines import is_run
from zhengai.web.components.values import value_address
from zhengai_engine.model.period import Calendar
from zhengai_engine.scoring import State

SHOWN = 6
_WORST_FIRST = [
    State.SEVERE,
    State.WARNING,
    State.NOTICE,
    State.BELOW_STANDARD,
    State.NO_DATA,
    State.TOO_FEW,
    State.NORMAL,
    State.STANDARD_MET,
    State.TARGET_MET,
]


@dataclass(frozen=True)
class Line:
    """`state` is empty where no control point judges the indicator."""

    code: str
    name: str
    value: Figure
    period: str
    state: str
    series: list[float | None]

    @property
    def trend(self) -> str:
        return f"{self.name}最近 {len(self.series)} 期的走势"


@dataclass(frozen=True)
class Standing:
    subject: Subject
    level: str
    lines: list[Line]


def standing_of(college: College, subject: Subject, level: str) -> Standing:
    """In five queries, however many indicators there are."""
    judged = _judged(list(states(college, level=subject.level, subject=subject.code)))
    values: dict[str, list[CurrentValue]] = defaultdict(list)
    for each in (
        queries.current_values(college, level=subject.level).filter(subject=subject.code).order_by("period")
    ):
        values[each.indicator].append(each)
    definitions = {each.code: each for each in queries.definitions(college).filter(code__in=values)}
    codes = [code for code in judged if code in definitions] or sorted(definitions)
    calendar = calendar_of(college)
    until = dict(
        RuleProgress.objects.filter(rule__in=[each.rule_id for each in judged.values()]).values_list(
            "rule_id", "period"
        )
    )
    lines = [
        _line(definitions[code], values[code], judged.get(code), until, calendar) for code in codes[:SHOWN]
    ]
    return Standing(subject, level, lines)


def _judged(found: list[ControlState]) -> dict[str, ControlState]:
    """Indicator → its worst state, worst first."""
    found.sort(key=lambda each: _WORST_FIRST.index(State(each.state)))
    judged: dict[str, ControlState] = {}
    for each in found:
        judged.setdefault(each.rule.indicator, each)
    return judged


def _line(
    definition: Definition,
    values: list[CurrentValue],
    state: ControlState | None,
    until: dict[int, str],
    calendar: Calendar,
) -> Line:
    """The value that was judged last, so that it fits its state; unjudged the newest that is not empty."""
    by_period = {each.period: each for each in values}
    order = [by_period[period.code] for period in newest_first(calendar, by_period)] or values
    newest = next((each for each in order if each.value is not None), order[0])
    shown = by_period.get(until.get(state.rule_id, ""), newest) if state else newest
    series = [each.value for each in values if each.period_kind == shown.period_kind]
    return Line(
        code=definition.code,
        name=definition.name,
        value=figure(
            shown.value, Measure.of(definition.body), reason=shown.reason, href=value_address(shown)
        ),
        period=short_name(calendar, shown.period),
        state=state.state if state else "",
        series=series if is_run(series) else [],
    )
