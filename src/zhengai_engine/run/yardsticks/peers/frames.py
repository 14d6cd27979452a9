"""Wide frames of a peer, compared value by value."""

from collections.abc import Mapping
from typing import Any

import duckdb

from zhengai_engine.compile.quoting import literal
from zhengai_engine.run.yardsticks import by_hand
from zhengai_engine.run.yardsticks.grades import Yardstick


def differing(
    connection: duckdb.DuckDBPyConnection, frames: Mapping[str, Any], ours: str, yardstick: Yardstick
) -> tuple[int, int]:
    """`frames`: of each level, what DuckDB can read as a table. NaN is how pandas writes null."""
    for level, frame in frames.items():
        connection.register("peer_frame", frame)
        connection.execute(
            f"CREATE OR REPLACE TABLE {by_hand.table_of(level)} AS SELECT subject, period, "  # noqa: S608
            "CASE WHEN isnan(COLUMNS(* EXCLUDE (subject, period))::DOUBLE) THEN NULL "
            "ELSE COLUMNS(* EXCLUDE (subject, period))::DOUBLE END FROM peer_frame"
        )
        connection.unregister("peer_frame")
    return by_hand.differing(connection, f"read_parquet({literal(ours)})", yardstick)
