"""The same plan on a Spark cluster, over the files of the same Delta versions.

Spark is handed the exact Parquet files that a version names and the version's own schema, so it needs no Delta
library; it never sees a file that a later or unfinished write left there. All machines of the cluster must reach the
lake and the folder of the result under the same path. Needs pyspark, which is not among the runtime dependencies:
this module is imported only when Spark is asked for.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType
from sqlglot import exp

from zhengai_engine.compile.dialects import printed
from zhengai_engine.compile.plan import Plan, Request, compile_plan
from zhengai_engine.compile.quoting import literal
from zhengai_engine.compile.rows import source_table
from zhengai_engine.compile.types import PARTITION, spark_types
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.period import Calendar
from zhengai_engine.run.connection import Bounds, connected
from zhengai_engine.run.engines import EngineFailed
from zhengai_engine.run.sources import LakeSource, Stored
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset

_PIECES = 2  # for each core of the cluster
_LOOPBACK = "127.0.0.1"
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    # a partition is named by the code of a period, which stays a word
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.adaptive.enabled": "true",
}


def evaluate(
    indicators: Mapping[str, Indicator],
    catalogue: Catalogue,
    calendar: Calendar,
    source: LakeSource,
    *,
    college: str,
    requests: Sequence[Request],
    codes: Sequence[str] | None = None,
    master: str,
    settings: Mapping[str, str] | None = None,
) -> "SparkEvaluation":
    """Values as `run.evaluate` gives them. `master` is the address of the cluster, `settings` Spark's own."""
    plan = compile_plan(
        indicators,
        catalogue,
        calendar,
        college=college,
        requests=requests,
        received=source.received(),
        codes=codes,
    )
    return SparkEvaluation(plan, catalogue, source, master, settings or {})


class SparkEvaluation:
    """The values of one run, computed when they are written. A context manager: leaving it ends the session."""

    def __init__(
        self, plan: Plan, catalogue: Catalogue, source: LakeSource, master: str, settings: Mapping[str, str]
    ) -> None:
        self.plan = plan
        self._catalogue = catalogue
        self._source = source
        self._levels: dict[str, int] = {}
        self._stack = ExitStack()
        self._session = _session(master, settings)
        self._stack.callback(self._session.stop)

    def write(self, path: Path) -> None:
        """All values as one Parquet file, as any other run leaves them. Raises EngineFailed."""
        try:
            self._write(path)
        except (PySparkException, Py4JError) as problem:
            told = str(problem).partition("\n")[0][:500]
            raise EngineFailed(f"Spark 没有算完，上一次的值还在：{told}") from problem

    def _write(self, path: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="spark-", dir=path.parent) as folder:
            self._prepare(Path(folder))
            selects = [self._session.sql(printed(each, "spark")) for each in self.plan.values()]
            parts = Path(folder) / "values"
            _together(selects).write.parquet(str(parts))
            with connected(Bounds()) as connection:
                read = f"read_parquet({literal(str(parts / '*.parquet'))})"
                connection.execute(f"COPY (FROM {read}) TO {literal(str(path))} (FORMAT parquet)")
                counted = connection.execute(
                    f"SELECT level, count(*) FROM {read} GROUP BY level ORDER BY level"  # noqa: S608
                ).fetchall()
        self._levels = {level: int(number) for level, number in counted}

    def by_level(self) -> dict[str, int]:
        """How many values were written at each level."""
        return self._levels

    def close(self) -> None:
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _prepare(self, folder: Path) -> None:
        """Every step under its name. What is read more than once is computed into files first: kept in memory, a step
        would carry all steps before it into the planning of each one after, which takes longer than the rows."""
        reads = {
            each.name: {table.name for table in each.query.find_all(exp.Table)}
            for each in self.plan.statements
        }
        wanted = set().union(*reads.values())
        for dataset in self._catalogue.datasets.values():
            name = source_table(dataset.code)
            if name in wanted:
                self._rows(dataset).createOrReplaceTempView(name)
        for statement in self.plan.statements:
            step = self._session.sql(printed(statement.query, "spark"))
            if reads[statement.name] and not statement.read_once:
                step = self._kept(step, str(folder / statement.name))
            step.createOrReplaceTempView(statement.name)

    def _kept(self, step: DataFrame, place: str) -> DataFrame:
        step.write.parquet(place)
        return self._session.read.schema(step.schema).parquet(place)

    def _rows(self, dataset: Dataset) -> DataFrame:
        """A dataset as declared today: a field that its version lacks is null."""
        stored = self._source.stored(dataset.code)
        types = {**spark_types(dataset), PARTITION: "STRING"}
        if stored is None or not stored.files:
            nothing = ", ".join(_column(name, kind, held=False) for name, kind in types.items())
            return self._session.sql(f"SELECT {nothing} WHERE false")
        found = self._files(stored)
        held = set(found.columns)
        return found.selectExpr(*(_column(name, kind, name in held) for name, kind in types.items()))

    def _files(self, stored: Stored) -> DataFrame:
        schema = StructType.fromJson(json.loads(stored.schema))
        return self._session.read.schema(schema).option("basePath", stored.root).parquet(*stored.files)


def _session(master: str, settings: Mapping[str, str]) -> SparkSession:
    local = (
        {"spark.driver.host": _LOOPBACK, "spark.driver.bindAddress": _LOOPBACK} if _LOOPBACK in master else {}
    )
    builder: Any = SparkSession.builder
    builder = builder.master(master).appName("zhengai")
    for name, value in {**_SETTINGS, **local, **settings}.items():
        builder = builder.config(name, value)
    session: SparkSession = builder.getOrCreate()
    # Spark cuts every grouped result into 200 pieces, however few machines and rows there are
    pieces = str(_PIECES * session.sparkContext.defaultParallelism)
    session.conf.set("spark.sql.shuffle.partitions", settings.get("spark.sql.shuffle.partitions", pieces))
    return session


def _together(selects: Sequence[DataFrame]) -> DataFrame:
    whole, *others = selects
    for each in others:
        whole = whole.unionAll(each)
    return whole


def _column(name: str, kind: str, held: bool) -> str:
    quoted = exp.to_identifier(name, quoted=True).sql("spark")
    return f"CAST({quoted if held else 'NULL'} AS {kind}) AS {quoted}"
