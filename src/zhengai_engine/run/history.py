"""Reads the values file of a run back: Parquet, filtered before anything reaches Python."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from zhengai_engine.model.value import NullReason, Value

_BATCH = 50_000


def read_values(
    path: Path,
    *,
    codes: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
    periods: Sequence[str] | None = None,
) -> Iterator[Value]:
    """Values in the order of indicator, level, period, subject; null filters mean all. Raises FileNotFoundError."""
    for rows in read_rows(path, codes=codes, levels=levels, periods=periods):
        yield from (_value(*row) for row in rows)


def read_rows(
    path: Path,
    *,
    codes: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
    periods: Sequence[str] | None = None,
) -> Iterator[list[tuple[Any, ...]]]:
    """The same as plain tuples in batches, for a writer to whom an object for each value is too dear:
    (indicator, level, subject, period, value, numerator, denominator, reason)."""
    if not path.exists():
        raise FileNotFoundError(f"没有找到计算结果文件 {path.name}")
    filters = {"indicator": codes, "level": levels, "period": periods}
    wanted = {column: list(chosen) for column, chosen in filters.items() if chosen is not None}
    condition = " AND ".join(f"list_contains(?, {column})" for column in wanted) or "true"
    parameters: list[Any] = [str(path), *wanted.values()]
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(
            "SELECT indicator, level, subject, period, value, numerator, denominator, reason "  # noqa: S608
            f"FROM read_parquet(?) WHERE {condition} ORDER BY indicator, level, period, subject",
            parameters,
        )
        while rows := connection.fetchmany(_BATCH):
            yield rows
    finally:
        connection.close()


def _value(indicator: str, level: str, subject: str, period: str, *figures: Any) -> Value:
    value, numerator, denominator, reason = figures
    known = NullReason(reason) if reason else None
    return Value(indicator, level, subject, period, value, numerator, denominator, known)
