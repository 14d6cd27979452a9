"""What the benches need of this room: rows that look as if a source had sent them."""

from pathlib import Path

from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai_engine.run.yardsticks.arriving import (
    Arrival,
    further_lessons,
    write_corrections,
    write_lessons,
)

ARRIVING = "attendance"


def write_arriving(
    college: College, path: Path, *, rows: int, number: int, corrections: bool = False
) -> Arrival:
    """New rows, or corrections of old ones. Raises LookupError when the college has no attendance to go by."""
    write = write_corrections if corrections else write_lessons
    declared = queries.catalogue(college).dataset(ARRIVING)
    return write(queries.lake(college), declared, path, rows=rows, number=number)


def rows_to_send(college: College, rows: int) -> list[dict[str, str | int]]:
    """Raises LookupError when the college has no attendance to go by."""
    return further_lessons(queries.lake(college), queries.catalogue(college).dataset(ARRIVING), rows=rows)


def rows_stored(college: College) -> int:
    held = queries.lake(college)
    version = held.latest(ARRIVING)
    return 0 if version is None else held.rows(ARRIVING, version)
