"""Tables that are filled again and again by the same statements on one connection. Parsing and planning a statement of
a hundred columns takes ten times as long as running it over a few thousand rows, so each is planned once.

Tables are filled inside a transaction that leaves them empty, without a trace of the rows and without a change of the
catalogue, which would have every statement planned anew.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from zhengai_engine.compile.quoting import identifier

# A plan that is kept must not rest on which values a table held when it was made.
_BY_CONTENT = "statistics_propagation,compressed_materialization"


class Prepared:
    """Names of tables are given as SQL: quoted, with their schema if they have one."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._queries: dict[str, str] = {}
        self._planned: dict[str, str] = {}
        self.run(f"SET disabled_optimizers = '{_BY_CONTENT}'")

    def run(self, statement: str, values: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        return self.connection.execute(statement, list(values) or None)

    def table(self, name: str, query: str) -> None:
        """An empty table for what the query gives; `fill` fills it."""
        self.run(f"CREATE TABLE {name} AS {query} WITH NO DATA")
        self._queries[name] = query

    def fill(self, name: str) -> int:
        """Planned the first time, when the tables it reads hold what they usually hold. Returns how many rows came in."""
        if name not in self._planned:
            known_as = identifier(f"fill {name}")
            self.run(f"PREPARE {known_as} AS INSERT INTO {name} {self._queries[name]}")
            self._planned[name] = f"EXECUTE {known_as}"
        return int(self.run(self._planned[name]).fetchall()[0][0])

    @contextmanager
    def filling(self) -> Iterator[None]:
        """What is filled in the block is there until it ends."""
        self.run("BEGIN TRANSACTION")
        try:
            yield
        finally:
            self.run("ROLLBACK")

    @contextmanager
    def emptied(self, tables: Sequence[str]) -> Iterator[None]:
        """What is filled in the block stays, but for these tables, which are empty afterwards."""
        self.run("BEGIN TRANSACTION")
        try:
            yield
            for each in tables:
                self.run(f"DELETE FROM {each}")  # noqa: S608
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")
