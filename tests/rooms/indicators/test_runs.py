"""A run keeps all it rests on; the newest values serve pages; every value is explained from its own run."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.rooms.indicators.conftest import LESSONS, lesson
from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.core.models import AuditEvent
from zhengai.datacentre.report import BatchReport
from zhengai.indicators import actions, queries
from zhengai.indicators.models import CurrentValue, Run
from zhengai.indicators.rules import RunState
from zhengai_engine.model.period import Period, PeriodKind
from zhengai_engine.model.value import NullReason
from zhengai_engine.run.history import read_values

pytestmark = pytest.mark.django_db
RATE = ["absence_rate"]


def week(college: College, number: int = 1) -> Period:
    return calendar_of(college).period(f"2026-2027-1-W{number:02d}")


def rate(college: College, level: str, subject: str, number: int = 1) -> CurrentValue:
    period = week(college, number).code
    found = queries.current_value(
        college, indicator="absence_rate", level=level, subject=subject, period=period
    )
    assert found is not None
    return found


def test_one_definition_gives_every_level_from_the_rows(taught: College) -> None:
    actions.evaluate(college=taught, by="lin", periods=[week(taught)], codes=RATE)
    values = {(v.level, v.subject): (v.numerator, v.denominator) for v in CurrentValue.objects.all()}
    assert values[("college", "S1")] == (1, 3)
    assert values[("programme", "P1")] == (1, 3)
    assert values[("course", "K1")] == (1, 2)
    assert values[("course", "K2")] == (0, 1)
    assert values[("teacher", "T1")] == (1, 2)
    assert values[("student", "2026001")] == (1, 2)
    assert values[("student", "2026002")] == (0, 1)


def test_a_run_records_data_and_definition_versions(taught: College) -> None:
    run = actions.evaluate(college=taught, by="lin", periods=[week(taught)], codes=RATE)
    assert run.state == RunState.DONE
    assert run.data_versions["attendance"] == 0
    assert run.definition_versions["absence_rate"] == 1
    assert run.counts["student"] == 2
    assert run.finished_at is not None
    assert AuditEvent.objects.filter(action="indicators.evaluate", subject=f"run:{run.pk}").exists()
    assert str(run) == f"第 {run.pk} 次计算"
    assert queries.newest_run(taught) == run


def test_a_subject_without_rows_appears_with_its_reason(taught: College) -> None:
    actions.evaluate(college=taught, by="lin", periods=[week(taught, 5)], codes=RATE)
    value = rate(taught, "student", "2026001", 5)
    assert (value.value, value.reason) == (None, NullReason.NO_DATA)
    assert "absence_rate student:2026001" in str(value)


def test_history_is_kept_and_the_newest_run_is_served(
    taught: College, take: Callable[..., BatchReport]
) -> None:
    first = actions.evaluate(college=taught, by="lin", periods=[week(taught)], codes=RATE)
    take("attendance", LESSONS + lesson(1, "O1", "2026001", "出勤"), name="更正.csv")
    second = actions.evaluate(college=taught, by="lin", periods=[week(taught)], codes=RATE)
    assert rate(taught, "student", "2026001").value == 0
    assert rate(taught, "student", "2026001").run == second
    (old,) = [
        value
        for value in read_values(queries.values_file(first), codes=RATE, levels=["student"])
        if value.subject == "2026001"
    ]
    assert (old.value, old.numerator, old.denominator) == (0.5, 1, 2)
    assert CurrentValue.objects.filter(level="student").count() == 2


def test_values_of_other_periods_stay(taught: College) -> None:
    actions.evaluate(college=taught, by="lin", periods=[week(taught)], codes=RATE)
    actions.evaluate(college=taught, by="lin", periods=[week(taught, 2)], codes=RATE)
    assert [v.period[-3:] for v in queries.series(taught, "absence_rate", "course", "K1", "week")] == [
        "W01",
        "W02",
    ]


def test_newest_values_are_rebuilt_from_the_files(taught: College) -> None:
    actions.evaluate(college=taught, by="lin", periods=[week(taught)], codes=RATE)
    before = sorted(CurrentValue.objects.values_list("level", "subject", "value", "reason"), key=str)
    CurrentValue.objects.all().delete()
    assert actions.republish(college=taught, by="lin") == len(before)
    assert sorted(CurrentValue.objects.values_list("level", "subject", "value", "reason"), key=str) == before


def test_an_explanation_stands_on_the_versions_of_its_run(
    taught: College, take: Callable[..., BatchReport]
) -> None:
    """Rows that came later are not shown under an older value."""
    actions.evaluate(college=taught, by="lin", periods=[week(taught)], codes=RATE)
    take("attendance", LESSONS + lesson(1, "O1", "2026001", "缺勤", 2), name="补录.csv")
    found = queries.explain(
        taught, code="absence_rate", level="course", subject="K1", period=week(taught).code, part="numerator"
    )
    assert found is not None
    assert (found.value, found.numerator, found.denominator) == (0.5, 1, 2)
    assert found.data_versions == {"attendance": 0}
    assert found.indicator.version == 1
    (source,) = found.sources
    assert source.total == 1
    assert "2026001" in source.rows[0]
    assert found.formula_zh.startswith("计数(考勤")
    assert found.formula_en.startswith("count(attendance")


def test_a_value_that_was_never_computed_has_no_explanation(taught: College) -> None:
    assert queries.explain(taught, code="absence_rate", level="course", subject="K1", period="2026") is None


def test_a_run_that_dies_leaves_the_last_values(taught: College, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.evaluate(college=taught, by="lin", periods=[week(taught)], codes=RATE)

    def broken(*args: Any, **kwargs: Any) -> int:
        raise RuntimeError("磁盘已满")

    monkeypatch.setattr(actions, "publish", broken)
    with pytest.raises(RuntimeError):
        actions.evaluate(college=taught, by="lin", periods=[week(taught)], codes=RATE)
    failed = Run.objects.latest("id")
    assert (failed.state, failed.message) == (RunState.FAILED, "磁盘已满")
    assert rate(taught, "course", "K1").value == 0.5
    assert queries.newest_run(taught) != failed


def test_what_nothing_offers_is_refused(taught: College) -> None:
    year = calendar_of(taught).containing(week(taught).start, PeriodKind.CALENDAR_YEAR)
    assert year is not None
    with pytest.raises(actions.NothingToCompute, match="没有可计算的内容"):
        actions.evaluate(college=taught, by="lin", periods=[year], codes=RATE)


def test_today_asks_for_the_running_and_the_last_complete_years(taught: College) -> None:
    assert {p.code for p in actions.default_periods(taught)} == {
        "2025",
        "2026",
        "2025-2026",
        "2026-2027",
        "2025-2026-2",
        "2026-2027-1",
        "2026-2027-1-W11",
        "2026-2027-1-W12",
    }
