"""What a quality rule asks, in terms of the language, and verdicts from counts: shared by all engines."""

from collections.abc import Iterable, Mapping
from datetime import date

from zhengai_engine.model.expression import (
    Comparison,
    ComparisonOperator,
    Expression,
    FieldRef,
    InList,
    IsNull,
    Literal,
    Logic,
    LogicOperator,
    Type,
)
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.statistics.stability import stability_index
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import FieldType, TimeRule
from zhengai_engine.tables.quality import (
    Age,
    Balance,
    Drift,
    Fresh,
    Holds,
    InCodes,
    InRange,
    Refers,
    Required,
    RowCheck,
    Verdict,
    Volume,
)

Counts = Mapping[Period, Mapping[str, int]]


def condition_of(check: RowCheck, catalogue: Catalogue, dataset: str, today: date) -> Expression:
    """What a row must meet; null where there is nothing to judge."""
    if isinstance(check, Holds):
        return check.condition
    field, value = catalogue.dataset(dataset).field(check.field), FieldRef((check.field,))
    match check:
        case Required():
            return IsNull(value, negated=True)
        case InRange(minimum=minimum, maximum=maximum):
            return _between(value, _number(minimum), _number(maximum))
        case InCodes():
            return InList(value, tuple(Literal(each.value, Type.TEXT) for each in field.choices))
        case Age(youngest=youngest, oldest=oldest):
            earliest = None if oldest is None else _years_before(today, oldest, field.type)
            return _between(value, earliest, _years_before(today, youngest, field.type))
        case Refers():
            key = catalogue.dataset(str(field.references)).key[0]
            found = IsNull(FieldRef((check.field, key)), negated=True)
            # the second half is false, but null where the field is empty: then there is nothing to judge
            return Logic(LogicOperator.OR, (found, Comparison(ComparisonOperator.NOT_EQUAL, value, value)))


def period_of(time: TimeRule, values: tuple[object, ...], calendar: Calendar) -> Period | None:
    """The period that a row's time fields name; null when one is empty or unknown to the calendar."""
    if any(each is None for each in values):
        return None
    if time.kind is PeriodKind.WEEK:
        return calendar.find(f"{values[0]}-W{int(str(values[1])):02d}")
    return calendar.find(str(values[0]))


def around(period: Period, kind: PeriodKind, calendar: Calendar) -> Period | None:
    """The period of `kind` that a finer one counts in; null when none holds it whole."""
    if period.kind is kind:
        return period
    if not kind.contains(period.kind):
        return None
    if period.kind is PeriodKind.WEEK and kind is PeriodKind.SEMESTER:
        return calendar.find(period.code.partition("-W")[0])
    if period.kind in (PeriodKind.SEMESTER, PeriodKind.WEEK):
        return calendar.find(period.code[:9])
    return calendar.containing(period.end, kind)


def balanced_periods(check: Balance, calendar: Calendar, today: date) -> list[Period]:
    """The newest that has begun, and those before it, oldest first."""
    newest = calendar.containing(today, check.kind)
    return [] if newest is None else calendar.window(newest, check.periods)


def fresh(rule: str, check: Fresh, newest: Period | None, received: date | None, today: date) -> Verdict:
    last = newest.end if newest else received
    if last is None:
        return Verdict(rule, 0, 0)
    late = max((today - last).days - check.days, 0)
    return Verdict(rule, 1, int(late > 0), float(late), newest.code if newest else "")


def volume(rule: str, check: Volume, rows: Mapping[Period, int], today: date) -> Verdict:
    found = _compared((each for each, number in rows.items() if number), today, check.previous)
    if found is None:
        return Verdict(rule, 0, 0)
    now, before = found
    ratio = rows[now] * len(before) / sum(rows[each] for each in before)
    return Verdict(rule, 1, int(not check.lowest <= ratio <= check.highest), ratio, now.code)


def drift(rule: str, check: Drift, counts: Counts, today: date) -> Verdict:
    found = _compared((each for each, words in counts.items() if words), today, check.previous)
    if found is None:
        return Verdict(rule, 0, 0)
    now, earlier = found
    before: dict[str, int] = {}
    for each in earlier:
        for word, number in counts[each].items():
            before[word] = before.get(word, 0) + number
    if min(sum(counts[now].values()), sum(before.values())) < check.least:
        return Verdict(rule, 0, 0, None, now.code)
    index = stability_index(counts[now], before)
    return Verdict(rule, 1, int(index is not None and index > check.threshold), index, now.code)


def _compared(found: Iterable[Period], today: date, previous: int) -> tuple[Period, list[Period]] | None:
    """The newest period that is over, and up to `previous` ones before it; null without both."""
    over = sorted({each for each in found if each.end < today}, key=lambda each: each.end)
    return (over[-1], over[-1 - previous : -1]) if len(over) > 1 else None


def _between(value: Expression, lowest: Literal | None, highest: Literal | None) -> Expression:
    tests: list[Expression] = []
    if lowest is not None:
        tests.append(Comparison(ComparisonOperator.GREATER_OR_EQUAL, value, lowest))
    if highest is not None:
        tests.append(Comparison(ComparisonOperator.LESS_OR_EQUAL, value, highest))
    return tests[0] if len(tests) == 1 else Logic(LogicOperator.AND, tuple(tests))


def _number(value: float | None) -> Literal | None:
    return None if value is None else Literal(float(value), Type.NUMBER)


def _years_before(today: date, years: int, kind: FieldType) -> Literal:
    """As a day, or as a year where the field holds years. 29 February has the 28th for its like."""
    if kind is not FieldType.DATE:
        return Literal(float(today.year - years), Type.NUMBER)
    day = min(today.day, 28) if today.month == 2 else today.day
    return Literal(today.replace(year=today.year - years, day=day), Type.DATE)
