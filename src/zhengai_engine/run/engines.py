"""Which engine computes a run: DuckDB inside this process, or a Spark cluster that a college already has."""

import importlib
import importlib.util
import socket
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import Protocol, cast
from urllib.parse import urlsplit

from zhengai_engine.compile.plan import Request
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.period import Calendar
from zhengai_engine.run.evaluate import evaluate
from zhengai_engine.run.sources import LakeSource
from zhengai_engine.tables.catalogue import Catalogue


class Engine(StrEnum):
    DUCKDB = "duckdb"
    SPARK = "spark"


class EngineMissing(RuntimeError):
    """The engine asked for is not there; the message is a Chinese sentence."""


class EngineFailed(RuntimeError):
    """The engine began and gave up; the message is a Chinese sentence with the engine's own words."""


class Computed(Protocol):
    """The values of a run, whichever engine makes them."""

    def write(self, path: Path) -> None: ...

    def by_level(self) -> dict[str, int]: ...


def compute(
    engine: Engine,
    indicators: Mapping[str, Indicator],
    catalogue: Catalogue,
    calendar: Calendar,
    source: LakeSource,
    *,
    college: str,
    requests: Sequence[Request],
    codes: Sequence[str] | None = None,
    master: str = "",
) -> AbstractContextManager[Computed]:
    """`master` is the address of the cluster, for an engine that has one. Raises EngineMissing."""
    if engine is Engine.DUCKDB:
        return evaluate(
            indicators, catalogue, calendar, source, college=college, requests=requests, codes=codes
        )
    check(engine, master)
    spark = importlib.import_module("zhengai_engine.run.spark")
    made = spark.evaluate(
        indicators,
        catalogue,
        calendar,
        source,
        college=college,
        requests=requests,
        codes=codes,
        master=master,
    )
    return cast(AbstractContextManager[Computed], made)


def check(engine: Engine, master: str) -> None:
    """Asked before anything is begun: Spark itself would wait a minute for a master that does not answer."""
    if engine is Engine.DUCKDB:
        return
    if importlib.util.find_spec("pyspark") is None:
        raise EngineMissing(
            "没有安装 Spark：请先运行 ./zhengai install spark，或去掉 --engine spark 用内置引擎"
        )
    try:
        address = urlsplit(master)
        with socket.create_connection((address.hostname or "", address.port or 7077), timeout=5):
            return
    except (OSError, ValueError) as problem:
        raise EngineMissing(
            f"Spark 集群 {master} 没有应答：请先启动集群，或用 ZHENGAI_SPARK_MASTER 指明它的地址({problem})"
        ) from problem
