"""The state of this installation's database, for commands that must speak of it."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def pending_migrations() -> int:
    """How many steps the database's structure is behind the program."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
