"""Was it effective? The table is the specification."""

import pytest

from zhengai.improvement.rules.effect import direction, effect
from zhengai.improvement.rules.machine import ImprovementState as S
from zhengai.improvement.rules.prefilling import not_yet_met, readable
from zhengai_engine.scoring import read_limit


@pytest.mark.parametrize(
    ("limit", "baseline", "value", "verdict"),
    [
        # lower is better: absence
        ("≤ 5%", 0.12, 0.05, S.EFFECTIVE),
        ("≤ 5%", 0.12, 0.03, S.EFFECTIVE),
        ("≤ 5%", 0.12, 0.08, S.PARTLY),
        ("≤ 5%", 0.12, 0.106, S.PARTLY),  # exactly a fifth of the way
        ("≤ 5%", 0.12, 0.107, S.INEFFECTIVE),  # a small movement
        ("≤ 5%", 0.12, 0.12, S.INEFFECTIVE),  # equal values
        ("≤ 5%", 0.12, 0.15, S.INEFFECTIVE),
        ("< 5%", 0.12, 0.05, S.PARTLY),  # a strict limit is not met by its own value
        # higher is better: attendance, double-qualified teachers
        ("≥ 92%", 0.80, 0.92, S.EFFECTIVE),
        ("≥ 92%", 0.80, 0.90, S.PARTLY),
        ("≥ 92%", 0.80, 0.81, S.INEFFECTIVE),
        ("≥ 92%", 0.80, 0.70, S.INEFFECTIVE),
        ("> 0", 0.0, 0.0, S.INEFFECTIVE),
        ("> 0", 0.0, 1.0, S.EFFECTIVE),
        # two-sided
        ("within 60%..90%", 0.40, 0.60, S.EFFECTIVE),
        ("within 60%..90%", 0.40, 0.50, S.PARTLY),
        ("within 60%..90%", 0.40, 0.43, S.INEFFECTIVE),
        ("within 60%..90%", 0.40, 0.92, S.PARTLY),  # overshot, but much nearer than before
        ("within 60%..90%", 0.40, 1.20, S.INEFFECTIVE),  # overshot by more
        ("within 60%..90%", 0.98, 0.95, S.PARTLY),
        ("outside 60%..90%", 0.70, 0.91, S.EFFECTIVE),
        ("outside 60%..90%", 0.75, 0.65, S.PARTLY),
        ("= 18", 20.0, 18.0, S.EFFECTIVE),
        ("= 18", 20.0, 19.0, S.PARTLY),
        ("= 18", 20.0, 15.0, S.INEFFECTIVE),
        # no baseline: only the limit can speak
        ("≤ 5%", None, 0.04, S.EFFECTIVE),
        ("≤ 5%", None, 0.06, S.INEFFECTIVE),
        # no value: nothing can be said
        ("≤ 5%", 0.12, None, None),
        ("≤ 5%", None, None, None),
        # the baseline was fine and got worse
        ("≤ 5%", 0.03, 0.06, S.INEFFECTIVE),
    ],
)
def test_effect(limit: str, baseline: float | None, value: float | None, verdict: S | None) -> None:
    assert effect(baseline, value, read_limit(limit)) is verdict


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("≥ 1", "越高越好"),
        ("> 1", "越高越好"),
        ("≤ 1", "越低越好"),
        ("< 1", "越低越好"),
        ("within 1..2", "以达到界限为好"),
    ],
)
def test_direction_is_the_operators(limit: str, words: str) -> None:
    assert direction(read_limit(limit)) == words


def test_the_first_limit_that_is_not_met_is_the_target() -> None:
    goal, standard, target = read_limit("≤ 5%"), read_limit("≤ 3%"), read_limit("≤ 1%")
    assert not_yet_met(0.06, [goal, standard, target]) is goal
    assert not_yet_met(0.04, [goal, standard, target]) is standard
    assert not_yet_met(0.02, [None, standard, target]) is target
    assert not_yet_met(0.01, [goal, standard, target]) is None
    assert not_yet_met(None, [None, standard]) is standard


def test_what_is_no_limit_is_null() -> None:
    assert readable("差不多就行") is None
    assert readable("≤ 5%") == read_limit("≤ 5%")
