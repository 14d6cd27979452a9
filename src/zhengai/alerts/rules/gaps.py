"""When data that used to come does not come, and when it is back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from zhengai.standards.rules.specification import MissingData
from zhengai_engine.model.period import Calendar, Period, PeriodKind


@dataclass(frozen=True)
class Gap:
    """Of `expected` subjects that had a value before, `missing` have none."""

    expected: int
    missing: int


def baseline(calendar: Calendar, period: Period) -> Period | None:
    """The period whose subjects should have values again: courses return yearly, everything else goes on."""
    if period.kind is PeriodKind.SEMESTER:
        return calendar.last_year(period)
    return calendar.previous(period)


def is_due(period: Period, policy: MissingData, today: date) -> bool:
    """Whether the data of the period should have arrived by now."""
    return period.end + timedelta(days=policy.grace_days) <= today


def find_gap(had: Collection[str], has: Collection[str], silent: Collection[str], share: float) -> Gap | None:
    """`had`: subjects with a value before; `has` and `silent`: with one and without data now. Subjects that no
    longer exist are in neither and are not missed."""
    missing = set(had) & set(silent)
    expected = len(missing) + len(set(had) & set(has))
    if not expected or len(missing) < share * expected:
        return None
    return Gap(expected, len(missing))


def has_returned(gap: Gap, has: int, share: float) -> bool:
    return has > (1 - share) * gap.expected
