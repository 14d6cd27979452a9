"""What the benches need of this room: rows that look as if a source had sent them."""

from pathlib import Path

from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai_engine.run.yardsticks.arriving import Arrival, write_lessons

ARRIVING = "attendance"


def write_arriving(college: College, path: Path, *, rows: int, number: int) -> Arrival:
    """Raises LookupError when the college has no attendance to go by."""
    return write_lessons(
        queries.lake(college), queries.catalogue(college).dataset(ARRIVING), path, rows=rows, number=number
    )
