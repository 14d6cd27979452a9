"""Writing down the rows of a national table from one version of our data: the same version gives the same file."""

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.utils import timezone

from zhengai.college.models import College
from zhengai.datacentre.selecting import committed_at, key_of, rows_of, versions_behind
from zhengai.indicators import queries as indicators
from zhengai.submissions.models import RowNumber
from zhengai.submissions.queries import Table
from zhengai.submissions.rules import SubmissionRefused
from zhengai.submissions.rules.columns import Problem, primary_key, problems, written

KEPT = 200  # problems that are kept with their row; the others are counted
_AT_ONCE = 500


@dataclass
class Written:
    """What a table's rows are. `versions` and `run` say of what; `kept` are the first problems, and of a reminder the
    first row only: where the standard is in doubt every row says the same."""

    versions: dict[str, int]
    run: int | None = None
    rows: int = 0
    faults: int = 0
    reminders: int = 0
    kept: list[Problem] = field(default_factory=list)
    reminded: set[tuple[str, str]] = field(default_factory=set)  # field, what was said
    digest: str = ""


@dataclass(frozen=True)
class Row:
    """Cells of our own before they are written; `key` names the row to people."""

    key: tuple[str, ...]
    values: tuple[Any, ...]


def write_rows(college: College, table: Table, period: str, school: str, path: Path) -> Written:
    """Writes one JSON object a line, cells in the order of the standard. Row numbers are given on the way: call it in a
    transaction, and by one process at a time."""
    found = _begin(college, table, period)
    at = _collected_at(college, found)
    digest = hashlib.sha256()
    # no name and no time in the head of the file: equal content is an equal file
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
        for rows in _parts(college, table, found, period):
            for line in _lines(college, table, rows, school, at, found):
                digest.update(line)
                file.write(line)
    found.digest = digest.hexdigest()
    return found


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _begin(college: College, table: Table, period: str) -> Written:
    if table.dataset:
        return Written(versions_behind(college, table.dataset, _paths(table)))
    values = indicators.current_values(college, level="college", period=period).filter(
        subject=college.code, indicator__in=table.indicators
    )
    runs = {each.run_id: each.run for each in values.select_related("run")}
    if not runs:
        raise SubmissionRefused(f"{table.item.name}所用的指标在 {period} 还没有值：请先计算指标")
    last = runs[max(runs)]
    return Written(dict(last.data_versions), last.pk)


def _paths(table: Table) -> list[str]:
    """What is read: one path for each fed column, then those that decide which rows count."""
    own = [each.cell.path for each in table.columns if each.is_fed and each.cell and each.cell.path]
    return [*own, *(table.mapping.only if table.mapping else ())]


def _parts(college: College, table: Table, found: Written, period: str) -> Iterator[list[Row]]:
    if not table.dataset:
        yield [_of_indicators(college, table, period)]
        return
    paths, only = _paths(table), table.mapping.only if table.mapping else {}
    width = len(key_of(college, table.dataset))
    for part in rows_of(college, table.dataset, found.versions, paths, period):
        kept = []
        for cells in part:
            key, values = cells[:width], cells[width:]
            deciding = values[len(values) - len(only) :]
            if all(_word(value) in words for value, words in zip(deciding, only.values(), strict=True)):
                kept.append(Row(tuple(map(str, key)), _placed(table, values)))
        yield kept


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _placed(table: Table, values: Sequence[Any]) -> tuple[Any, ...]:
    """One value for each column; null for those that nothing feeds."""
    read = iter(values)
    return tuple(
        None if not each.is_fed or each.cell is None else (each.cell.value if each.cell.value else next(read))
        for each in table.columns
    )


def _of_indicators(college: College, table: Table, period: str) -> Row:
    """The one row that values of the college make; the value is the one that every page shows."""
    values = {
        each.indicator: each.value
        for each in indicators.current_values(college, level="college", period=period).filter(
            subject=college.code, indicator__in=table.indicators
        )
    }
    cells = [each.cell if each.is_fed else None for each in table.columns]
    return Row(
        (period,),
        tuple(None if each is None else (each.value or values.get(each.indicator)) for each in cells),
    )


def _lines(
    college: College, table: Table, rows: Sequence[Row], school: str, at: str, found: Written
) -> Iterator[bytes]:
    numbers = _numbers(college, table.code, rows) if table.item.object else {}
    for row in rows:
        found.rows += 1
        cells = [written(value, column) for value, column in zip(row.values, table.columns, strict=True)]
        for each in problems(found.rows, " / ".join(row.key), cells, table.columns):
            _count(found, each)
        content = {column.item.code: cell for column, cell in zip(table.columns, cells, strict=True)}
        if table.item.object:
            key = primary_key(school, table.code, numbers[_fingerprint(row)])
            content = {"ZJSJWYXBS": key, "XXDM": school, **content, "SJCJSJ": at}
        yield json.dumps(content, ensure_ascii=False).encode() + b"\n"


def _count(found: Written, problem: Problem) -> None:
    if problem.reminder:
        found.reminders += 1
        if (problem.field, problem.text) in found.reminded:
            return
        found.reminded.add((problem.field, problem.text))
    else:
        found.faults += 1
    if len(found.kept) < KEPT:
        found.kept.append(problem)


def _fingerprint(row: Row) -> str:
    return hashlib.sha256(json.dumps(row.key, ensure_ascii=False).encode()).hexdigest()


def _numbers(college: College, table: str, rows: Sequence[Row]) -> dict[str, int]:
    """Fingerprint → the row's number; new rows count on from the last."""
    marks = [_fingerprint(each) for each in rows]
    known = RowNumber.objects.filter(college=college, table=table)
    found: dict[str, int] = {}
    for start in range(0, len(marks), _AT_ONCE):
        there = known.filter(key__in=marks[start : start + _AT_ONCE])
        found |= dict(there.values_list("key", "number"))
    last = known.aggregate(last=Max("number"))["last"] or 0
    new = [each for each in marks if each not in found]
    given = dict(zip(new, range(last + 1, last + 1 + len(new)), strict=True))
    RowNumber.objects.bulk_create(
        [RowNumber(college=college, table=table, key=key, number=number) for key, number in given.items()],
        batch_size=_AT_ONCE,
    )
    return found | given


def _collected_at(college: College, found: Written) -> str:
    """YYYYMMDDhhmmss of the newest version that is read: when the data came in, not when somebody asked."""
    moments: list[datetime | None] = [
        committed_at(college, dataset, version) for dataset, version in found.versions.items()
    ]
    known = [each for each in moments if each]
    return f"{timezone.localtime(max(known)):%Y%m%d%H%M%S}" if known else ""


def first_rows(path: Path, count: int, skip: int = 0) -> list[dict[str, str]]:
    """A few rows of what was written."""
    found = []
    with suppress(FileNotFoundError):
        for number, row in enumerate(read_rows(path)):
            if number >= skip + count:
                break
            if number >= skip:
                found.append(row)
    return found


def in_parcels(path: Path, sizes: Sequence[int]) -> Iterator[list[dict[str, str]]]:
    """The rows as they go over the wire, in parcels of these sizes."""
    rows = read_rows(path)
    for size in sizes:
        yield list(islice(rows, size))
