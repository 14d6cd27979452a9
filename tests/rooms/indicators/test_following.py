"""New rows are followed by the values they change, and by nothing else; what cannot be told apart is computed whole."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.rooms.datacentre.conftest import students
from tests.rooms.indicators.conftest import LESSONS, followed_periods, lesson
from zhengai.college.models import College
from zhengai.datacentre.report import BatchReport
from zhengai.framework.actions import set_own_item
from zhengai.indicators import actions
from zhengai.indicators.actions import adopt, evaluate, republish
from zhengai.indicators.following import Followed, follow
from zhengai.indicators.models import CurrentValue, Definition, Run
from zhengai.indicators.publishing import Key
from zhengai.indicators.queries import values_file
from zhengai.indicators.rules import Reach

Take = Callable[..., BatchReport]
SEMESTER, WEEK = "2026-2027-1", "2026-2027-1-W01"


@pytest.fixture
def computed(standing_college: College, standing_evaluated: None) -> College:
    return standing_college


def _follow(college: College) -> Followed:
    return follow(college=college, by="lin", periods=followed_periods(college))


def _values() -> set[tuple[Any, ...]]:
    return set(
        CurrentValue.objects.values_list(
            "indicator", "level", "subject", "period", "value", "numerator", "denominator", "reason"
        )
    )


def _as_computed_whole(college: College) -> None:
    """Computing everything finds nothing that is not so already."""
    followed = _values()
    evaluate(college=college, by="lin", periods=followed_periods(college))
    assert _values() == followed


def test_a_new_row_changes_the_values_of_those_it_belongs_to(computed: College, take: Take) -> None:
    before = _values()
    take("attendance", LESSONS + lesson(1, "O2", "2026002", "缺勤", session=2))
    found = _follow(computed)
    assert found.whole == ""
    assert found.run is not None
    assert found.run.reach == Reach.CHANGES
    assert Key("absences", "student", "2026002", WEEK) in found.changed
    assert Key("absences", "course", "K2", SEMESTER) in found.changed
    assert {key.subject for key in found.changed if key.level == "student"} == {"2026002"}
    assert not any(key.indicator == "pass_rate" for key in found.changed)
    changed = {Key(*row[:4]) for row in _values() - before}
    assert changed == set(found.changed)
    assert set(CurrentValue.objects.filter(run=found.run).values_list("level").distinct()) >= {("student",)}
    _as_computed_whole(computed)


def test_a_row_that_is_corrected_changes_them_back(computed: College, take: Take) -> None:
    before = _values()
    for status in ("缺勤", "出勤"):
        take("attendance", LESSONS + lesson(1, "O1", "2026002", status))
        assert _follow(computed).whole == ""
    assert _values() == before
    _as_computed_whole(computed)


def test_several_batches_are_followed_at_once_and_once(computed: College, take: Take) -> None:
    take("attendance", LESSONS + lesson(1, "O1", "2026001", "出勤", session=2))
    take("attendance", LESSONS + lesson(1, "O1", "2026002", "迟到", session=2))
    found = _follow(computed)
    assert {key.subject for key in found.changed if key.level == "student"} == {"2026001", "2026002"}
    assert _follow(computed) == Followed(None)
    _as_computed_whole(computed)


def test_a_table_that_others_lead_through_is_followed_whole_and_says_so(
    computed: College, take: Take
) -> None:
    take("students", students(["2026003", "高远"]))
    found = _follow(computed)
    assert "别的数据经过它才知道属于谁" in found.whole
    assert found.run is not None
    assert found.run.reach == Reach.WHOLE


def test_a_period_without_values_is_computed_for_everybody(computed: College, take: Take) -> None:
    take("attendance", LESSONS + lesson(2, "O1", "2026001", "缺勤"))
    found = _follow(computed)
    assert "第 2 周" in found.whole or "还没有计算过" in found.whole


def test_before_everything_was_computed_once_everything_is(taught: College, take: Take) -> None:
    evaluate(college=taught, by="lin", codes=["absences"])  # which says nothing of the others
    assert "还没有全部计算过" in _follow(taught).whole


def test_changed_definitions_are_computed_whole(computed: College, take: Take) -> None:
    item = dict(Definition.objects.get(code="absences", current=True).body, meaning="另一种说法")
    set_own_item(college=computed, section="indicators", item=item, by="lin")
    adopt(college=computed, by="lin")
    take("attendance", LESSONS + lesson(1, "O1", "2026001", "出勤", session=2))
    assert "定义变了" in _follow(computed).whole


def test_a_run_that_ends_later_with_older_data_is_followed_again(
    computed: College, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It began before the rows came, and publishes after they have been followed."""
    publish = actions._publish

    def late(run: Run, *more: Any) -> int:
        take("attendance", LESSONS + lesson(1, "O1", "2026001", "缺勤", session=2))
        assert _follow(computed).changed
        return publish(run, *more)

    monkeypatch.setattr(actions, "_publish", late)
    evaluate(college=computed, by="lin", periods=followed_periods(computed))
    monkeypatch.setattr(actions, "_publish", publish)
    assert _follow(computed).changed
    _as_computed_whole(computed)


def test_the_newest_values_are_rebuilt_from_the_files(computed: College, take: Take) -> None:
    take("attendance", LESSONS + lesson(1, "O1", "2026001", "缺勤", session=2))
    found = _follow(computed)
    assert found.run is not None
    assert values_file(found.run).exists()
    followed = _values()
    CurrentValue.objects.all().delete()
    republish(college=computed, by="lin")
    assert _values() == followed
