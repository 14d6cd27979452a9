"""A Spark standalone cluster gives DuckDB's values over the same Delta versions: what is only counted to the last
bit, the rest to one part in 10⁹."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.engine.run import small_school as school
from tests.packs.conftest import Foundation
from tests.packs.sample_source import CALENDAR_OF_SAMPLE, SampleSource
from zhengai.framework import queries
from zhengai.sample.identity import COLLEGE_CODE, LAST_SPRING
from zhengai_engine.compile.quoting import literals
from zhengai_engine.model.expression import Aggregate, AggregateFunction, FieldRef
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.period import Calendar
from zhengai_engine.model.walk import dependencies, walk
from zhengai_engine.run.engines import Engine, compute
from zhengai_engine.run.evaluate import Request
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.sources import LakeSource, MemorySource, Source
from zhengai_engine.tables.catalogue import Catalogue

pytestmark = [pytest.mark.spark, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

COUNTS = (AggregateFunction.COUNT, AggregateFunction.COUNT_DISTINCT)
LEVELS = (
    "college",
    "course",
)  # one that is rolled up and one whose rows lead to it; each more costs half a minute


@dataclass(frozen=True)
class Case:
    indicators: dict[str, Indicator]
    catalogue: Catalogue
    calendar: Calendar
    source: LakeSource
    college: str
    requests: Sequence[Request]

    def run(self, engine: Engine, path: Path, master: str = "") -> dict[str, int]:
        with compute(
            engine,
            self.indicators,
            self.catalogue,
            self.calendar,
            self.source,
            college=self.college,
            requests=self.requests,
            master=master,
        ) as computed:
            computed.write(path)
            return computed.by_level()


def lake(folder: Path, source: Source, catalogue: Catalogue, received: Sequence[str]) -> LakeSource:
    """The rows as Delta tables, which is all that a cluster can read."""
    found = Lake(folder)
    with duckdb.connect() as connection:
        source.register(connection, catalogue)
        for code in received:
            found.append(catalogue.dataset(code), connection, f"rows_{code}")
    return LakeSource(found, found.versions(received))


def differing(ours: Path, theirs: Path, exact: Sequence[str]) -> list[tuple[object, ...]]:
    """Values of either file that the other does not have, or has otherwise."""

    def same(part: str) -> str:
        near = f"abs(a.{part} - b.{part}) <= 1e-9 * abs(a.{part}) AND NOT list_contains([{literals(exact)}], indicator)"
        return f"(a.{part} IS NOT DISTINCT FROM b.{part} OR coalesce({near}, false))"

    return duckdb.sql(
        f"SELECT indicator, level, subject, period, a.value, b.value, a.reason, b.reason "
        f"FROM '{ours}' a FULL JOIN '{theirs}' b USING (indicator, level, subject, period) "
        f"WHERE a.level IS NULL OR b.level IS NULL OR a.reason IS DISTINCT FROM b.reason "
        f"OR NOT ({same('value')} AND {same('numerator')} AND {same('denominator')}) LIMIT 20"
    ).fetchall()


def only_counted(indicators: dict[str, Indicator]) -> list[str]:
    found = []
    for code, each in indicators.items():
        used = [node.function for node in walk(each.expression) if isinstance(node, Aggregate)]
        if not dependencies(each.expression) and used and all(function in COUNTS for function in used):
            found.append(code)
    return found


def agree(case: Case, folder: Path, master: str) -> None:
    ours, theirs = folder / "duckdb.parquet", folder / "spark.parquet"
    counted = case.run(Engine.DUCKDB, ours)
    assert sum(counted.values()) > 0
    assert case.run(Engine.SPARK, theirs, master) == counted
    exact = only_counted(case.indicators)
    assert exact
    assert differing(ours, theirs, exact) == []


def test_every_kind_of_aggregate(master: str, tmp_path: Path) -> None:
    """A dataset that was never received, an unknown student and a student without class among the rows."""
    scores = {
        function.value: school.indicator(function.value, school.scores(function))
        for function in (
            AggregateFunction.MEAN, AggregateFunction.MEDIAN, AggregateFunction.STDDEV, AggregateFunction.SUM,
            AggregateFunction.MAX, AggregateFunction.COUNT_DISTINCT,
        )
    }  # fmt: skip
    week = Aggregate(AggregateFunction.LATEST, "attendance", FieldRef(("week",)))
    others = school.by_code(
        school.indicator("rate", school.ABSENCE_RATE),
        school.indicator("week", week),
        school.indicator("visits", Aggregate(AggregateFunction.COUNT, "visits")),
    )
    requests = [
        Request(level, (school.CALENDAR.period(code),))
        for level in school.ALL_LEVELS
        for code in (school.AUTUMN, school.YEAR, f"{school.AUTUMN}-W01")
    ]
    source = lake(tmp_path / "lake", MemorySource(school.ROWS), school.CATALOGUE, list(school.ROWS))
    case = Case(scores | others, school.CATALOGUE, school.CALENDAR, source, school.COLLEGE, requests)
    agree(case, tmp_path, master)


def test_every_shipped_indicator_of_the_sample_college(master: str, tmp_path: Path) -> None:
    foundation = Foundation(queries.read_pack("foundation").sections)
    catalogue, known = foundation.catalogue, foundation.indicators
    sample = SampleSource(catalogue, tmp_path)
    received = sorted(sample.received())
    periods = [CALENDAR_OF_SAMPLE.period(code) for code in (LAST_SPRING, "2025-2026")]
    requests = [Request(level, (period,)) for level in LEVELS for period in periods]
    source = lake(tmp_path / "lake", sample, catalogue, received)
    agree(Case(known, catalogue, CALENDAR_OF_SAMPLE, source, COLLEGE_CODE, requests), tmp_path, master)
