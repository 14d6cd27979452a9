"""The yardstick's own definitions on a Spark cluster, from the same files to the same kind of file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from zhengai_engine.run.engines import Engine, EngineMissing, check
from zhengai_engine.run.sources import LakeSource
from zhengai_engine.run.spark import SparkEvaluation, evaluate
from zhengai_engine.run.yardsticks import attendance, by_hand
from zhengai_engine.run.yardsticks.grades import Yardstick
from zhengai_engine.run.yardsticks.peers import PeerMissing


class Cluster:
    """The session stands before the clock runs, as it would in a cluster that is used all day."""

    def __init__(self, evaluation: SparkEvaluation, path: Path) -> None:
        self._evaluation = evaluation
        self._path = path

    def compute(self) -> None:
        self._evaluation.write(self._path)

    def differing(self, connection: duckdb.DuckDBPyConnection, ours: str) -> tuple[int, int]:
        return attendance.differing(connection, ours, str(self._path))


@contextmanager
def ready(yardstick: Yardstick, address: str) -> Iterator[Cluster]:
    try:
        check(Engine.SPARK, address)
    except EngineMissing as problem:
        raise PeerMissing(str(problem)) from problem
    source = LakeSource(yardstick.lake, yardstick.versions)
    with (
        tempfile.TemporaryDirectory() as folder,
        evaluate(
            yardstick.indicators,
            yardstick.catalogue,
            yardstick.calendar,
            source,
            college=by_hand.COLLEGE_CODE,
            requests=yardstick.requests,
            master=address,
        ) as evaluation,
    ):
        yield Cluster(evaluation, Path(folder) / "spark.parquet")
