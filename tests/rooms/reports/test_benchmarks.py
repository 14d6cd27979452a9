"""Measuring writes reports and keeps none of them."""

import pytest

from zhengai.college.models import College
from zhengai.indicators.benchmarks import NothingToMeasure
from zhengai.reports.benchmarks import measure_reports
from zhengai.reports.models import Report


def test_as_many_reports_are_written_as_asked_and_none_is_kept(computed: College) -> None:
    found = measure_reports(computed, 3)
    assert (found.name, found.rows) == ("reports", 3)
    assert found.seconds > 0
    assert not Report.objects.exists()


def test_a_college_without_values_is_told_what_to_do(taught: College) -> None:
    with pytest.raises(NothingToMeasure, match="zhengai evaluate"):
        measure_reports(taught)
