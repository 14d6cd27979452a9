"""The hand-written pass counts all rows of one version, and only of that one."""

from pathlib import Path

import duckdb

from tests.engine.run import small_school as school
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.yardstick import scan

COLUMNS = "number VARCHAR, student VARCHAR, semester VARCHAR, week BIGINT, status VARCHAR, minutes BIGINT"


def test_it_counts_rows_and_groups_of_a_version(tmp_path: Path) -> None:
    lake, dataset = Lake(tmp_path), school.CATALOGUE.dataset("attendance")
    rows = [tuple(row.values()) for row in school.ROWS["attendance"]]
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE incoming ({COLUMNS})")
        connection.executemany("INSERT INTO incoming VALUES (?, ?, ?, ?, ?, ?)", rows)
        first = lake.append(dataset, connection, "incoming", batch="b1")
        lake.append(dataset, connection, "incoming", batch="b2")
    found = scan(lake, dataset="attendance", version=first, keys=["student", "week"], repeats=1)
    assert (found.rows, found.groups) == (9, 7)
    assert found.seconds > 0
    twice = scan(lake, dataset="attendance", version=first + 1, keys=["student", "week"], repeats=2)
    assert (twice.rows, twice.groups) == (18, 7)
