"""The tables of the database as lines of JSON: the first line names the columns, each further line is a row."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.duration import duration_string

# who is signed in is not carried over; the migrations are in the manifest
_LEFT_OUT = frozenset({"django_session", "django_migrations"})
_CHUNK = 2000
Model = type[models.Model]
Key = tuple[str, str]


@contextmanager
def snapshot() -> Iterator[None]:
    """Within it every table is read as of one moment, while others go on writing."""
    if connection.vendor == "sqlite":
        database: Any = connection
        database.ensure_connection()
        before, database.transaction_mode = database.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                applied_migrations()  # SQLite's moment is that of the first reading
                yield
        finally:
            database.transaction_mode = before
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def applied_migrations() -> list[Key]:
    return sorted(MigrationExecutor(connection).loader.applied_migrations)


def kept_models(apps: Apps) -> list[Model]:
    """By the names of their tables: the order of models that migrations make is another one in every process."""
    found = apps.get_models(include_auto_created=True)
    kept = [m for m in found if m._meta.managed and not m._meta.proxy and m._meta.db_table not in _LEFT_OUT]
    return sorted(kept, key=lambda model: model._meta.db_table)


def check_references_at_the_end() -> None:
    """Rows may come before those they refer to. A migration of the same transaction that added a reference has left it
    to be checked at once on PostgreSQL; SQLite checks none while they are disabled."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def lines_of(model: Model) -> Iterator[str]:
    columns = [field.attname for field in _fields(model)]
    yield _line(columns)
    rows = model._base_manager.order_by("pk").values_list(*columns)
    for row in rows.iterator(chunk_size=_CHUNK):
        yield _line(row)


def load(model: Model, lines: Iterable[str], on_rows: Callable[[int], None]) -> int:
    """Puts the rows into the model's table, which is empty; returns how many there were. Raises ValueError when the
    columns are not those of the table."""
    rest = iter(lines)
    by_name, columns = {field.attname: field for field in _fields(model)}, json.loads(next(rest))
    if by_name.keys() != set(columns):
        raise ValueError(f"备份里表 {model._meta.db_table} 的列与它的版本不一致")
    fields = [by_name[column] for column in columns]
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted}) VALUES ({marks})"  # noqa: S608
    count = 0
    with connection.cursor() as cursor:
        while chunk := list(islice(rest, _CHUNK)):
            cursor.executemany(statement, [_values(fields, json.loads(line)) for line in chunk])
            count += len(chunk)
            on_rows(len(chunk))
    return count


def renew_sequences(found: Sequence[Model]) -> None:
    """New rows get numbers after the highest that came in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), found):
            cursor.execute(statement)


def _fields(model: Model) -> list[Any]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _values(fields: Sequence[Any], row: Sequence[Any]) -> list[Any]:
    return [
        field.get_db_prep_save(field.to_python(value), connection)
        for field, value in zip(fields, row, strict=True)
    ]


def _line(values: Sequence[Any]) -> str:
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n"


def _plain(value: Any) -> str:
    """What JSON has no word for, as the field's own `to_python` reads it back."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} cannot be kept in a backup")
