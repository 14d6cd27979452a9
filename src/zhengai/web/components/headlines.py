"""How one subject stands: the indicators it is judged by, worst first, with their run."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db.models import Q

from zhengai.alerts.models import ControlState
from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of
from zhengai.cycles.queries import current_cycle, turns
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.cycles.rules.turn import Turn
from zhengai.indicators import queries
from zhengai.indicators.models import CurrentValue, Definition, Run
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.judged import WORST_FIRST
from zhengai.web.components.periods import newest_first, short_name
from zhengai.web.components.sparklines import is_run
from zhengai.web.components.values import value_address
from zhengai_engine.model.period import Calendar
from zhengai_engine.scoring import State

SHOWN = 6


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
    turn: Turn | None = None
    run: Run | None = None  # the newest behind its values


def standings_of(
    college: College, subjects: Sequence[Subject], level_names: Mapping[str, str]
) -> list[Standing]:
    """In five queries and one a level, however many subjects and indicators there are."""
    if not subjects:
        return []
    found = _states(college, subjects)
    judged = {
        each.pk: _judged([s for s in found if (s.rule.level, s.subject) == (each.level, each.code)])
        for each in subjects
    }
    held = _held(college, subjects)
    codes = {each.pk: (list(judged[each.pk]) or sorted(held[each.pk])) for each in subjects}
    definitions = {
        each.code: each for each in queries.definitions(college).filter(code__in=set().union(*codes.values()))
    }
    chosen = {
        pk: [code for code in wanted if code in definitions and code in held[pk]][:SHOWN]
        for pk, wanted in codes.items()
    }
    values = _values(college, subjects, chosen)
    spirals = _turns(college, subjects)
    calendar = calendar_of(college)
    return [
        Standing(
            each,
            level_names[each.level],
            [
                _line(definitions[code], values[each.pk, code], judged[each.pk].get(code), calendar)
                for code in chosen[each.pk]
            ],
            spirals.get((each.level, each.code)),
            _newest_run([value for code in chosen[each.pk] for value in values[each.pk, code]]),
        )
        for each in subjects
    ]


def lines_of(college: College, subject: Subject, codes: Sequence[str]) -> list[Line]:
    """The named indicators of one subject, those that were ever computed for it, in the order named: three queries."""
    judged = _judged(_states(college, [subject]))
    values = _values(college, [subject], {subject.pk: codes})
    known = {each.code: each for each in queries.definitions(college).filter(code__in=list(codes))}
    calendar = calendar_of(college)
    return [
        _line(known[code], held, judged.get(code), calendar)
        for code in codes
        if code in known and (held := values.get((subject.pk, code)))
    ]


def _states(college: College, subjects: Sequence[Subject]) -> list[ControlState]:
    """By every control point, with how far each was judged."""
    chosen = Q(pk__in=[])
    for each in subjects:
        chosen |= Q(rule__level=each.level, subject=each.code)
    rows = ControlState.objects.filter(chosen, rule__college=college)
    return list(rows.select_related("rule__progress").order_by("rule__code"))


def _turns(college: College, subjects: Sequence[Subject]) -> dict[tuple[str, str], Turn]:
    """Of the cycles that run today; a calendar that does not reach it shows none."""
    found: dict[tuple[str, str], Turn] = {}
    for level in dict.fromkeys(each.level for each in subjects):
        codes = [each.code for each in subjects if each.level == level]
        with suppress(OutsideCalendar):
            held = turns(college, level, codes, current_cycle(college, level))
            found |= {(level, code): turn for code, turn in held.items()}
    return found


def _newest_run(values: Sequence[CurrentValue]) -> Run | None:
    return max((each.run for each in values), key=lambda run: run.pk, default=None)


def _of(subjects: Sequence[Subject]) -> Q:
    """May hold a few subjects too many, where codes of two levels are alike: callers look at both. Pairs joined by
    OR would make the database read the whole table."""
    return Q(level__in={each.level for each in subjects}, subject__in={each.code for each in subjects})


def _held(college: College, subjects: Sequence[Subject]) -> dict[int, set[str]]:
    """Subject → indicators that were ever computed for it."""
    rows = queries.current_values(college).filter(_of(subjects)).order_by()
    found = set(rows.values_list("level", "subject", "indicator").distinct())
    return {
        each.pk: {code for level, subject, code in found if (level, subject) == (each.level, each.code)}
        for each in subjects
    }


def _values(
    college: College, subjects: Sequence[Subject], chosen: Mapping[int, Sequence[str]]
) -> dict[tuple[int, str], list[CurrentValue]]:
    """Of the indicators that are shown only, oldest first."""
    keys = {(each.level, each.code): each.pk for each in subjects}
    rows = queries.current_values(college).filter(
        _of(subjects), indicator__in=set().union(*map(set, chosen.values()))
    )
    found: dict[tuple[int, str], list[CurrentValue]] = defaultdict(list)
    for each in rows.select_related("run").order_by("period"):
        if (each.level, each.subject) in keys:
            found[keys[each.level, each.subject], each.indicator].append(each)
    return found


def _judged(found: list[ControlState]) -> dict[str, ControlState]:
    """Indicator → its worst state, worst first."""
    found.sort(key=lambda each: WORST_FIRST.index(State(each.state)))
    judged: dict[str, ControlState] = {}
    for each in found:
        judged.setdefault(each.rule.indicator, each)
    return judged


def _line(
    definition: Definition,
    values: list[CurrentValue],
    state: ControlState | None,
    calendar: Calendar,
) -> Line:
    """The value that was judged last, so that it fits its state; unjudged the newest that is not empty."""
    by_period = {each.period: each for each in values}
    order = [by_period[period.code] for period in newest_first(calendar, by_period)] or values
    newest = next((each for each in order if each.value is not None), order[0])
    until = getattr(state.rule, "progress", None) if state else None
    shown = by_period.get(until.period, newest) if until else newest
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
