"""The run of one indicator of one subject, with the limits it is judged by."""

from collections.abc import Sequence

from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of
from zhengai.indicators import queries
from zhengai.indicators.models import Definition
from zhengai.standards.queries import control_values_for, rules_for
from zhengai.web.components.ahead import look_ahead
from zhengai.web.components.charts import LineChart, Mark
from zhengai.web.components.disclosure import disclosed
from zhengai.web.components.figures import Measure, figure
from zhengai.web.components.periods import short_name
from zhengai.web.components.prose import prose
from zhengai.web.shell.person import Person
from zhengai_engine.scoring import ControlValues


def series_chart(
    college: College,
    person: Person,
    definition: Definition,
    subject: Subject,
    kind: str,
    moments: Sequence[tuple[str, str, str]] = (),
    limits: Sequence[Mark] | None = None,
    *,
    looks_ahead: bool = False,
) -> LineChart | None:
    """`moments` are (name, state, period code); `limits` stand in for those of the control point. One point is no
    line: then there is no chart. `looks_ahead` projects the run one period further, where it can be."""
    run = disclosed(person, queries.series(college, definition.code, subject.level, subject.code, kind))
    known = [each for each in run if each.value is not None]
    if len(known) < 2:
        return None
    calendar = calendar_of(college)
    measure = Measure.of(definition.body)
    labels = {each.period: short_name(calendar, each.period) for each in run}
    first, last = known[0], known[-1]
    ahead = look_ahead(college, measure, run) if looks_ahead else ""
    return LineChart(
        name="series",
        title=definition.name,
        sentence=(
            f"{prose(subject.name)}的{definition.name}：{labels[first.period]} {figure(first.value, measure).text}，"
            f"{labels[last.period]} {figure(last.value, measure).text}。"
        ),
        measure=measure,
        labels=list(labels.values()),
        values=[each.value for each in run],
        marks=[
            *(limit_marks(college, definition.code, subject, kind) if limits is None else limits),
            *(Mark(name, state, at=labels[period]) for name, state, period in moments if period in labels),
        ],
        ahead=None if isinstance(ahead, str) else ahead,
        no_ahead=ahead if isinstance(ahead, str) else "",
    )


def limit_marks(college: College, indicator: str, subject: Subject, kind: str) -> list[Mark]:
    """Of the first control point in use; a limit with two ends gives two lines."""
    rules = rules_for(college, level=subject.level, indicator=indicator, period_kind=kind)
    return _marks(control_values_for(rules[0], subject)) if rules else []


def _marks(values: ControlValues) -> list[Mark]:
    found = [("目标", "met", values.target), ("标准", "accent", values.standard)]
    found += [(each.grade.chinese, each.grade.value, each.limit) for each in values.warnings]
    return [
        Mark(name, state, end) for name, state, limit in found if limit is not None for end in limit.ends()
    ]
