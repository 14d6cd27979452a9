"""What is planted in the sample college is found, and nothing else."""

import pytest

from tests.stories.conftest import Program
from zhengai.sample.building import build
from zhengai.sample.identity import SIZES
from zhengai.sample.truths import Expected, Truth, truths

TRUTHS = truths(build(SIZES["small"]))
ALERTING = [t for t in TRUTHS if t.expected is not Expected.NOTHING]


def subject_of(truth: Truth) -> str:
    """Missing data is one alert for all subjects of a rule, so that a broken feed is not a thousand alerts."""
    return "" if truth.expected is Expected.NO_DATA else truth.subject


def test_exactly_the_planted_truths_are_open(sample: Program) -> None:
    found = sample.json("alerts", "--open")
    assert sorted((a["rule"], a["level"], a["subject"]) for a in found) == sorted(
        (t.rule, t.level, subject_of(t)) for t in ALERTING
    )


@pytest.mark.parametrize("truth", ALERTING, ids=lambda t: t.code)
def test_a_truth_is_found_with_its_grade_and_sentence(sample: Program, truth: Truth) -> None:
    (alert,) = [
        a
        for a in sample.json("alerts", "--open")
        if (a["level"], a["subject"], a["rule"]) == (truth.level, subject_of(truth), truth.rule)
    ]
    assert alert["kind"] == truth.expected.value
    if truth.grade:
        assert alert["grade"] == truth.grade
    assert alert["sentence"].endswith("。")
    assert alert["responsible"]
    assert alert["due"]


@pytest.mark.parametrize("truth", [t for t in TRUTHS if t.value is not None], ids=lambda t: t.code)
def test_the_planted_figure_is_computed(sample: Program, truth: Truth) -> None:
    subject = f"{truth.level}:{truth.subject}"
    value = sample.json("value", truth.indicator, "--subject", subject, "--period", truth.period)["value"]
    assert value == pytest.approx(truth.value, abs=truth.tolerance + 1e-9)


def test_the_broken_feed_is_no_data_and_never_a_pass(sample: Program) -> None:
    week = sample.json("value", "room_utilisation", "--period", "2026-2027-1-W12")
    assert week["value"] is None
    assert week["reason"] == "no_data"
    before = sample.json("value", "room_utilisation", "--period", "2026-2027-1-W08")
    assert 0.6 < before["value"] < 0.9


def test_no_alert_ever_rose_for_a_coincidence(sample: Program) -> None:
    """Closed alerts included: a coincidence must not even have been raised and withdrawn."""
    ever = {(a["level"], a["subject"]) for a in sample.json("alerts")}
    assert not ever & {(t.level, t.subject) for t in TRUTHS if t.expected is Expected.NOTHING}
