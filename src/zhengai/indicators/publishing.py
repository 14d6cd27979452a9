"""Brings values in bulk into the relational side; rows of one run may be over a million."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from zhengai.indicators.models import CurrentValue, Run
from zhengai_engine.model.value import Value

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
_BATCH = 20_000


def publish(run: Run, codes: Sequence[str], values: Iterable[Value], period_kinds: dict[str, str]) -> int:
    """Replaces the newest values of `codes` at the run's levels and periods; call inside a transaction.

    `period_kinds` maps period code → kind. Returns the number of rows written.
    """
    CurrentValue.objects.filter(
        college=run.college, period__in=run.periods, indicator__in=codes, level__in=list(run.counts)
    ).delete()
    rows = (_row(run, value, period_kinds) for value in values)
    written = 0
    while batch := list(islice(rows, _BATCH)):
        _insert(batch)
        written += len(batch)
    return written


def _row(run: Run, value: Value, period_kinds: dict[str, str]) -> tuple[Any, ...]:
    return (
        run.college_id,
        value.indicator,
        value.level,
        value.subject,
        value.period,
        period_kinds[value.period],
        value.value,
        value.numerator,
        value.denominator,
        value.reason.value if value.reason else "",
        run.pk,
    )


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
