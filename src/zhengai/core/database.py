"""What the database must be told after rows came in bulk."""

from django.db import connection, models

_MANY = 1000


def renew_statistics(*tables: type[models.Model], rows: int) -> None:
    """Call after `rows` rows changed; few change no plan. Without it PostgreSQL plans by guesses until its own service
    comes round a minute later, or for good where an administrator turned that off."""
    if connection.vendor != "postgresql" or rows < _MANY:
        return
    with connection.cursor() as cursor:
        for each in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(each._meta.db_table)}")
