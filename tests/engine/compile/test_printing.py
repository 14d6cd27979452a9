"""One readable statement per indicator, in every dialect."""

import duckdb
import pytest
import sqlglot

from tests.engine.run import small_school as school
from tests.engine.run.small_school import AUTUMN, by_code, indicator
from zhengai_engine.compile.printing import DIALECTS, to_sql
from zhengai_engine.model.expression import Aggregate, AggregateFunction, FieldRef, IndicatorRef, Round
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.run.sources import MemorySource

RATE = indicator("rate", school.ABSENCE_RATE)
MEDIAN = indicator("median", school.scores(AggregateFunction.MEDIAN))
LATEST = indicator("latest", Aggregate(AggregateFunction.LATEST, "attendance", FieldRef(("week",))))
PERCENT = indicator("percent", Round(IndicatorRef("rate"), 2))


def shown(found: Indicator, dialect: str, level: str = "class") -> str:
    return to_sql(
        found, by_code(RATE), school.CATALOGUE, school.CALENDAR,
        college=school.COLLEGE, level=level, period=school.CALENDAR.period(AUTUMN), dialect=dialect,
    )  # fmt: skip


def test_the_statement_runs_as_it_is_printed() -> None:
    with duckdb.connect() as db:
        MemorySource(school.ROWS).register(db, school.CATALOGUE)
        rows = db.execute(shown(PERCENT, "duckdb")).fetchall()
    assert sorted(row[2:5] for row in rows) == [("k1", AUTUMN, 0.4), ("k2", AUTUMN, None)]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("found", [RATE, MEDIAN, LATEST, PERCENT], ids=lambda each: each.code)
def test_every_dialect_reads_what_it_is_given(dialect: str, found: Indicator) -> None:
    assert sqlglot.parse_one(shown(found, dialect), dialect=dialect)


@pytest.mark.parametrize(
    ("found", "dialect", "function"),
    [
        (MEDIAN, "duckdb", "QUANTILE_CONT("),
        (MEDIAN, "spark", "PERCENTILE("),
        (MEDIAN, "postgres", "PERCENTILE_CONT("),
        (MEDIAN, "clickhouse", "quantileExactInclusive("),
        (LATEST, "spark", "MAX_BY("),
        (LATEST, "postgres", "ARRAY_AGG("),
        (LATEST, "clickhouse", "argMax("),
        (LATEST, "trino", "MAX_BY("),
    ],
)
def test_what_engines_call_differently(found: Indicator, dialect: str, function: str) -> None:
    assert function in shown(found, dialect)


def test_an_unknown_dialect_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="duckdb、spark、postgres"):
        shown(RATE, "oracle")
