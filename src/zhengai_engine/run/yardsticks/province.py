"""A province: many colleges, each a lake of its own, computed one after the other; then the province's figures from
what the colleges' values hold, as Σ numerator / Σ denominator.

Colleges never meet in a statement, so what one costs says what a hundred cost: this measures a few, of different sizes.
"""

import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhengai_engine.compile.quoting import literals
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.run.connection import Bounds, connected
from zhengai_engine.run.yardsticks.grades import RATIOS, Size
from zhengai_engine.run.yardsticks.growth import alone, compute, make, scaled

# of the public yardstick's college: small, usual and large ones in turn
SIZES = (0.5, 1.0, 1.5)


@dataclass(frozen=True)
class College:
    """`rows` were read and `values` written in `seconds`, by a process that did nothing else; `disk_mib` is what its
    lake takes."""

    name: str
    rows: int
    values: int
    seconds: float
    peak_mib: float
    disk_mib: float


def measure(colleges: int, whole: Size | None = None) -> Iterator[College]:
    """Each college as it is done, then `province`: the merging of what they have."""
    with tempfile.TemporaryDirectory(prefix="zhengai-province-") as place:
        folders = []
        for number in range(1, colleges + 1):
            folder = Path(place) / f"college-{number:03d}"
            size = scaled(whole or Size(), SIZES[(number - 1) % len(SIZES)])
            alone(make, str(folder), size)
            disk = sum(each.stat().st_size for each in folder.rglob("*.parquet")) / 2**20
            values, seconds, peak = alone(compute, str(folder), size)
            folders.append(folder)
            yield College(folder.name, size.rows, int(values), seconds, peak, round(disk, 1))
        yield _merged(folders)


def _merged(folders: list[Path]) -> College:
    """Of each ratio and semester one figure over all colleges."""
    files = literals(str(each / "values.parquet") for each in folders)
    codes = literals(RATIOS)
    started = time.perf_counter()
    with connected(Bounds()) as connection:
        read, merged = connection.execute(
            "SELECT sum(held), count(*) FROM (SELECT indicator, period, count(*) AS held, "  # noqa: S608
            f"sum(numerator) / nullif(sum(denominator), 0) AS value FROM read_parquet([{files}]) "
            f"WHERE level = '{COLLEGE}' AND indicator IN ({codes}) GROUP BY indicator, period)"
        ).fetchall()[0]
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return College("province", int(read or 0), int(merged), seconds, peak, 0.0)
