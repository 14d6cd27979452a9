"""One step beyond the run of an indicator, with the sentence that says how it was found and how far to trust it."""

import math
from collections.abc import Sequence

from zhengai.college.models import College
from zhengai.college.queries import calendar_of, today
from zhengai.indicators.models import CurrentValue
from zhengai.indicators.writing import Measure
from zhengai.web.components.charts import Ahead
from zhengai.web.components.figures import figure
from zhengai.web.components.periods import short_name
from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.statistics.projection import Projection, Refusal, project

_NUMBERS = (IndicatorKind.NUMBER, IndicatorKind.RATIO, IndicatorKind.COUNT, IndicatorKind.MONEY)


def look_ahead(college: College, measure: Measure, run: Sequence[CurrentValue]) -> Ahead | str:
    """The projection, or the reason why there is none. A period that is not over takes no part: what it has so far is
    not what it will have; it is what is projected."""
    if measure.kind not in _NUMBERS:
        return "这个指标的值不是数量"
    calendar, day = calendar_of(college), today(college)
    periods = [calendar.find(each.period) for each in run]
    over = [
        (period, each.value) for period, each in zip(periods, run, strict=True) if period and period.end < day
    ]
    values = _without_holes(calendar, over)
    found = project(values, **_bounds(measure, [value for value in values if value is not None]))
    if isinstance(found, Refusal):
        return found.chinese
    following = _following(calendar, over[-1][0])
    if following is None:
        return "校历里还没有下一期"
    label = short_name(calendar, following.code)
    return Ahead(label, found.value, found.low, found.high, _sentence(measure, found, label))


def _bounds(measure: Measure, known: Sequence[float]) -> dict[str, float]:
    """What was never negative does not become so, nor a rate that was never above one. A change against last year may
    be both: its own values show it."""
    lowest = 0.0 if min(known, default=0.0) >= 0 else -math.inf
    highest = 1.0 if measure.percent and max(known, default=0.0) <= 1 else math.inf
    return {"lowest": lowest, "highest": highest}


def _without_holes(calendar: Calendar, over: Sequence[tuple[Period, float | None]]) -> list[float | None]:
    """One place for every period of the calendar between the first and the last."""
    if not over:
        return []
    held = {period.code: value for period, value in over}
    first, last = over[0][0], over[-1][0]
    between = [
        each for each in calendar.all() if each.kind is first.kind and first.start <= each.start <= last.start
    ]
    return [held.get(each.code) for each in sorted(between, key=lambda each: each.start)]


def _following(calendar: Calendar, last: Period) -> Period | None:
    later = [each for each in calendar.all() if each.kind is last.kind and each.start > last.start]
    return min(later, key=lambda each: each.start, default=None)


def _sentence(measure: Measure, found: Projection, label: str) -> str:
    value, low, high = (figure(each, measure).text for each in (found.value, found.low, found.high))
    if found.slope == 0:
        way = "没有升降"
    else:
        step = abs(found.slope) * 100 if measure.percent else abs(found.slope)
        unit = "个百分点" if measure.percent else measure.unit
        way = f"每期{'上升' if found.slope > 0 else '下降'}约 {step:.2g} {unit}".strip()
    return (
        f"照已结束的 {found.points} 期的趋势({way})推算，{label}约 {value}，范围 {low}—{high}，"
        "范围按过去偏离趋势最大的一次估计。这只是推算，不作判断和考核的依据。"
    )
