"""One cluster for all: a master and two workers, as `python -m tools.spark_cluster` starts them."""

import os
from collections.abc import Iterator

import pytest
from tools.spark_cluster import cluster, missing

# none of these machines lives long enough for the second compiler and its threads to pay
BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@pytest.fixture(scope="session")
def master() -> Iterator[str]:
    lacking = missing()
    if lacking and os.environ.get("ZHENGAI_NEEDS_SPARK"):
        pytest.fail(f"this run must have Spark: {lacking}")
    if lacking:
        pytest.skip(lacking)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS", BRIEF)
        with cluster() as address:
            yield address
