"""Brings values in bulk into the relational side; rows of one run may be over a million."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from zhengai.core.database import renew_statistics
from zhengai.indicators.models import CurrentValue, Run

_COLUMNS = [
    "college_id",
    "indicator",
    "level",
    "subject",
    "period",
    "period_kind",
    "value",
    "numerator",
    "denominator",
    "reason",
    "run_id",
]
_SQLITE_CACHE_KIB = 256 * 1024


def publish(
    run: Run, codes: Sequence[str], batches: Iterable[list[tuple[Any, ...]]], period_kinds: dict[str, str]
) -> int:
    """Replaces the newest values of `codes` at the run's levels and periods; call inside a transaction.

    `batches` are rows as `read_rows` gives them; `period_kinds` maps period code → kind. Returns the number of rows
    written.
    """
    _make_room()
    CurrentValue.objects.filter(
        college=run.college, period__in=run.periods, indicator__in=codes, level__in=list(run.counts)
    ).delete()
    written = 0
    for batch in batches:
        _insert([_row(run.college_id, run.pk, period_kinds, *row) for row in batch])
        written += len(batch)
    renew_statistics(CurrentValue, rows=written)
    return written


def _make_room() -> None:
    """SQLite keeps two megabytes of pages by default; the indexes of a million rows would be read from disk and
    written back again and again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{_SQLITE_CACHE_KIB}")


def _row(
    college: int,
    run: int,
    period_kinds: dict[str, str],
    indicator: str,
    level: str,
    subject: str,
    period: str,
    value: float | None,
    numerator: float | None,
    denominator: float | None,
    reason: str | None,
) -> tuple[Any, ...]:
    kind = period_kinds[period]
    return (
        college, indicator, level, subject, period, kind, value, numerator, denominator, reason or "", run
    )  # fmt: skip


def _insert(batch: list[tuple[Any, ...]]) -> None:
    """Raw statements: the ORM's objects would cost several times the database's own work."""
    table = connection.ops.quote_name(CurrentValue._meta.db_table)
    columns = ", ".join(_COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in batch:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(_COLUMNS))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", batch)  # noqa: S608
