"""Keeps what is wrong with rows: every rejected row's number, and the reasons of the first of them."""

from collections.abc import Sequence

import duckdb

from zhengai_engine.compile.intake import checking
from zhengai_engine.compile.intake.cleaning import ROW
from zhengai_engine.compile.intake.columns import Column

TOLD = 10_000  # rejected rows whose reasons are kept


class Notes:
    """The tables `problems` and `rejected`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute(
            f"CREATE TEMP TABLE {checking.PROBLEMS} ({ROW} BIGINT, field VARCHAR, written VARCHAR, reason VARCHAR)"
        )
        connection.execute(f"CREATE TEMP TABLE {checking.REJECTED} ({ROW} BIGINT)")

    def note(self, statement: str) -> None:
        """A file in which everything is wrong must not fill the memory with reasons: beyond TOLD rows it only counts."""
        before = self.rejected()
        self._connection.execute(checking.newly_rejected(statement))
        if before or self.rejected():
            self._connection.execute(checking.kept_problems(statement, max(TOLD - self.told(), 0)))

    def rejected(self) -> int:
        return self._number(f"SELECT count(*) FROM {checking.REJECTED}")  # noqa: S608

    def told(self) -> int:
        """Rejected rows whose reasons were kept."""
        return self._number(f"SELECT count(DISTINCT {ROW}) FROM {checking.PROBLEMS}")  # noqa: S608

    def _number(self, statement: str) -> int:
        return int(self._connection.execute(statement).fetchall()[0][0])


def cell_of(columns: Sequence[Column], code: str, row: int) -> str:
    """As spreadsheets name it: column 27 is AB. "" where the text stands in no cell."""
    column = next(each for each in columns if each.field.code == code)
    if column.constant:
        return ""
    number, letters = int(column.raw.removeprefix("c")) + 1, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"
