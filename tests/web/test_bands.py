"""The band of a value and the way limits are written."""

import pytest

from zhengai.indicators.writing import Measure
from zhengai.web.components.bands import WIDTH, band
from zhengai.web.components.judged import limit_text
from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.scoring import ControlValues, Grade, WarningLimit, read_limit

RATE = Measure(IndicatorKind.RATIO, "%")
COUNT = Measure(IndicatorKind.COUNT, "人")


def control(target: str = "≤ 2%", standard: str = "≤ 5%", severe: str = "> 15%") -> ControlValues:
    return ControlValues(
        read_limit(target), read_limit(standard), (WarningLimit(Grade.SEVERE, read_limit(severe)),)
    )


def test_zones_follow_what_would_be_judged() -> None:
    shown = band(0.08, control(), percent=True)
    assert shown is not None
    assert [zone.look for zone in shown.zones] == ["met", "warning", "severe"]
    assert sum(zone.width for zone in shown.zones) == pytest.approx(WIDTH, abs=0.5)
    inside = next(zone for zone in shown.zones if zone.x <= shown.mark <= zone.x + zone.width)
    assert inside.look == "warning"
    assert shown.target is not None
    assert shown.target < shown.mark


def test_a_rate_stays_between_nothing_and_all() -> None:
    shown = band(0.99, control("≥ 95%", "≥ 90%", "< 80%"), percent=True)
    assert shown is not None
    assert shown.mark < WIDTH
    at_zero = band(0.0, control(), percent=True)
    assert at_zero is not None
    assert at_zero.mark == 0


def test_without_value_or_limits_there_is_no_band() -> None:
    assert band(None, control(), percent=True) is None
    assert band(0.1, ControlValues(), percent=True) is None


@pytest.mark.parametrize(
    ("written", "measure", "text"),
    [
        ("≥ 95%", RATE, "≥\u00a095%"),
        ("< 60.5%", RATE, "<\u00a060.5%"),
        ("> 4000", COUNT, ">\u00a04,000"),
        ("= 0", COUNT, "0"),
        ("within 3 .. 5", COUNT, "3—5"),
        ("outside 3 .. 5", COUNT, "3—5 之外"),
    ],
)
def test_limits_are_written_as_exactly_as_they_were_set(written: str, measure: Measure, text: str) -> None:
    assert limit_text(read_limit(written), measure) == text
    assert limit_text(None, measure) == ""
