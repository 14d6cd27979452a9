"""How time and memory grow with the rows: the yardstick's questions over a table as long as a college's attendance."""

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from zhengai_engine.run.evaluate import evaluate
from zhengai_engine.run.sources import LakeSource
from zhengai_engine.run.yardsticks.by_hand import COLLEGE_CODE
from zhengai_engine.run.yardsticks.grades import Size, opened, prepare

FACTORS = (0.1, 0.3, 1.0, 3.0)
WHOLE = Size(rows=20_000_000, students=15_000, teachers=750, courses=1_125, programmes=75)


@dataclass(frozen=True)
class Grown:
    """`rows` were read and `values` written in `seconds`, by a process that did nothing else."""

    factor: float
    rows: int
    values: int
    seconds: float
    peak_mib: float


def measure(factors: Sequence[float] = FACTORS, whole: Size = WHOLE) -> Iterator[Grown]:
    """One after the other, as they are done. Rows and subjects grow alike, the number of semesters stays."""
    for factor in factors:
        with tempfile.TemporaryDirectory(prefix="zhengai-growth-") as folder:
            size = scaled(whole, factor)
            alone(make, folder, size)
            values, seconds, peak = alone(compute, folder, size)
            yield Grown(factor, size.rows, int(values), seconds, peak)


def scaled(size: Size, factor: float) -> Size:
    counts = (size.rows, size.students, size.teachers, size.courses, size.programmes)
    return Size(*(max(round(count * factor), 1) for count in counts))


def alone(
    act: Callable[[str, Size], tuple[float, float, float]], folder: str, size: Size
) -> tuple[float, float, float]:
    """In a process of its own, whose peak of memory is that of this act alone."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=fresh) as pool:
        return pool.submit(act, folder, size).result()


def make(folder: str, size: Size) -> tuple[float, float, float]:
    prepare(Path(folder), size)
    return 0.0, 0.0, 0.0


def compute(folder: str, size: Size) -> tuple[float, float, float]:
    yardstick = opened(Path(folder), size)
    started = time.perf_counter()
    with evaluate(
        yardstick.indicators,
        yardstick.catalogue,
        yardstick.calendar,
        LakeSource(yardstick.lake, yardstick.versions),
        college=COLLEGE_CODE,
        requests=yardstick.requests,
    ) as evaluation:
        evaluation.write(Path(folder) / "values.parquet")
        values = evaluation.counts()["values"]
    seconds = time.perf_counter() - started
    return values, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
