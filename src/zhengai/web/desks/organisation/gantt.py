"""The picture of the schedule: one strip a row, months from left to right, in percent of the strip's width."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhengai.framework.queries.schedule import Scheduled
from zhengai.framework.rules.schedule import ScheduleState, last_day, months_since

_LEAST = 12  # months a picture shows at least


@dataclass(frozen=True)
class Bar:
    x: str
    width: str
    look: str


@dataclass(frozen=True)
class Axis:
    """`years` are the beginnings of calendar years: where each stands, and what it is called."""

    start: date
    months: int
    years: list[tuple[str, int]]
    today: str

    def place(self, month: float) -> float:
        return 100 * min(max(month, 0), self.months) / self.months

    def bar(self, begin: float, end: float, look: str) -> Bar:
        left = self.place(begin)
        return Bar(f"{left:.2f}%", f"{max(self.place(end) - left, 0.4):.2f}%", look)


def axis_of(start: date, items: Sequence[Scheduled], day: date) -> Axis:
    """From the first month to the last that is due or has been reached."""
    furthest = max((item.row.month for item in items if item.row.month is not None), default=0)
    months = max(furthest, months_since(start, day), _LEAST) + 1
    axis = Axis(start, months, [], "")
    years = [
        (f"{axis.place(month):.2f}%", last_day(start, month).year)
        for month in range(months)
        if month == 0 or last_day(start, month).month == 1
    ]
    if len(years) > 1 and months_since(start, date(years[1][1], 1, 1)) < months / 16:
        del years[0]  # no room for its name
    return Axis(start, months, years, f"{axis.place(_at(start, day)):.2f}%")


def bars_of(axis: Axis, item: Scheduled, day: date) -> list[Bar]:
    """The time it takes, from its beginning (or its month) to its deadline; what runs past the deadline stands out."""
    row = item.row
    if row.month is None:
        return [
            axis.bar(
                month, month + 1, "done" if last_day(axis.start, month).year in row.years_done else "open"
            )
            for month in range(axis.months)
            if last_day(axis.start, month).month == 1
        ]
    begin = min(months_since(axis.start, row.started_on), row.month) if row.started_on else row.month
    look = {"planned": "open", "under_way": "running", "done": "done", "dropped": "dropped"}[row.state]
    ended = months_since(axis.start, row.done_on) if row.done_on else row.month
    found = [axis.bar(min(begin, ended), min(ended, row.month) + 1, look)]
    if item.late:
        until = row.done_on if item.state is ScheduleState.DONE and row.done_on else day
        found.append(axis.bar(row.month + 1, _at(axis.start, until), "late"))
    if item.moved and row.planned_month is not None:
        found.append(axis.bar(row.planned_month + 0.9, row.planned_month + 1, "planned"))
    return found


def _at(start: date, day: date) -> float:
    return months_since(start, day) + (day.day - 1) / 31
