"""Which indicators have values: kept until the next run."""

import pytest
from pytest_django import DjangoAssertNumQueries

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.indicators.held import VALUED, valued
from zhengai.indicators.models import CurrentValue, Run
from zhengai.indicators.rules import RunState

pytestmark = pytest.mark.django_db
ASKED = [("rate", None), ("rate", "student"), ("rate", "class"), ("other", None)]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    VALUED.forget()


def _run(college: College, level: str, value: float | None) -> Run:
    done = Run.objects.create(
        college=college,
        by="lin",
        started_at=clock.now(),
        finished_at=clock.now(),
        state=RunState.DONE,
        periods=["2026"],
        data_versions={},
        definition_versions={},
        counts={},
    )
    CurrentValue.objects.create(
        college=college, indicator="rate", level=level, subject="s1", period="2026",
        period_kind="calendar_year", value=value, reason="" if value is not None else "no_data", run=done,
    )  # fmt: skip
    return done


def test_a_row_without_a_value_is_none(college: College) -> None:
    _run(college, "student", 0.5)
    _run(college, "class", None)
    assert valued(college, ASKED) == {("rate", None), ("rate", "student")}
    assert valued(college, []) == frozenset()


def test_asked_once_a_run_and_anew_after_the_next(
    college: College, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _run(college, "student", 0.5)
    before = valued(college, ASKED)
    with django_assert_num_queries(1):  # for the newest run
        assert valued(college, ASKED) == before
    _run(college, "class", 0.5)
    assert valued(college, ASKED) == before | {("rate", "class")}


def test_what_one_college_has_is_not_anothers(college: College) -> None:
    _run(college, "student", 0.5)
    other = College.objects.create(code="other", name="另一所", category="综合")
    assert valued(college, ASKED)
    assert valued(other, ASKED) == frozenset()
