"""Standards beside data: which grade the subjects of a level reach, or one subject, by the newest values."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of, today
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue
from zhengai.standards.rules.elements import Element
from zhengai_engine.model.period import Calendar, PeriodKind

# what a standard is read on, where an indicator is computed for several kinds of period
_KINDS = (
    PeriodKind.ACADEMIC_YEAR,
    PeriodKind.SEMESTER,
    PeriodKind.CALENDAR_YEAR,
    PeriodKind.MONTH,
    PeriodKind.WEEK,
)


@dataclass(frozen=True)
class Spread:
    """How the subjects of a level stand by one element in `period`; `below` reach no grade, `blind` have no value."""

    period: str
    grades: tuple[tuple[str, int], ...]
    below: int
    blind: int

    @property
    def judged(self) -> int:
        return sum(number for _, number in self.grades) + self.below


def spreads(college: College, level: str, elements: Sequence[Element]) -> dict[str, Spread]:
    """Element name → how the level stands, of those that can be measured and have values. Two questions."""
    measured = [each for each in elements if each.measurable]
    codes = {each.indicator for each in measured}
    if not codes:
        return {}
    held = indicators.current_values(college, level=level).filter(indicator__in=codes)
    known: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for code, period, kind in held.order_by().values_list("indicator", "period", "period_kind").distinct():
        known[code].add((period, kind))
    calendar = calendar_of(college)
    day = today(college)
    chosen = {code: found for code, pairs in known.items() if (found := newest_period(calendar, pairs, day))}
    values: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    wanted = held.filter(period__in=set(chosen.values())).order_by()
    for code, period, value in wanted.values_list("indicator", "period", "value"):
        values[code, period].append(value)
    return {
        each.name: _spread(each, chosen[each.indicator], values[each.indicator, chosen[each.indicator]])
        for each in measured
        if each.indicator in chosen
    }


def newest_period(calendar: Calendar, pairs: Iterable[tuple[str, str]], day: date) -> str:
    """Of (code, kind): of the kind that standards are read on first, the latest that is over, else the latest; empty
    where there is none. A year that has just begun says little."""
    by_kind = defaultdict(list)
    for code, kind in pairs:
        if (found := calendar.find(code)) is not None:
            by_kind[kind].append(found)
    for kind in _KINDS:
        if held := by_kind[kind.value]:
            over = [each for each in held if each.end < day]
            return max(over or held, key=lambda each: each.end).code
    return ""


def _spread(element: Element, period: str, values: Iterable[float | None]) -> Spread:
    counted: Counter[str | None] = Counter(None if v is None else element.grade_of(v) for v in values)
    grades = tuple((grade, counted[grade]) for grade, _ in element.limits)
    return Spread(period, grades, counted[""], counted[None])


def values_of(college: College, subject: Subject, codes: Iterable[str]) -> Mapping[str, CurrentValue]:
    """Indicator → the newest value of one subject that is a number, else the newest there is. One question."""
    wanted = set(codes)
    if not wanted:
        return {}
    rows = indicators.current_values(college, level=subject.level).filter(
        subject=subject.code, indicator__in=wanted
    )
    found: dict[str, list[CurrentValue]] = defaultdict(list)
    for row in rows:
        found[row.indicator].append(row)
    calendar, day = calendar_of(college), today(college)
    return {code: _newest(calendar, held, day) for code, held in found.items()}


def _newest(calendar: Calendar, rows: Sequence[CurrentValue], day: date) -> CurrentValue:
    told = [row for row in rows if row.value is not None] or list(rows)
    code = newest_period(calendar, [(row.period, row.period_kind) for row in told], day)
    return next((row for row in told if row.period == code), told[0])
