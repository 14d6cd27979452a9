"""The yardstick's values as careful people write them by hand: five grouped statements, wide tables as the result, and
these turned into one long file."""

from pathlib import Path

import duckdb

from zhengai_engine.compile.quoting import identifier, literal, literals
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.run.yardsticks.grades import LEVELS, Yardstick

COLLEGE_CODE = "YARD"
_COLUMNS = """
    count(*) AS grades,
    sum(score) AS score_sum,
    avg(score) AS score_mean,
    max(score) AS score_max,
    min(score) AS score_min,
    avg(usual) AS usual_mean,
    max(usual) AS usual_max,
    sum(credit) AS credits,
    sum(credit) FILTER (score >= 60) AS credits_earned,
    count(*) FILTER (score < 60) AS failed,
    count(*) FILTER (score >= 90) AS excellent,
    count(*) FILTER (resit) AS resits,
    count(*) FILTER (resit AND score >= 60) AS resits_passed,
    sum(absent) AS absences,
    count(*) FILTER (score < 60) / count(*) AS fail_rate,
    count(*) FILTER (score >= 90) / count(*) AS excellent_rate,
    count(*) FILTER (score >= 80) / count(*) AS good_rate,
    count(*) FILTER (resit) / count(*) AS resit_rate,
    count(*) FILTER (resit AND score >= 60) / nullif(count(*) FILTER (resit), 0) AS resit_pass_rate,
    sum(credit) FILTER (score >= 60) / nullif(sum(credit), 0) AS credit_rate,
    sum(absent) / nullif(sum(credit), 0) AS absence_per_credit"""


def table_of(level: str) -> str:
    return f"hand_{level}"


def compute(connection: duckdb.DuckDBPyConnection, yardstick: Yardstick) -> None:
    """One table a level, named by `table_of`: subject, period and a column for each value."""
    for code in ("grades", "students"):
        files = literals(yardstick.files(code))
        connection.execute(f"CREATE OR REPLACE VIEW {code} AS SELECT * FROM read_parquet([{files}])")  # noqa: S608
    for level in LEVELS:
        connection.execute(f"CREATE OR REPLACE TABLE {table_of(level)} AS {_statement(level)}")


def _statement(level: str) -> str:
    subject = {COLLEGE: literal(COLLEGE_CODE), "programme": "students.programme"}.get(
        level, f"grades.{level}"
    )
    join = " JOIN students USING (student)" if level == "programme" else ""
    return f"SELECT {subject} AS subject, semester AS period, {_COLUMNS} FROM grades{join} GROUP BY ALL"  # noqa: S608


def write(connection: duckdb.DuckDBPyConnection, yardstick: Yardstick, path: Path) -> None:
    """What `compute` made as one long Parquet file: indicator, level, subject, period, value."""
    connection.execute(f"COPY ({_long(yardstick)}) TO {literal(str(path))} (FORMAT parquet)")


def differing(connection: duckdb.DuckDBPyConnection, ours: str, yardstick: Yardstick) -> tuple[int, int]:
    """How many values there are by hand, and how many of them are not the same in the long table `ours`; means and
    rates may differ by one part in 10⁹, which is the order of adding up."""
    total, wrong = connection.execute(
        f"SELECT count(*), count(*) FILTER (NOT coalesce(abs(h.value - o.value) <= 1e-9 * abs(h.value), "  # noqa: S608
        f"h.value IS NULL AND o.value IS NULL AND o.indicator IS NOT NULL)) FROM ({_long(yardstick)}) h "
        f"LEFT JOIN {ours} o USING (indicator, level, subject, period)"
    ).fetchall()[0]
    return int(total), int(wrong)


def _long(yardstick: Yardstick) -> str:
    columns = ", ".join(identifier(code) for code in yardstick.indicators)
    return " UNION ALL ".join(
        f"SELECT indicator, {literal(level)} AS level, subject, period, value FROM (SELECT subject, period, "  # noqa: S608
        f"{_doubles(yardstick)} FROM {table_of(level)}) UNPIVOT INCLUDE NULLS (value FOR indicator IN ({columns}))"
        for level in LEVELS
    )


def _doubles(yardstick: Yardstick) -> str:
    return ", ".join(f"{identifier(code)}::DOUBLE AS {identifier(code)}" for code in yardstick.indicators)
