"""What `zhengai bench` measures in this room: making and writing a thousand course reports, one after the other."""

import time
from itertools import islice

from django.db import transaction

from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of, subjects
from zhengai.indicators.benchmarks import Measurement, NothingToMeasure, peak_mib
from zhengai.indicators.queries import current_values
from zhengai.reports.actions import make_reports
from zhengai.reports.word import render

LEVEL, KIND = "course", "self-diagnosis"


def measure_reports(college: College, count: int = 1000) -> Measurement:
    """`rows` are reports; nothing of it is kept. A small college has fewer courses than that: its courses are written
    again and again, over all periods that have values."""
    found = list(subjects(college, LEVEL).select_related("department"))
    periods = _periods(college)
    if not found or not periods:
        raise NothingToMeasure(
            "还没有算过课程的指标，无从测速：请先运行 zhengai evaluate，或去掉 --here 用示例学校测速"
        )
    started, made = time.perf_counter(), 0
    while made < count:
        for period in periods:
            made += _write(college, list(islice(found, count - made)), period)
    return Measurement("reports", time.perf_counter() - started, made, peak_mib())


def _periods(college: College) -> list[str]:
    held = current_values(college, level=LEVEL).order_by().values_list("period", flat=True)
    return sorted(held.filter(period_kind="semester").distinct())


def _write(college: College, found: list[Subject], period: str) -> int:
    if not found:
        return 0
    with transaction.atomic():
        asked = calendar_of(college).period(period)
        made = make_reports(college=college, kind=KIND, subjects=found, period=asked, by="bench")
        written = sum(bool(render(report)) for report in made)
        transaction.set_rollback(True)
    return written
