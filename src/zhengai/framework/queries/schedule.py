"""Questions about the construction schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhengai.college.models import College
from zhengai.framework.models import Construction, ScheduleItem
from zhengai.framework.queries.organisation import stage_entries
from zhengai.framework.rules.organisation import StageEntry
from zhengai.framework.rules.schedule import (
    ScheduleState,
    last_day,
    lateness,
    stage_begin,
    stage_months,
    write_due,
)


@dataclass(frozen=True)
class Scheduled:
    """An item on a day: when it is due, and how many days it is late."""

    row: ScheduleItem
    due: date | None
    written: str  # the deadline as 表8 writes it
    late: int
    done_this_year: bool

    @property
    def state(self) -> ScheduleState:
        return ScheduleState(self.row.state)

    @property
    def done(self) -> bool:
        return self.done_this_year if self.row.month is None else self.state is ScheduleState.DONE

    @property
    def moved(self) -> bool:
        """Whether it is due in another month than was first planned."""
        return self.row.month is not None and self.row.month != self.row.planned_month


def start_of(college: College) -> date | None:
    """The first day of construction; null before the college has set it."""
    return Construction.objects.filter(college=college).values_list("start", flat=True).first()


def schedule_items(college: College) -> QuerySet[ScheduleItem]:
    return ScheduleItem.objects.filter(college=college)


def scheduled(rows: Sequence[ScheduleItem], start: date, day: date) -> list[Scheduled]:
    return [_scheduled(row, start, day) for row in rows]


def _scheduled(row: ScheduleItem, start: date, day: date) -> Scheduled:
    due = None if row.month is None else last_day(start, row.month)
    late = lateness(due, ScheduleState(row.state), row.done_on, day)
    return Scheduled(row, due, write_due(row.month, row.yearly, start), late, day.year in row.years_done)


@dataclass(frozen=True)
class StageOfSchedule:
    """A stage, from which day to which, and how many of the items due in it are done; all null where the pack tells its
    period in words only."""

    entry: StageEntry
    begin: date | None
    end: date | None
    number: int
    done: int


def stages(college: College, start: date, items: Sequence[Scheduled]) -> list[StageOfSchedule]:
    """The pack's periods, moved so that the first of them begins with construction."""
    entries = stage_entries(college)
    first = min((begin for each in entries if (begin := stage_begin(each.period))), default=None)
    found = []
    for each in entries:
        months = stage_months(each.period, first)
        if months is None:
            found.append(StageOfSchedule(each, None, None, 0, 0))
            continue
        begin, end = last_day(start, months[0]).replace(day=1), last_day(start, months[1])
        within = [item for item in items if item.due and begin <= item.due <= end]
        found.append(StageOfSchedule(each, begin, end, len(within), sum(item.done for item in within)))
    return found
