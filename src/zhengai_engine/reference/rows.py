"""Which rows belong to a subject and a period, and what a field path reads in a row."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from zhengai_engine.model.expression import Type
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import TimeRule

Row = Mapping[str, Any]


class Rows:
    """The rows of one college. A dataset that is not a key of `rows` was never received."""

    def __init__(
        self, catalogue: Catalogue, rows: Mapping[str, Sequence[Row]], calendar: Calendar, college: str
    ) -> None:
        self.catalogue = catalogue
        self.calendar = calendar
        self.college = college
        self._rows = rows
        self._by_key: dict[str, dict[Any, Row]] = {}
        self._by_subject: dict[tuple[str, str], dict[str, list[Row]]] = {}

    def received(self, dataset: str) -> bool:
        return dataset in self._rows

    def members(self, level: str) -> list[str]:
        """Subject codes of a level, in order."""
        if level == COLLEGE:
            return [self.college]
        table = self.catalogue.members(level)
        if table is None:
            return []
        return sorted(
            row[table.key[0]] for row in self._rows.get(table.code, ()) if row.get(table.key[0]) is not None
        )

    def applicable(self, dataset: str, level: str, kind: PeriodKind) -> bool:
        """Whether the rows reach the level and their grain lies whole inside periods of `kind`."""
        time = self.catalogue.dataset(dataset).time
        return self.catalogue.reaches(dataset, level) and (time is None or kind.contains(time.kind))

    def read(self, dataset: str, row: Row, path: Sequence[str]) -> Any:
        """The value at the end of a field path; null where a step is null or refers to no row."""
        value = row.get(path[0])
        for previous, step in pairwise(path):
            reference = self.catalogue.dataset(dataset).field(previous).references
            assert reference is not None, f"{dataset}.{previous} is followed but refers to nothing"
            found = None if value is None else self._keyed(reference).get(value)
            if found is None:
                return None
            dataset, value = reference, found.get(step)
        return value

    def type(self, dataset: str, path: Sequence[str]) -> Type:
        """The type of what `read` finds."""
        for step in path[:-1]:
            dataset = self.catalogue.dataset(dataset).field(step).references or dataset
        return self.catalogue.dataset(dataset).field(path[-1]).type.type

    def children(self, parent_level: str, subject: str, level: str) -> list[str] | None:
        """The members of `level` whose own row reaches the subject; null when no path leads there."""
        table = self.catalogue.members(level)
        if table is None or not self.catalogue.reaches(table.code, parent_level):
            return None
        key = table.key[0]
        return sorted(
            r[key] for r in self.of_subject(table.code, parent_level, subject) if r[key] is not None
        )

    def of_subject(self, dataset: str, level: str, subject: str) -> list[Row]:
        """All rows of the subject, of every period."""
        if (dataset, level) not in self._by_subject:
            path = self.catalogue.path(dataset, level)
            assert path is not None, f"{dataset} does not reach {level}"
            groups: dict[str, list[Row]] = {}
            for row in self._rows.get(dataset, ()):
                owner = self.read(dataset, row, path) if path else self.college
                groups.setdefault(owner, []).append(row)
            self._by_subject[dataset, level] = groups
        return self._by_subject[dataset, level].get(subject, [])

    def of(self, dataset: str, level: str, subject: str, period: Period) -> list[Row]:
        """The rows an aggregate sees before its condition."""
        rows = self.of_subject(dataset, level, subject)
        return [row for row in rows if self.in_period(dataset, row, period)]

    def reported(self, dataset: str, period: Period) -> bool:
        """Whether the college has any row of the period."""
        return any(self.in_period(dataset, row, period) for row in self._rows.get(dataset, ()))

    def in_period(self, dataset: str, row: Row, period: Period) -> bool:
        time = self.catalogue.dataset(dataset).time
        if time is None:
            return True
        if row.get(time.fields[0]) is None:
            return False
        return period.kind.contains(time.kind) and _belongs(row, time, period, self.calendar)

    def moment(self, dataset: str, row: Row) -> tuple[tuple[bool, Any], ...]:
        """What LATEST sorts by: time, then key; a null is earlier than any value."""
        declared = self.catalogue.dataset(dataset)
        fields = (*(declared.time.fields if declared.time else ()), *declared.key)
        return tuple((row.get(f) is not None, row.get(f)) for f in fields)

    def _keyed(self, dataset: str) -> dict[Any, Row]:
        if dataset not in self._by_key:
            key = self.catalogue.dataset(dataset).key
            assert len(key) == 1, f"{dataset} is referred to but its key has several fields"
            self._by_key[dataset] = {row.get(key[0]): row for row in self._rows.get(dataset, ())}
        return self._by_key[dataset]


def _belongs(row: Row, time: TimeRule, period: Period, calendar: Calendar) -> bool:
    """Each kind of period looks only at what it needs: a lost week number still has its semester."""
    value = row[time.fields[0]]
    if time.kind is PeriodKind.DAY:
        day: date = value
        return period.covers(day)
    if time.kind is PeriodKind.WEEK and period.kind is PeriodKind.WEEK:
        number = row.get(time.fields[1])
        return number is not None and period.code == f"{value}-W{int(number):02d}"
    grain = PeriodKind.SEMESTER if time.kind is PeriodKind.WEEK else time.kind
    return str(value) in [part.code for part in calendar.parts(period, grain)]
