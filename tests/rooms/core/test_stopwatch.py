"""Steps are timed for whoever listens, and for nobody else."""

import time

import pytest

from zhengai.core import stopwatch


def test_a_step_taken_twice_adds_up() -> None:
    with stopwatch.listening() as taken:
        for _ in range(2):
            with stopwatch.step("wait"):
                time.sleep(0.01)
        with stopwatch.step("other"):
            pass
    assert list(taken) == ["wait", "other"]
    assert taken["wait"].seconds >= 0.02
    assert taken["wait"].cpu < taken["wait"].seconds


def test_a_step_that_fails_is_timed_and_still_fails() -> None:
    with stopwatch.listening() as taken, pytest.raises(ZeroDivisionError), stopwatch.step("divide"):
        1 / 0  # noqa: B018
    assert "divide" in taken


def test_nobody_hears_what_happens_after_listening() -> None:
    with stopwatch.listening() as taken:
        pass
    with stopwatch.step("late"):
        pass
    assert taken == {}
