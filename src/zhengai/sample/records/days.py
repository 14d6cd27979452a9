"""When things happened: somewhere between the first lesson of the sample and its day."""

from datetime import date, timedelta
from random import Random

from zhengai.sample.identity import AS_OF, CALENDAR

YEARS = ("2025-2026", "2026-2027")


def some_day(rng: Random) -> date:
    first = CALENDAR[0][1]
    return first + timedelta(days=rng.randrange((AS_OF - first).days + 1))


def months() -> list[str]:
    """Months that are over on the sample's day, without the summer break."""
    first = CALENDAR[0][1]
    months = [date(first.year + m // 12, m % 12 + 1, 1) for m in range(first.month - 1, first.month + 13)]
    return [f"{day:%Y-%m}" for day in months if day.month != 8 and day < AS_OF.replace(day=1)]
