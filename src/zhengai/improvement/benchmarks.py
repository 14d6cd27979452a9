"""What `zhengai bench incremental` measures: rows arrive, values change, warnings follow; each step by itself."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from zhengai.alerts.actions import judge
from zhengai.college.models import College
from zhengai.core import stopwatch
from zhengai.core.actions import SYSTEM
from zhengai.core.stopwatch import Lap
from zhengai.datacentre.actions import import_file
from zhengai.datacentre.benchmarks import ARRIVING, write_arriving
from zhengai.datacentre.models import Batch
from zhengai.improvement.tasks import periods_after
from zhengai.indicators.actions import evaluate
from zhengai.indicators.benchmarks import NothingToMeasure, peak_mib

ROWS, BATCHES = 1_000, 3
STEPS = ("commit", "compute", "publish", "judge")


@dataclass(frozen=True)
class StepFigure:
    """One step of a batch, or all of them together: over several batches the median, and what 95 % stay under. `rows`
    are those that arrived in one batch, `cpu_seconds` what this process used for it (the median)."""

    name: str
    seconds: float
    rows: int
    peak_mib: float
    p95: float
    cpu_seconds: float


def measure_incremental(college: College, *, rows: int = ROWS, batches: int = BATCHES) -> list[StepFigure]:
    """Adds lessons to the college's attendance, so it is for a sample only. Raises NothingToMeasure."""
    taken: list[dict[str, Lap]] = []
    arrived = 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(batches):
            path = Path(folder) / "lessons.csv"
            number = Batch.objects.filter(college=college).count()
            try:
                arrived = write_arriving(college, path, rows=rows, number=number).rows
            except LookupError as problem:
                raise NothingToMeasure(f"无从测速：{problem}") from problem
            taken.append(_follow(college, path))
    figures = [_figure(f"incremental-{step}", arrived, [each[step] for each in taken]) for step in STEPS]
    together = [sum(each.values(), Lap()) for each in taken]
    return [*figures, _figure("incremental", arrived, together)]


def _follow(college: College, path: Path) -> dict[str, Lap]:
    with stopwatch.listening() as taken:
        with stopwatch.step("commit"):
            report = import_file(college=college, dataset=ARRIVING, path=path, by=SYSTEM, source="bench")
        batch = Batch.objects.select_related("college").get(code=report.batch)
        run = evaluate(college=college, by=SYSTEM, periods=periods_after(batch))
        with stopwatch.step("judge"):
            judge(run=run, by=SYSTEM)
    return taken


def _figure(name: str, rows: int, laps: Sequence[Lap]) -> StepFigure:
    seconds = sorted(each.seconds for each in laps)
    worst = quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    return StepFigure(name, median(seconds), rows, peak_mib(), worst, median(each.cpu for each in laps))
