"""The stability index against worked figures."""

import math

import pytest

from zhengai_engine.statistics.stability import SHIFTED, stability_index


def test_equal_shares_have_moved_nowhere_whatever_the_counts() -> None:
    assert stability_index({"a": 30, "b": 70}, {"a": 300, "b": 700}) == 0


def test_the_sum_over_classes() -> None:
    expected = (0.5 - 0.1) * math.log(0.5 / 0.1) + (0.5 - 0.9) * math.log(0.5 / 0.9)
    assert stability_index({"a": 5, "b": 5}, {"a": 1, "b": 9}) == pytest.approx(expected)


def test_a_class_that_is_new_counts_although_its_share_was_nothing() -> None:
    found = stability_index({"a": 80, "new": 20}, {"a": 100})
    assert found is not None
    assert found > SHIFTED


def test_nothing_to_compare() -> None:
    assert stability_index({}, {"a": 1}) is None
    assert stability_index({"a": 1}, {}) is None
