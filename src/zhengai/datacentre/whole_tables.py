"""What a register holds in a period, and what a person may begin a table with: these rows, those of the period before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhengai.college.models import College
from zhengai.college.queries import calendar_of, today
from zhengai.datacentre import registers
from zhengai.datacentre.models import TableChange, TableLine
from zhengai.datacentre.registers import Wanted
from zhengai.datacentre.rules.table_change import EDITABLE, TableState
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.tables.dataset import Dataset, Field, Privacy

MOST_LINES = 2000
_IN_GRID = {PeriodKind.DAY: PeriodKind.ACADEMIC_YEAR, PeriodKind.WEEK: PeriodKind.SEMESTER}
Texts = dict[str, str]


@dataclass(frozen=True)
class Stored:
    """A row as it is stored now: its key, the batch that brought it, its fields as text."""

    key: tuple[str, ...]
    batch: str
    texts: Texts


def grid_fields(dataset: Dataset) -> list[Field]:
    """What a grid shows and sends. Sensitive data are entered row by row; what is stored of them stays."""
    return [each for each in dataset.fields if each.privacy is not Privacy.SENSITIVE]


def grid_kind(dataset: Dataset) -> PeriodKind | None:
    """What a grid holds one of: rows that name days are edited a year at a time. Null: all rows there are."""
    return _IN_GRID.get(dataset.time.kind, dataset.time.kind) if dataset.time else None


def grid_periods(college: College, dataset: Dataset) -> list[Period]:
    """The newest first; none in a register without time."""
    kind = grid_kind(dataset)
    if kind is None:
        return []
    calendar = calendar_of(college)
    running = calendar.containing(today(college), kind)
    found: list[Period] = [running] if running else []
    while found and len(found) < 6 and (earlier := calendar.previous(found[-1])):
        found.append(earlier)
    return found


def stored_rows(college: College, dataset: Dataset) -> dict[tuple[str, ...], Stored]:
    """All rows of a register: they are few, and a batch may have moved one to another period."""
    found = {}
    for row in registers.rows(college, dataset, Wanted()).rows:
        texts = registers.texts(dataset, row)
        key = tuple(registers.key_of(dataset, row))
        shown = {each.code: texts[each.code] for each in grid_fields(dataset)}
        found[key] = Stored(key, registers.batch_of(row), shown)
    return found


def rows_in(
    college: College, dataset: Dataset, stored: Mapping[tuple[str, ...], Stored], period: str
) -> list[Stored]:
    """In the order of their keys."""
    calendar = calendar_of(college)
    return [stored[key] for key in sorted(stored) if _lies_in(calendar, dataset, stored[key].texts, period)]


def begun_from(dataset: Dataset, earlier: Sequence[Stored], period: str) -> Iterator[Texts]:
    """The rows of the period before, as rows of this one: the period is the new one, a day is left to be said, and so
    is a number that alone names the row."""
    for each in earlier:
        texts = dict(each.texts)
        if dataset.time:
            first = dataset.time.fields[0]
            texts[first] = "" if dataset.time.kind is PeriodKind.DAY else period
        code = dataset.register.number if dataset.register else ""
        if code and dataset.key == (code,):
            texts[code] = ""
        yield texts


def previous_period(college: College, period: str) -> str:
    """ "" where the calendar knows none."""
    calendar = calendar_of(college)
    found = calendar.find(period) if period else None
    earlier = calendar.previous(found) if found else None
    return earlier.code if earlier else ""


def tables(college: College, dataset: str) -> QuerySet[TableChange]:
    return TableChange.objects.filter(college=college, dataset=dataset)


def waiting_tables(college: College) -> QuerySet[TableChange]:
    """Tables that a second person has to see."""
    return TableChange.objects.filter(college=college, state=TableState.WAITING)


def own_table(college: College, dataset: str, period: str, by: str) -> TableChange | None:
    """The one that this person has begun."""
    return tables(college, dataset).filter(period=period, by=by, state__in=EDITABLE).first()


def moved_lines(table: TableChange) -> list[TableLine]:
    return [each for each in table.lines.all() if each.moved]


def _lies_in(calendar: Calendar, dataset: Dataset, texts: Mapping[str, str], period: str) -> bool:
    if dataset.time is None or not period:
        return True
    held = texts[dataset.time.fields[0]]
    if dataset.time.kind is not PeriodKind.DAY:
        return held == period
    found = calendar.find(period)
    return found is not None and bool(held) and found.covers(date.fromisoformat(held))
