"""Rows are written where a run later looks for them."""

from datetime import date

import duckdb
import pytest

from zhengai_engine.compile.partitions import partition_of, partitions_of
from zhengai_engine.model.period import Calendar, PeriodKind, Semester
from zhengai_engine.tables.dataset import Dataset, Field, FieldType, TimeRule

CALENDAR = Calendar(
    [Semester("2025-2026-1", date(2025, 9, 1), 18), Semester("2025-2026-2", date(2026, 3, 2), 18)]
)
KIND = PeriodKind


def dataset(kind: PeriodKind | None, field: FieldType = FieldType.TEXT) -> Dataset:
    fields = (
        Field("id", "编号", FieldType.TEXT),
        Field("t", "时间", field),
        Field("w", "周", FieldType.INTEGER),
    )
    names = ("t", "w") if kind is KIND.WEEK else ("t",)
    return Dataset("d", "表", fields, ("id",), time=TimeRule(kind, names) if kind else None)


@pytest.mark.parametrize(
    ("kind", "field", "stored", "partition"),
    [
        (KIND.WEEK, FieldType.TEXT, "'2025-2026-1'", "2025-2026-1"),
        (KIND.SEMESTER, FieldType.TEXT, "'2025-2026-2'", "2025-2026-2"),
        (KIND.DAY, FieldType.DATE, "DATE '2025-08-31'", "2024-2025"),
        (KIND.DAY, FieldType.DATE, "DATE '2025-09-01'", "2025-2026"),
        (KIND.DAY, FieldType.DATE, "NULL::DATE", "unknown"),
        (KIND.MONTH, FieldType.TEXT, "'2026-01'", "2025-2026"),
        (KIND.ACADEMIC_YEAR, FieldType.TEXT, "'2025-2026'", "2025-2026"),
        (KIND.CALENDAR_YEAR, FieldType.INTEGER, "2026", "2026"),
        (None, FieldType.TEXT, "'x'", "all"),
    ],
)
def test_the_partition_of_a_row(
    kind: PeriodKind | None, field: FieldType, stored: str, partition: str
) -> None:
    expression = partition_of(dataset(kind, field)).sql("duckdb")
    assert duckdb.sql(f"SELECT {expression} FROM (SELECT {stored} AS t)").fetchall() == [(partition,)]


@pytest.mark.parametrize(
    ("kind", "period", "partitions"),
    [
        (KIND.WEEK, "2025-2026-1-W03", {"2025-2026-1"}),
        (KIND.WEEK, "2025-2026", {"2025-2026-1", "2025-2026-2"}),
        (KIND.WEEK, "2026", set()),
        (KIND.SEMESTER, "2025-2026-2", {"2025-2026-2"}),
        (KIND.DAY, "2026", {"2025-2026", "2026-2027"}),
        (KIND.DAY, "2025-2026-1", {"2025-2026"}),
        (KIND.MONTH, "2025-2026", {"2025-2026"}),
        (KIND.CALENDAR_YEAR, "2026", {"2026"}),
        (None, "2026", {"all"}),
    ],
)
def test_the_partitions_of_a_period(kind: PeriodKind | None, period: str, partitions: set[str]) -> None:
    assert partitions_of(dataset(kind), CALENDAR, [CALENDAR.period(period)]) == partitions
