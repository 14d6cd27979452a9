"""Rows that the benches send in: each is a row that changes something, and none that is not there to be changed."""

import csv
from pathlib import Path

import duckdb
import pytest

from zhengai_engine.model.period import PeriodKind
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.yardsticks.arriving import write_corrections
from zhengai_engine.tables.dataset import Choice, Dataset, Field, FieldType, TimeRule

TEXT, INTEGER = FieldType.TEXT, FieldType.INTEGER
ATTENDANCE = Dataset(
    code="attendance",
    name="考勤",
    key=("semester", "week", "session", "offering", "student"),
    time=TimeRule(PeriodKind.WEEK, ("semester", "week")),
    fields=(
        Field("semester", "学期", TEXT),
        Field("week", "周次", INTEGER),
        Field("session", "节次", INTEGER),
        Field("offering", "教学班", TEXT),
        Field("student", "学号", TEXT),
        Field("status", "状态", TEXT, choices=(Choice("出勤"), Choice("缺勤"))),
    ),
)


def _lake(root: Path, *weeks: int) -> Lake:
    """Forty students in each of these weeks, every fourth absent."""
    lake = Lake(root)
    listed = ", ".join(map(str, weeks))
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE incoming AS SELECT '2026-2027-1' AS semester, week, 1::BIGINT AS session, 'O1' AS offering, "
            "'s' || s AS student, CASE WHEN s % 4 = 0 THEN '缺勤' ELSE '出勤' END AS status "
            f"FROM range(40) r(s), (SELECT unnest([{listed}])::BIGINT AS week)"
        )
        lake.append(ATTENDANCE, connection, "incoming", batch="b1")
    return lake


def test_a_correction_is_a_row_of_the_week_before_that_turns_out_otherwise(tmp_path: Path) -> None:
    lake, path = _lake(tmp_path / "lake", 1, 2, 3), tmp_path / "corrections.csv"
    made = write_corrections(lake, ATTENDANCE, path, rows=30, number=1)
    with path.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert made.rows == len(rows)
    assert {row["week"] for row in rows} == {"2"}
    absent = {f"s{number}" for number in range(0, 40, 4)}
    assert all((row["status"] == "出勤") == (row["student"] in absent) for row in rows)
    assert absent <= {row["student"] for row in rows}


def test_without_a_week_before_there_is_nothing_to_correct(tmp_path: Path) -> None:
    lake = _lake(tmp_path / "lake", 1)
    with pytest.raises(LookupError, match="没有可更正的行"):
        write_corrections(lake, ATTENDANCE, tmp_path / "corrections.csv", rows=30, number=1)
