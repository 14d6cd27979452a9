"""Many rows of one model at once, written, and those of some subjects read. Django's bulk_update builds one CASE per
value, and its bulk_create on SQLite a statement per hundred rows: both take many times as long as the rows do."""

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet

_BATCH = 10_000
_FEW = 3_000


def upsert(rows: Sequence[models.Model], *, unique: Sequence[str], fields: Sequence[str]) -> None:
    """Inserts rows, or changes `fields` of those that exist by the columns of the constraint `unique`."""
    if not rows:
        return
    written = [_field(rows[0], name) for name in (*unique, *fields)]
    columns = [connection.ops.quote_name(str(field.column)) for field in written]
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns[len(unique) :])
    statement = (
        f"INSERT INTO {_table(rows[0])} ({', '.join(columns)}) "  # noqa: S608 - names of our models
        f"VALUES ({', '.join(['%s'] * len(columns))}) "
        f"ON CONFLICT ({', '.join(columns[: len(unique)])}) DO UPDATE SET {changes}"
    )
    _execute(statement, (_values(row, written) for row in rows))


def of_subjects(rows: QuerySet[Any], only: Collection[str] | None) -> QuerySet[Any]:
    """Those of these subjects, where they are few; of many it is quicker to read all and pass over the others."""
    return rows.filter(subject__in=only) if only is not None and len(only) <= _FEW else rows


def update(rows: Sequence[models.Model], *, fields: Sequence[str]) -> None:
    """Changes `fields` of rows that exist."""
    if not rows:
        return
    written = [_field(rows[0], name) for name in fields]
    changes = ", ".join(f"{connection.ops.quote_name(str(field.column))} = %s" for field in written)
    statement = f"UPDATE {_table(rows[0])} SET {changes} WHERE id = %s"  # noqa: S608 - names of our models
    _execute(statement, ([*_values(row, written), row.pk] for row in rows))


def _execute(statement: str, rows: Iterable[list[Any]]) -> None:
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(waiting, _BATCH)):
            cursor.executemany(statement, batch)


def _table(row: models.Model) -> str:
    return connection.ops.quote_name(row._meta.db_table)


def _values(row: models.Model, written: Sequence["models.Field[Any, Any]"]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in written]


def _field(row: models.Model, name: str) -> "models.Field[Any, Any]":
    field = row._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field
