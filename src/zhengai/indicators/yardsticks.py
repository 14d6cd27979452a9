"""What `zhengai bench conditions` and `yardstick` measure: our values beside the same ones written by hand, in one run
and compared one by one."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.datacentre import queries as datacentre
from zhengai.indicators.benchmarks import FACTS, Measurement, NothingToMeasure, measure_scan, peak_mib
from zhengai_engine.run.connection import Bounds, connected
from zhengai_engine.run.evaluate import Evaluation, evaluate
from zhengai_engine.run.sources import LakeSource
from zhengai_engine.run.yardsticks import attendance, by_hand, grades, growth, province
from zhengai_engine.run.yardsticks.growth import FACTORS, Grown
from zhengai_engine.run.yardsticks.peers import PEERS, PeerMissing, peer

__all__ = [
    "FACTORS", "PEERS", "Disagreement", "PeerMissing", "measure_conditions", "measure_growth", "measure_peer",
    "measure_province",
    "measure_yardstick",
]  # fmt: skip
REPEATS = 3  # of each side in turn; the best counts, as it does for the scan


class Disagreement(RuntimeError):
    """Ours and the values by hand are not the same; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Compared(Measurement):
    """`rows` are values; `ratio_to_hand` is null for what is not ours."""

    ratio_to_hand: float | None = None


@dataclass(frozen=True)
class Beside(Measurement):
    """`rows` are values; `ratio_to_peer` is null for the peer."""

    ratio_to_peer: float | None = None


def measure_conditions(college: College) -> list[Measurement]:
    """Sixty conditional measures of attendance at each of five levels, written to a file like those by hand.
    Raises NothingToMeasure without attendance and Disagreement where values differ."""
    limit = measure_scan(college)
    versions, lake = datacentre.data_versions(college), datacentre.lake(college)
    catalogue, calendar = datacentre.catalogue(college), calendar_of(college)
    try:
        load = attendance.workload(lake, versions, catalogue, calendar, college=college.code)
    except LookupError as problem:
        raise NothingToMeasure(str(problem)) from problem
    with tempfile.TemporaryDirectory() as folder, connected(Bounds()) as connection:
        ours, theirs = Path(folder) / "ours.parquet", Path(folder) / "by-hand.parquet"

        def run() -> None:
            with evaluate(
                load.indicators,
                catalogue,
                calendar,
                LakeSource(lake, versions),
                college=college.code,
                requests=load.requests,
            ) as evaluation:
                evaluation.write(ours)

        def write_by_hand() -> None:
            attendance.compute_by_hand(connection, load)
            connection.execute(f"COPY by_hand TO '{theirs}' (FORMAT parquet)")

        seconds, by_a_person = _in_turn(run, write_by_hand)
        total, wrong = attendance.differing(connection, str(ours), str(theirs))
    _agree(FACTS, total, wrong)
    hand = Compared("by-hand", by_a_person, total, peak_mib(), by_a_person / limit.seconds)
    own = Compared("conditions", seconds, total, peak_mib(), seconds / limit.seconds, seconds / by_a_person)
    return [limit, hand, own]


def measure_yardstick(size: grades.Size | None = None) -> list[Measurement]:
    """Two million grades made for it, 21 measures and ratios at five levels, each compared with its like: by hand as a wide
    table a level in memory beside ours as the long table in memory; by hand as a long file (five columns) beside the
    file that a run writes (eight: numerator, denominator and reason too). Raises Disagreement where values differ."""
    with tempfile.TemporaryDirectory() as folder, connected(Bounds()) as connection:
        yardstick = grades.prepare(Path(folder), size)
        ours, theirs = Path(folder) / "ours.parquet", Path(folder) / "by-hand.parquet"

        def write_by_hand() -> None:
            by_hand.compute(connection, yardstick)
            by_hand.write(connection, yardstick, theirs)

        kept, by_a_person = _in_turn(lambda: _keep(yardstick), lambda: by_hand.compute(connection, yardstick))
        written, by_a_writer = _in_turn(lambda: _write(yardstick, ours), write_by_hand)
        total, wrong = by_hand.differing(connection, f"read_parquet('{ours}')", yardstick)
    _agree("grades", total, wrong)
    return [
        Compared("by-hand", by_a_person, total, peak_mib()),
        Compared("yardstick", kept, total, peak_mib(), None, kept / by_a_person),
        Compared("by-hand-file", by_a_writer, total, peak_mib()),
        Compared("yardstick-file", written, total, peak_mib(), None, written / by_a_writer),
    ]


def measure_peer(name: str, address: str, size: grades.Size | None = None) -> list[Measurement]:
    """The same yardstick as somebody else computes it, and ours beside it; each once, ours written to a file. Raises
    PeerMissing, or Disagreement where values differ."""
    with tempfile.TemporaryDirectory() as folder, connected(Bounds()) as connection:
        yardstick = grades.prepare(Path(folder), size)
        ours = Path(folder) / "ours.parquet"
        seconds = _timed(lambda: _write(yardstick, ours))
        used = peak_mib()  # before the peer's memory is added to this process
        with peer(name, yardstick, address) as other:
            theirs = _timed(other.compute)
            total, wrong = other.differing(connection, str(ours))
    _agree("grades", total, wrong)
    return [
        Beside(name, theirs, total, peak_mib()),
        Beside("yardstick", seconds, total, used, None, seconds / theirs),
    ]


def measure_growth(factors: Sequence[float]) -> Iterator[Grown]:
    """Each in a process of its own, as they are done."""
    return growth.measure(factors)


def measure_province(colleges: int) -> Iterator[province.College]:
    """One college after the other, each in a process of its own, then what they have merged."""
    return province.measure(colleges)


def _write(yardstick: grades.Yardstick, path: Path) -> None:
    with _evaluated(yardstick) as evaluation:
        evaluation.write(path)


def _keep(yardstick: grades.Yardstick) -> None:
    with _evaluated(yardstick) as evaluation:
        evaluation.relation().execute()


def _evaluated(yardstick: grades.Yardstick) -> Evaluation:
    return evaluate(
        yardstick.indicators,
        yardstick.catalogue,
        yardstick.calendar,
        LakeSource(yardstick.lake, yardstick.versions),
        college=by_hand.COLLEGE_CODE,
        requests=yardstick.requests,
    )


def _timed(act: Callable[[], None]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _in_turn(ours: Callable[[], None], theirs: Callable[[], None]) -> tuple[float, float]:
    best = [float("inf"), float("inf")]
    for _ in range(REPEATS):
        for side, act in enumerate((ours, theirs)):
            best[side] = min(best[side], _timed(act))
    return best[0], best[1]


def _agree(table: str, total: int, wrong: int) -> None:
    if wrong or not total:
        raise Disagreement(f"{table}：{total} 个值中有 {wrong} 个与另一边算出的不同，测得的时间不算数")
