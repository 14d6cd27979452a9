"""What `zhengai bench` measures in this room: the physical limit and a full run, side by side in one process."""

import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.datacentre import queries as datacentre
from zhengai.indicators import queries
from zhengai.indicators.actions import default_periods, requests_for
from zhengai.indicators.models import CurrentValue
from zhengai_engine.run.evaluate import evaluate
from zhengai_engine.run.sources import LakeSource
from zhengai_engine.run.yardstick import scan

FACTS = "attendance"  # the largest table of a college
_PLACE = ("indicator", "level", "subject", "period")
_FIGURES = ("value", "numerator", "denominator", "reason")
KEYS = ("offering", "week", "status")


class NothingToMeasure(LookupError):
    """The college has no rows to scan; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Measurement:
    """`rows` are rows read for a scan and values written for a run; `peak_mib` is the process's peak so far."""

    name: str
    seconds: float
    rows: int
    peak_mib: float
    ratio_to_scan: float | None = None


def measure_scan(college: College) -> Measurement:
    version = datacentre.data_versions(college).get(FACTS)
    if version is None:
        raise NothingToMeasure("还没有考勤数据，无从测速：请先导入考勤，或去掉 --here 用示例学校测速")
    found = scan(datacentre.lake(college), dataset=FACTS, version=version, keys=KEYS)
    return Measurement("scan", found.seconds, found.rows, peak_mib())


def measure_full(college: College, limit: Measurement) -> Measurement:
    """All shipped indicators at all their levels for the default periods, values written to a file."""
    known = queries.indicators(college)
    requests = requests_for(list(known.values()), default_periods(college))
    source = LakeSource(datacentre.lake(college), datacentre.data_versions(college))
    started = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        evaluate(
            known,
            datacentre.catalogue(college),
            calendar_of(college),
            source,
            college=college.code,
            requests=requests,
        ) as evaluation,
    ):
        evaluation.write(Path(folder) / "values.parquet")
        rows = evaluation.counts()["values"]
    seconds = time.perf_counter() - started
    return Measurement("full", seconds, rows, peak_mib(), seconds / limit.seconds)


def count_differing(college: College, codes: Sequence[str], periods: Sequence[str]) -> tuple[int, int]:
    """How many of the newest values of these indicators and periods there are when everything is computed from rows,
    and how many of the published ones are others."""
    calendar, known = calendar_of(college), queries.indicators(college)
    wanted = [calendar.period(code) for code in periods]
    published = {
        tuple(row[:4]): tuple(row[4:])
        for row in CurrentValue.objects.filter(
            college=college, indicator__in=codes, period__in=periods
        ).values_list(*_PLACE, *_FIGURES)
    }
    total = wrong = 0
    with evaluate(
        known,
        datacentre.catalogue(college),
        calendar,
        LakeSource(datacentre.lake(college), datacentre.data_versions(college)),
        college=college.code,
        requests=requests_for([known[code] for code in codes], wanted),
        codes=codes,
    ) as evaluation:
        for rows in evaluation.rows():
            total += len(rows)
            wrong += sum(published.pop(row[:4], None) != (*row[4:7], row[7] or "") for row in rows)
    return total, wrong + len(published)


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
