"""The indicators of a subject as rows: value, limits, run, the mean of its peers, and the state."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, today
from zhengai.indicators.models import CurrentValue, Definition, Run
from zhengai.indicators.queries import definitions
from zhengai.indicators.writing import Measure
from zhengai.web.components.bands import Band, band
from zhengai.web.components.figures import Figure, figure
from zhengai.web.components.judged import WORST_FIRST, Judged, Judgements, limit_text
from zhengai.web.components.outside import Outside, outside_of
from zhengai.web.components.peers import Asked, peer_means
from zhengai.web.components.periods import newest_first, short_name
from zhengai.web.components.sparklines import is_run
from zhengai.web.components.values import value_address
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.scoring import State

RUN = 12  # so many periods of a run are drawn


@dataclass(frozen=True)
class Row:
    """`period_name` is empty where the value is of the period chosen. `earlier` is the newest value before, where the
    shown one is missing. `state` holds since the period `since`."""

    code: str
    name: str
    href: str
    value: Figure
    number: float | None
    kind: str
    period: str
    period_name: str
    earlier: Figure | None
    earlier_name: str
    target: str
    standard: str
    warnings: tuple[str, ...]
    state: str
    since: str
    series: list[float | None]
    line: float | None
    band: Band | None
    peers: Figure | None
    outside: Sequence[Outside] = ()

    @property
    def trend(self) -> str:
        return f"{self.name}最近 {len(self.series)} 期的走势"

    @property
    def has_limits(self) -> bool:
        return bool(self.target or self.standard or self.warnings)


@dataclass(frozen=True)
class _Chosen:
    """The value shown for one indicator, the run it ends, and the newest known one before it."""

    value: CurrentValue
    run: list[CurrentValue]
    earlier: CurrentValue | None


def rows_of(
    request: Request, subject: Subject, values: Sequence[CurrentValue], period: Period, run: Run | None
) -> list[Row]:
    """Every indicator that was ever computed for the subject, in order of code."""
    calendar = calendar_of(request.college)
    by_indicator: dict[str, list[CurrentValue]] = defaultdict(list)
    for each in values:
        by_indicator[each.indicator].append(each)
    known = {each.code: each for each in definitions(request.college).filter(code__in=list(by_indicator))}
    order = newest_first(calendar, {each.period for each in values})
    judgements = Judgements(request.college, subject.level, [subject.code])
    present = period.covers(today(request.college))
    chosen = {
        code: found
        for code, held in by_indicator.items()
        if code in known
        and (found := _chosen(held, period, order, judgements.judged_last(code) if present else ""))
    }
    asked = [Asked(code, each.value.period) for code, each in sorted(chosen.items())]
    means = peer_means(request.college, run, subject.level, asked)
    outside = outside_of(
        request.college,
        [subject.level],
        {code: each.value.period for code, each in chosen.items()},
        {code: Measure.of(known[code].body) for code in chosen},
    )
    others: dict[str, dict[str, float | None]] = defaultdict(dict)
    for found in chosen.values():
        others[found.value.period][found.value.indicator] = found.value.value
    return [
        _row(
            known[code],
            chosen[code],
            judgements.judged(chosen[code].value, others[chosen[code].value.period]),
            means.get((code, chosen[code].value.period)),
            outside.get(code, ()),
            period,
            calendar,
        )
        for code in sorted(chosen)
    ]


def _chosen(
    held: Sequence[CurrentValue], period: Period, order: Sequence[Period], judged_last: str
) -> _Chosen | None:
    """In the present the value that was judged last, which may be a week's: it fits its state. Else the value of the
    period itself; of an indicator that has no such periods the newest known one that began by its end."""
    by_period = {each.period: each for each in held}
    begun = [by_period[p.code] for p in order if p.code in by_period and p.start <= period.end]
    if not begun:
        return None
    newest = next((each for each in begun if each.value is not None), begun[0])
    value = by_period.get(period.code, newest)
    value = by_period.get(judged_last, value)
    same = [each for each in begun if each.period_kind == value.period_kind]
    before = same[same.index(value) + 1 :]
    earlier = next((each for each in before if each.value is not None), None) if value.value is None else None
    return _Chosen(value, same[same.index(value) :][:RUN][::-1], earlier)


def _row(
    definition: Definition,
    chosen: _Chosen,
    judged: Judged | None,
    mean: float | None,
    outside: Sequence[Outside],
    period: Period,
    calendar: Calendar,
) -> Row:
    value, measure = chosen.value, Measure.of(definition.body)
    series = [each.value for each in chosen.run]
    control = judged.control if judged else None
    aim = (control.target or control.standard) if control else None
    return Row(
        code=definition.code,
        name=definition.name,
        href=reverse("indicator", args=[definition.code]),
        value=figure(value.value, measure, reason=value.reason, href=value_address(value)),
        number=value.value,
        kind=value.period_kind,
        period=value.period,
        period_name="" if value.period == period.code else short_name(calendar, value.period),
        earlier=_figure(chosen.earlier, measure),
        earlier_name=short_name(calendar, chosen.earlier.period) if chosen.earlier else "",
        target=limit_text(control.target, measure) if control else "",
        standard=limit_text(control.standard, measure) if control else "",
        warnings=tuple(
            f"{each.grade.chinese} {limit_text(each.limit, measure)}"
            for each in (control.warnings if control else ())
        ),
        state=judged.state if judged else "",
        since=judged.since if judged else "",
        series=series if is_run(series) else [],
        line=aim.ends()[0] if aim else None,
        band=band(value.value, control, measure.percent) if control else None,
        peers=None if mean is None else figure(mean, measure),
        outside=outside,
    )


def _figure(value: CurrentValue | None, measure: Measure) -> Figure | None:
    return figure(value.value, measure, href=value_address(value)) if value else None


def severity(row: Row) -> int:
    """For sorting: the worst first, what nobody judges last."""
    return WORST_FIRST.index(State(row.state)) if row.state else len(WORST_FIRST)
