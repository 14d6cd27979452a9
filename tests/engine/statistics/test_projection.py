"""A trend that goes on is found exactly, one wild value does not bend it, and too little is refused with a reason."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengai_engine.statistics.projection import LEAST, Projection, Refusal, project


def found(values: list[float | None], **limits: float) -> Projection:
    projection = project(values, **limits)
    assert isinstance(projection, Projection)
    return projection


def test_a_straight_line_goes_on_without_any_doubt() -> None:
    projection = found([1.0, 3.0, 5.0, 7.0])
    assert (projection.value, projection.low, projection.high) == (9.0, 9.0, 9.0)
    assert (projection.slope, projection.points) == (2.0, 4)


def test_a_gap_keeps_its_place() -> None:
    assert found([1.0, None, 5.0, 7.0, 9.0]).value == pytest.approx(11.0)


def test_one_wild_value_widens_the_range_and_leaves_the_slope() -> None:
    calm, wild = found([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), found([1.0, 2.0, 30.0, 4.0, 5.0, 6.0])
    assert calm.slope == wild.slope == 1.0
    assert wild.value == calm.value == 7.0
    # the deviation of 27, for a step beyond six points: sqrt(1 + 1/6 + 3.5² / 17.5)
    assert wild.high - wild.value == pytest.approx(27 * math.sqrt(1 + 1 / 6 + 12.25 / 17.5))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([], Refusal.TOO_FEW),
        ([1.0, 2.0, 3.0], Refusal.TOO_FEW),
        ([1.0, None, None, 2.0, 3.0], Refusal.TOO_FEW),
        ([1.0, 2.0, 3.0, 4.0, None], Refusal.NOTHING_NEW),
    ],
)
def test_what_is_refused(values: list[float | None], reason: Refusal) -> None:
    assert project(values) is reason
    assert reason.chinese


def test_a_rate_stays_a_rate() -> None:
    projection = found([0.7, 0.95, 0.9, 0.99], lowest=0.0, highest=1.0)
    assert projection.high == 1.0
    assert 0 <= projection.low < projection.value <= 1


VALUES = st.lists(st.floats(-1e3, 1e3), min_size=LEAST, max_size=12)


@given(VALUES, st.floats(-100, 100), st.floats(0.5, 20))
def test_moving_and_stretching_the_values_does_the_same_to_what_is_projected(
    values: list[float], moved: float, stretched: float
) -> None:
    before = found(list(values))
    after = found([moved + stretched * each for each in values])
    assert after.value == pytest.approx(moved + stretched * before.value, rel=1e-6, abs=1e-4)
    assert after.high - after.low == pytest.approx(stretched * (before.high - before.low), rel=1e-6, abs=1e-4)


@given(VALUES)
def test_the_range_holds_what_is_projected(values: list[float]) -> None:
    projection = found(list(values))
    assert projection.low <= projection.value <= projection.high
