"""The yardstick's values as others compute them: one statement per value in PostgreSQL, data frames, a cluster."""

import importlib
import importlib.util
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol, cast

import duckdb

from zhengai_engine.run.yardsticks.grades import Yardstick


class Peer(Protocol):
    """`compute` is what is timed: from the stored rows to the values, in the form in which the peer has them."""

    def compute(self) -> None: ...

    def differing(self, connection: duckdb.DuckDBPyConnection, ours: str) -> tuple[int, int]:
        """How many values the peer has, and how many are not the same in the Parquet file `ours`."""
        ...


class PeerMissing(RuntimeError):
    """What the peer needs is not installed or does not answer; the message is a Chinese sentence."""


PEERS: Mapping[str, tuple[str, ...]] = {
    "postgres": (),
    "pandas": ("pandas", "pyarrow"),
    "polars": ("polars", "pyarrow"),
    "spark": ("pyspark",),
}


def peer(name: str, yardstick: Yardstick, address: str) -> AbstractContextManager[Peer]:
    """Ready to compute: rows loaded where it cannot read them as they lie. `address` is the database's or the
    cluster's. Raises PeerMissing."""
    lacking = [each for each in PEERS[name] if importlib.util.find_spec(each) is None]
    if lacking:
        extra = "spark" if name == "spark" else "peers"
        raise PeerMissing(f"没有安装 {'、'.join(lacking)}：请先运行 ./zhengai install {extra}")
    module = importlib.import_module(f"{__name__}.by_{name}")
    return cast(AbstractContextManager[Peer], module.ready(yardstick, address))
