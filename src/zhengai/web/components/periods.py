"""Periods as people choose and read them."""

from collections.abc import Iterable
from dataclasses import dataclass

from zhengai_engine.model.period import Calendar, Period, PeriodKind

_ORDER = [
    PeriodKind.ACADEMIC_YEAR,
    PeriodKind.CALENDAR_YEAR,
    PeriodKind.SEMESTER,
    PeriodKind.MONTH,
    PeriodKind.WEEK,
    PeriodKind.DAY,
]


@dataclass(frozen=True)
class PeriodSwitch:
    """The choices, newest first, by kind; `current` is the code shown."""

    current: str
    groups: list[tuple[str, list[Period]]]


def period_switch(calendar: Calendar, codes: Iterable[str], current: str) -> PeriodSwitch:
    found = sorted(_known(calendar, codes), key=lambda p: p.start, reverse=True)
    groups = [(kind.chinese, [p for p in found if p.kind is kind]) for kind in _ORDER]
    return PeriodSwitch(current, [(name, periods) for name, periods in groups if periods])


def short_name(calendar: Calendar, code: str) -> str:
    """For axes and narrow columns: 第6周, 2026 秋, 2026—2027."""
    period = calendar.find(code)
    if period is None:
        return code
    if period.kind is PeriodKind.WEEK:
        return f"第{int(code[-2:])}周"
    if period.kind is PeriodKind.SEMESTER:
        return f"{code[:4]} 秋" if code.endswith("-1") else f"{code[5:9]} 春"
    if period.kind is PeriodKind.ACADEMIC_YEAR:
        return f"{code[:4]}—{code[5:9]}"
    return period.name


def full_name(calendar: Calendar, code: str) -> str:
    period = calendar.find(code)
    return period.name if period else code


def newest_first(calendar: Calendar, codes: Iterable[str]) -> list[Period]:
    return sorted(_known(calendar, codes), key=lambda p: (p.end, p.start), reverse=True)


def _known(calendar: Calendar, codes: Iterable[str]) -> list[Period]:
    """A period that left the calendar is not offered any more."""
    found = (calendar.find(code) for code in dict.fromkeys(codes))
    return [period for period in found if period is not None]
