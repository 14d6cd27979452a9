"""What the bench measures: a scan of all attendance rows, and a full run beside it."""

import pytest

from zhengai.college.models import College
from zhengai.indicators import benchmarks
from zhengai.indicators.models import CurrentValue, Run

pytestmark = pytest.mark.django_db


def test_a_scan_counts_every_row(taught: College) -> None:
    found = benchmarks.measure_scan(taught)
    assert (found.name, found.rows, found.ratio_to_scan) == ("scan", 4, None)
    assert found.seconds > 0
    assert found.peak_mib > 1


def test_a_full_run_is_measured_against_the_scan_and_leaves_nothing_behind(taught: College) -> None:
    limit = benchmarks.Measurement("scan", seconds=0.5, rows=4, peak_mib=1)
    found = benchmarks.measure_full(taught, limit)
    assert found.name == "full"
    assert found.rows > 100
    assert found.ratio_to_scan == found.seconds / 0.5
    assert not Run.objects.exists()
    assert not CurrentValue.objects.exists()
