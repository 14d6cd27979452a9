"""Rows that arrive while a college works: further lessons of the newest week, marked as the roll is called."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhengai_engine.compile.quoting import literal
from zhengai_engine.compile.types import PARTITION
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.dataset import Dataset

_ABSENT_ONE_IN = 5
_WRONG_ONE_IN = 20
_MOST_LESSONS = 50  # of one group in a week
_FIELDS = ("semester", "week", "session", "offering", "student", "status")


@dataclass(frozen=True)
class Arrival:
    """A CSV file of whole lessons; `rows` may be fewer than were asked for when the college is small."""

    path: Path
    rows: int


def further_lessons(lake: Lake, dataset: Dataset, *, rows: int) -> list[dict[str, str | int]]:
    """So many rows of the newest week, one lesson of everybody after the other, as a device sends them: no key is there
    yet, and none comes twice. Raises LookupError when there is no attendance to go by."""
    with duckdb.connect() as connection:
        present, absent = _begin(connection, lake, dataset)
        found = connection.execute(
            "SELECT semester, week, last + lesson AS session, offering, student, "  # noqa: S608
            f"CASE WHEN hash(student, lesson) % {_ABSENT_ONE_IN} = 0 THEN {literal(absent)} "
            f"ELSE {literal(present)} END AS status "
            "FROM (SELECT semester, week, offering, student, max(session) AS last FROM week GROUP BY ALL), "
            f"range(1, {_MOST_LESSONS}) AS further(lesson) WHERE last + lesson <= {_MOST_LESSONS} "
            f"ORDER BY lesson, hash(offering), student LIMIT {int(rows)}"
        )
        return [dict(zip(_FIELDS, row, strict=True)) for row in found.fetchall()]


def write_lessons(lake: Lake, dataset: Dataset, path: Path, *, rows: int, number: int) -> Arrival:
    """Another lesson of as many teaching groups as it takes; `number` chooses which, so that the batches of a
    sequence are different ones. Raises LookupError when there is no attendance to go by."""
    with duckdb.connect() as connection:
        present, absent = _begin(connection, lake, dataset)
        connection.execute(
            "CREATE TABLE lessons AS SELECT semester, week, session + 1 AS session, offering, student, "  # noqa: S608
            f"CASE WHEN hash(student, {int(number)}) % {_ABSENT_ONE_IN} = 0 THEN {literal(absent)} "
            f"ELSE {literal(present)} END AS status FROM week "
            "QUALIFY row_number() OVER (PARTITION BY offering, student ORDER BY session DESC) = 1 "
            f"ORDER BY hash(offering, {int(number)}), student LIMIT {int(rows)}"
        )
        connection.execute(f"COPY lessons TO {literal(str(path))} (HEADER)")
        found = connection.execute("SELECT count(*) FROM lessons").fetchall()[0][0]
    return Arrival(path, int(found))


def write_corrections(lake: Lake, dataset: Dataset, path: Path, *, rows: int, number: int) -> Arrival:
    """Rows of the week before the newest that turn out to have been otherwise: who was absent was there, and a few who
    were there were absent. `number` chooses the teaching groups. Raises LookupError when there is no such week."""
    with duckdb.connect() as connection:
        present, absent = _begin(connection, lake, dataset, back=1)
        was_absent = f"status = {literal(absent)}"
        connection.execute(
            "CREATE TABLE corrections AS SELECT semester, week, session, offering, student, "  # noqa: S608
            f"CASE WHEN {was_absent} THEN {literal(present)} ELSE {literal(absent)} END AS status FROM week "
            f"WHERE {was_absent} OR hash(student, session, {int(number)}) % {_WRONG_ONE_IN} = 0 "
            f"ORDER BY hash(offering, {int(number)}), student LIMIT {int(rows)}"
        )
        connection.execute(f"COPY corrections TO {literal(str(path))} (HEADER)")
        found = connection.execute("SELECT count(*) FROM corrections").fetchall()[0][0]
    if not found:
        raise LookupError(f"“{dataset.name}”最近一周之前的一周没有数据，没有可更正的行")
    return Arrival(path, int(found))


def _begin(
    connection: duckdb.DuckDBPyConnection, lake: Lake, dataset: Dataset, back: int = 0
) -> tuple[str, str]:
    """The newest week of rows, or one so many weeks before it, as the table `week`, and the words for present and
    absent."""
    version = lake.latest(dataset.code)
    lacking = [code for code in _FIELDS if not dataset.has(code)]
    if version is None or lacking:
        raise LookupError(f"“{dataset.name}”还没有数据，或缺少字段 {'、'.join(lacking) or '(无)'}")
    files = lake.files(dataset.code, version)
    newest = max(file for file in files if f"/{PARTITION}=" in file).split(f"/{PARTITION}=")[1].split("/")[0]
    source = read_files(lake.files(dataset.code, version, [newest]), [*_FIELDS])
    connection.execute(
        f"CREATE TABLE week AS SELECT * FROM ({source}) WHERE week = (SELECT max(week) - {int(back)} FROM ({source}))"  # noqa: S608
    )
    present, absent = (each.value for each in dataset.field("status").choices[:2])
    return present, absent
