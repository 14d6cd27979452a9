"""Brings values in bulk into the relational side; rows of one run may be over a million."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

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
_FIGURES = ["value", "numerator", "denominator", "reason"]
_UNIQUE = ["college_id", "indicator", "level", "period", "subject"]
_ARRIVED = "arrived_values"
_SQLITE_CACHE_KIB = 256 * 1024


class Key(NamedTuple):
    """Where a value stands."""

    indicator: str
    level: str
    subject: str
    period: str


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


def publish_changes(
    run: Run, batches: Iterable[list[tuple[Any, ...]]], period_kinds: dict[str, str]
) -> list[Key]:
    """Puts these values in place of the newest ones and leaves all others; call inside a transaction. Returns where
    a value is not what it was: a value that came out the same stays with the run that computed it first."""
    _make_room()
    table = connection.ops.quote_name(CurrentValue._meta.db_table)
    columns = ", ".join(_COLUMNS)
    differs = " OR ".join(f"{table}.{each} IS DISTINCT FROM excluded.{each}" for each in _FIGURES)
    changes = ", ".join(f"{each} = excluded.{each}" for each in (*_FIGURES, "run_id"))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {_ARRIVED} AS SELECT {columns} FROM {table} WHERE 1 = 0")  # noqa: S608
        for batch in batches:
            _insert([_row(run.college_id, run.pk, period_kinds, *row) for row in batch], _ARRIVED)
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {_ARRIVED} WHERE true "  # noqa: S608
            f"ON CONFLICT ({', '.join(_UNIQUE)}) DO UPDATE SET {changes} WHERE {differs} "
            "RETURNING indicator, level, subject, period"
        )
        found = [Key(*row) for row in cursor.fetchall()]
        cursor.execute(f"DROP TABLE {_ARRIVED}")
    return found


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


def _insert(batch: list[tuple[Any, ...]], into: str = CurrentValue._meta.db_table) -> None:
    """Raw statements: the ORM's objects would cost several times the database's own work."""
    table = connection.ops.quote_name(into)
    columns = ", ".join(_COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in batch:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(_COLUMNS))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", batch)  # noqa: S608
