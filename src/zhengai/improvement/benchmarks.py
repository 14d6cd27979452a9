"""What `zhengai bench incremental` measures: rows arrive, values change, warnings follow; each step by itself."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from zhengai.college.models import College
from zhengai.core import stopwatch
from zhengai.core.actions import SYSTEM
from zhengai.core.stopwatch import Lap
from zhengai.datacentre.actions import import_file
from zhengai.datacentre.benchmarks import ARRIVING, write_arriving
from zhengai.datacentre.models import Batch
from zhengai.datacentre.rules import BatchState
from zhengai.improvement.actions import LoopReport, follow_through
from zhengai.improvement.tasks import periods_after
from zhengai.indicators.benchmarks import NothingToMeasure, count_differing, peak_mib
from zhengai.indicators.models import Run
from zhengai.indicators.queries import read_run
from zhengai.indicators.yardsticks import Disagreement

ROWS, BATCHES = 1_000, 20
STEPS = ("commit", "find", "compute", "publish", "judge")


@dataclass(frozen=True)
class StepFigure:
    """One step of a batch, or all of it: over several batches the median, and what 95 % stay under. `rows` are those
    that arrived in one batch, `cpu_seconds` what this process used for it (the median)."""

    name: str
    seconds: float
    rows: int
    peak_mib: float
    p95: float
    cpu_seconds: float


def measure_incremental(
    college: College, *, rows: int = ROWS, batches: int = BATCHES, corrections: bool = False
) -> list[StepFigure]:
    """Adds lessons to the college's attendance, or corrects some that are there, so it is for a sample only. The last
    figure is a batch as a whole, with what lies between its steps. Raises NothingToMeasure, and Disagreement when
    computing everything gives other values."""
    name = "corrections" if corrections else "incremental"
    _bring_up_to_date(college)
    taken: list[dict[str, Lap]] = []
    arrived = 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(batches):
            path = Path(folder) / "lessons.csv"
            arrived = _arrive(college, path, rows, corrections)
            with stopwatch.listening() as laps, stopwatch.step(name):
                report = _follow(college, path)
            taken.append(laps)
    total, wrong = count_differing(college, _codes(college, report.run), report.run.periods)
    if wrong or not total:
        raise Disagreement(f"全部重算的 {total} 个值中有 {wrong} 个与逐批更新的不同，测得的时间不算数")
    figures = [_figure(f"{name}-{step}", arrived, [each[step] for each in taken]) for step in STEPS]
    return [*figures, _figure(name, arrived, [each[name] for each in taken])]


def _bring_up_to_date(college: College) -> None:
    """The first time everything is computed, which is not what is measured."""
    batch = Batch.objects.filter(college=college, state=BatchState.COMMITTED, dataset=ARRIVING).first()
    if batch is None:
        raise NothingToMeasure("还没有考勤数据，无从测速：请先导入考勤")
    follow_through(college=college, by=SYSTEM, periods=periods_after(batch))


def _arrive(college: College, path: Path, rows: int, corrections: bool) -> int:
    number = Batch.objects.filter(college=college).count()
    try:
        return write_arriving(college, path, rows=rows, number=number, corrections=corrections).rows
    except LookupError as problem:
        raise NothingToMeasure(f"无从测速：{problem}") from problem


def _follow(college: College, path: Path) -> LoopReport:
    with stopwatch.step("commit"):
        report = import_file(college=college, dataset=ARRIVING, path=path, by=SYSTEM, source="bench")
    batch = Batch.objects.select_related("college").get(code=report.batch)
    found = follow_through(college=college, by=SYSTEM, periods=periods_after(batch))
    if found is None or found.whole:
        why = found.whole if found else "没有一个值会变"
        raise NothingToMeasure(f"到来的行没有逐批更新({why})，无从测速")
    return found


def _codes(college: College, run: Run) -> list[str]:
    """The indicators the run computed."""
    return sorted({row[0] for rows in read_run(run) for row in rows})


def _figure(name: str, rows: int, laps: Sequence[Lap]) -> StepFigure:
    seconds = sorted(each.seconds for each in laps)
    worst = quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    return StepFigure(name, median(seconds), rows, peak_mib(), worst, median(each.cpu for each in laps))
