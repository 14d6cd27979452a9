"""The newest values: replaced where a run computed anew, kept where it did not."""

import pytest

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.indicators.models import CurrentValue, Run
from zhengai.indicators.publishing import publish
from zhengai_engine.model.value import NullReason

pytestmark = pytest.mark.django_db
WEEK = "2026-2027-1-W01"
KINDS = {WEEK: "week"}


def _run(college: College) -> Run:
    return Run.objects.create(
        college=college,
        by="lin",
        started_at=clock.now(),
        periods=[WEEK],
        data_versions={},
        definition_versions={},
        counts={"student": 2},
    )


def _publish(run: Run, *rows: tuple[object, ...]) -> int:
    return publish(run, ["rate"], [list(rows)], KINDS)


def test_values_halves_and_reasons_arrive(college: College) -> None:
    run = _run(college)
    no_data = NullReason.NO_DATA.value
    rows = [
        ("rate", "student", "s1", WEEK, 0.5, 1.0, 2.0, None),
        ("rate", "student", "s2", WEEK, None, None, None, no_data),
    ]
    assert _publish(run, *rows) == 2
    found = CurrentValue.objects.order_by("subject").values_list(
        "subject", "period_kind", "value", "numerator", "denominator", "reason", "run"
    )
    assert list(found) == [
        ("s1", "week", 0.5, 1, 2, "", run.pk),
        ("s2", "week", None, None, None, no_data, run.pk),
    ]


def test_a_subject_that_is_gone_disappears_and_other_levels_stay(college: College) -> None:
    first, second = _run(college), _run(college)
    CurrentValue.objects.create(
        college=college, indicator="rate", level="class", subject="k1", period=WEEK, period_kind="week",
        value=1, run=first,
    )  # fmt: skip
    _publish(first, *(("rate", "student", each, WEEK, 1.0, None, None, None) for each in ("s1", "s2")))
    _publish(second, ("rate", "student", "s1", WEEK, 2.0, None, None, None))
    found = CurrentValue.objects.order_by("subject").values_list("subject", "value", "run")
    assert list(found) == [("k1", 1, first.pk), ("s1", 2, second.pk)]
