"""The small sample college as typed rows for the engine, without files and import: quick, and only the truth."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from zhengai.sample import conditions, outcomes, registers, results
from zhengai.sample.attendance import Attendance
from zhengai.sample.building import build
from zhengai.sample.identity import CALENDAR, LAST_AUTUMN, LAST_SPRING, SIZES, weeks_with_data
from zhengai.sample.world import World
from zhengai_engine.compile.partitions import partition_of
from zhengai_engine.compile.rows import source_table
from zhengai_engine.compile.types import BATCH, PARTITION, sql_types
from zhengai_engine.model.period import Calendar, Semester
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field, FieldType

CALENDAR_OF_SAMPLE = Calendar([Semester(code, monday, weeks) for code, monday, weeks in CALENDAR])
Table = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


@cache
def small() -> World:
    return build(SIZES["small"])


def tables(world: World) -> Iterator[Table]:
    """Dataset, headers as the college writes them, rows."""
    semesters = [code for code, _, _ in CALENDAR]
    yield "departments", registers.DEPARTMENTS, registers.departments(world)
    yield "programmes", registers.PROGRAMMES, registers.programmes(world)
    yield "courses", registers.COURSES, registers.courses(world)
    yield "classes", registers.CLASSES, registers.classes(world)
    yield "teachers", registers.TEACHERS, registers.teachers(world)
    yield "students", registers.STUDENTS, registers.students(world)
    for semester in semesters:
        yield "offerings", registers.OFFERINGS, registers.offerings(world, semester)
        yield "attendance", Attendance.header, _attendance(world, semester)
        yield "room_usage", conditions.ROOM_USAGE, conditions.room_usage(world, semester)
    for semester in (LAST_AUTUMN, LAST_SPRING):
        yield "grades", results.GRADES, results.grades(world, semester)
        yield "evaluations", results.EVALUATIONS, results.evaluations(world, semester)
    for year in ("2024-2025", "2025-2026"):
        yield "graduates", outcomes.GRADUATES, outcomes.graduates(world, year)
    yield "schedule_changes", registers.CHANGES, registers.schedule_changes(world)
    yield "rooms", conditions.ROOMS, conditions.rooms(world)
    yield "premises", conditions.PREMISES, conditions.premises(world)
    yield "finance", conditions.FINANCE, conditions.finance(world)
    yield "bases", conditions.BASES, conditions.bases(world)
    yield "admissions", outcomes.ADMISSIONS, outcomes.admissions(world)
    yield "certificates", outcomes.CERTIFICATES, outcomes.certificates(world)
    yield "research", outcomes.RESEARCH, outcomes.research(world)
    yield "trainings", outcomes.TRAININGS, outcomes.trainings(world)
    yield "incidents", outcomes.INCIDENTS, outcomes.incidents(world)


def _attendance(world: World, semester: str) -> Iterator[list[str]]:
    written = Attendance(world)
    weeks = range(1, weeks_with_data(semester) + 1)
    for block in written.lines(semester, written.registers(semester), weeks):
        yield from (line.split(",") for line in block.splitlines())


class SampleSource:
    """A Source of the engine over the small sample college."""

    def __init__(self, catalogue: Catalogue, folder: Path, held: Iterable[Table] | None = None) -> None:
        self._files: dict[str, Path] = {}
        for code, headers, rows in tables(small()) if held is None else held:
            dataset = catalogue.dataset(code)
            fields = [dataset.find(header) for header in headers]
            path = self._files.setdefault(code, folder / f"{code}.csv")
            fresh = not path.exists()
            with path.open("a", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                if fresh:
                    writer.writerow([f.code for f in fields if f])
                writer.writerows(
                    [_text(f, cell) for f, cell in zip(fields, row, strict=True) if f] for row in rows
                )

    def received(self) -> frozenset[str]:
        return frozenset(self._files)

    def is_small(self) -> bool:
        return True

    def register(
        self,
        connection: duckdb.DuckDBPyConnection,
        catalogue: Catalogue,
        datasets: Iterable[str] | None = None,
    ) -> None:
        for code in catalogue.datasets if datasets is None else datasets:
            dataset = catalogue.dataset(code)
            connection.execute(
                f'CREATE TABLE "rows_{dataset.code}" AS SELECT {", ".join(self._columns(dataset))} '
                f"FROM read_csv('{self._files[dataset.code]}', header = true, all_varchar = true)"
            )
            connection.execute(
                f'CREATE VIEW "{source_table(dataset.code)}" AS SELECT *, NULL::VARCHAR AS "{BATCH}", '
                f'{partition_of(dataset).sql("duckdb")} AS "{PARTITION}" FROM "rows_{dataset.code}"'
            )

    def _columns(self, dataset: Dataset) -> Iterator[str]:
        with self._files[dataset.code].open(encoding="utf-8") as file:
            present = set(next(csv.reader(file)))
        for code, kind in sql_types(dataset).items():
            if code != BATCH:
                yield f'{f""""{code}"::{kind}""" if code in present else f"NULL::{kind}"} AS "{code}"'


def _text(field: Field, cell: Any) -> str | None:
    """As the import cleans it: one word a choice, ISO dates, true and false."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, date):
        return cell.isoformat()
    written = str(cell)
    for choice in field.choices:
        if written in (choice.value, *choice.aliases):
            return choice.value
    if field.type is FieldType.BOOLEAN:
        return {"是": "true", "否": "false", "True": "true", "False": "false"}[written]
    return written
