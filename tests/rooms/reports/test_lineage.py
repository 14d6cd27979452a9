"""What stands on what, and what breaks without it: the rules on small graphs, the reading on a college."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.rooms.reports.conftest import SEMESTER, course
from zhengai.alerts.models import Alert
from zhengai.college.models import College
from zhengai.datacentre.models import Batch
from zhengai.goals.models import Goal
from zhengai.indicators.models import Run
from zhengai.reports.lineage import BY_HAND, impact_of, lineage
from zhengai.reports.rules.impact import impact
from zhengai.reports.rules.lineage import EVERYWHERE, Graph, Key, Node, NodeKind, lost_without
from zhengai.sources.models import Feed, Source
from zhengai.standards.actions import adopt as adopt_standards
from zhengai.standards.models import ControlRule

K = NodeKind
JW, HR, ROWS, FIELD = (K.SOURCE, "jw"), (K.SOURCE, "hr"), (K.DATASET, "rows"), (K.FIELD, "rows.status")
RATE, WHOLE = (K.INDICATOR, "rate"), (K.INDICATOR, "whole")
LIMIT = (K.CONTROL, "limit")
BOTH = frozenset({"course", "college"})


def graph(*edges: tuple[Key, Key], levels: dict[Key, frozenset[str]] | None = None) -> Graph:
    """Upper and lower; a dataset is fed by any of its sources."""
    found = Graph()
    for pair in edges:
        for key in pair:
            if key not in found.nodes:
                found.add(Node(*key, key[1], levels=(levels or {}).get(key, EVERYWHERE)))
    for upper, lower in edges:
        found.stand(upper, lower, enough=lower[0] is K.SOURCE)
    return found


def test_both_directions_reach_the_ends() -> None:
    found = graph((ROWS, JW), (FIELD, ROWS), (RATE, FIELD), (WHOLE, RATE), (LIMIT, WHOLE))
    assert found.below(LIMIT) == {JW, ROWS, FIELD, RATE, WHOLE}
    assert found.above(JW) == {ROWS, FIELD, RATE, WHOLE, LIMIT}
    assert found.above(LIMIT) == set()


def test_a_dataset_with_another_source_is_spared() -> None:
    one = graph((ROWS, JW), (RATE, ROWS))
    assert set(lost_without(one, JW)) == {ROWS, RATE}
    two = graph((ROWS, JW), (ROWS, HR), (RATE, ROWS))
    assert lost_without(two, JW) == {}
    told = impact(two, JW, {})
    assert [each.code for each in told.spared] == ["rows"]
    assert told.sentence == "如果“jw”停了，没有什么受影响：rows还有别的来源。"


def test_only_the_level_is_lost_that_the_missing_field_leads_to() -> None:
    limits = {"course": (K.CONTROL, "of_course"), "college": (K.CONTROL, "of_college")}
    levels = {RATE: BOTH, **{key: frozenset({level}) for level, key in limits.items()}}
    found = graph(*((key, RATE) for key in limits.values()), levels=levels)
    found.add(Node(*FIELD, "状态", note="考勤"))
    found.stand(RATE, FIELD, at={"course"})
    lost = lost_without(found, FIELD)
    assert lost == {RATE: frozenset({"course"}), limits["course"]: frozenset({"course"})}
    told = impact(found, FIELD, {"of_course": 2, "of_college": 5})
    assert told.sentence == (
        "如果考勤的“状态”没有了，1 个指标没有新值(其中 1 个只在部分层面)，1 个质控点无法判断，2 条未关闭的预警等不到新数据。"
    )


def test_indicators_that_read_each_other_do_not_go_round_for_ever() -> None:
    found = graph((RATE, WHOLE), (WHOLE, RATE), (RATE, ROWS))
    assert set(lost_without(found, ROWS)) == {RATE, WHOLE}
    assert found.below(RATE) == {WHOLE, ROWS}


def test_work_is_counted_by_department() -> None:
    found = graph((ROWS, JW), (RATE, ROWS))
    found.add(Node(*RATE, "缺课率", ("教务处",)))
    found.add(Node(K.GOAL, "g", "缺课率的课程目标", ("教务处",), count=7))
    found.stand((K.GOAL, "g"), RATE)
    told = impact(found, JW, {})
    assert [(name, dict(work)) for name, work in told.owners] == [("教务处", {K.INDICATOR: 1, K.GOAL: 7})]
    assert "7 个目标看不出进度；牵涉 1 个部门。" in told.sentence


@pytest.fixture
def ready(taught: College) -> College:
    adopt_standards(college=taught, by="lin")
    return taught


def source(college: College, code: str, *datasets: str, enabled: bool = True) -> Source:
    found = Source.objects.create(
        college=college, code=code, name=f"{code}系统", access="files", enabled=enabled,
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip
    for each in datasets:
        Feed.objects.create(source=found, dataset=each)
    return found


def test_the_chain_of_a_college_leads_from_source_to_report(ready: College) -> None:
    source(ready, "jw", "attendance")
    found = lineage(ready)
    above = found.above((K.SOURCE, "jw"))
    assert {
        (K.DATASET, "attendance"), (K.FIELD, "attendance.status"), (K.INDICATOR, "absence_rate"),
        (K.INDICATOR, "absence_rate_4_weeks"), (K.REPORT, "self-diagnosis.course"),
    } <= above  # fmt: skip
    assert {kind for kind, _ in above} >= {K.CONTROL, K.POINT, K.TABLE}
    rule = ControlRule.objects.filter(indicator="absence_rate", active=True).first()
    assert rule is not None
    assert (K.SOURCE, "jw") in found.below((K.CONTROL, rule.code))
    # who reads another dataset only does not stand on it
    assert (K.INDICATOR, "pass_rate") not in above


def test_data_without_a_registered_source_say_where_they_came_from(ready: College) -> None:
    Batch.objects.filter(dataset="courses").update(source="web:he")
    Batch.objects.filter(dataset="teachers").update(source="人事处台账")
    found = lineage(ready)
    assert (K.SOURCE, BY_HAND) in found.below((K.DATASET, "courses"))
    assert found.nodes[K.SOURCE, "人事处台账"].note == "没有登记"
    source(ready, "hr", "teachers")
    assert found.below((K.DATASET, "teachers")) == {(K.SOURCE, "人事处台账")}
    assert lineage(ready).below((K.DATASET, "teachers")) == {(K.SOURCE, "hr")}


def test_a_batch_that_names_a_registered_source_came_from_it(ready: College) -> None:
    source(ready, "hr")
    Batch.objects.filter(dataset="teachers").update(source="hr系统")
    assert lineage(ready).below((K.DATASET, "teachers")) == {(K.SOURCE, "hr")}


def test_a_source_that_is_switched_off_spares_nothing(ready: College) -> None:
    source(ready, "jw", "attendance")
    source(ready, "old", "attendance", enabled=False)
    found = lineage(ready)
    assert (K.DATASET, "attendance") in lost_without(found, (K.SOURCE, "jw"))
    assert found.above((K.SOURCE, "old")) == set()


def test_open_warnings_that_can_no_longer_close_are_counted(ready: College) -> None:
    source(ready, "jw", "attendance")
    rule = ControlRule.objects.get(college=ready, code="course_absence")
    run = Run.objects.create(
        college=ready, by="lin", periods=[], data_versions={}, definition_versions={}, state="done",
        started_at=datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip
    Alert.objects.create(
        college=ready, rule=rule, rule_version=1, kind="limit", indicator=rule.indicator, indicator_name="缺课率",
        level="course", subject="K1", subject_name="网页设计", period=SEMESTER, period_kind="semester",
        grade="warning", sentence="缺课率高", value=0.5, run=run, raised_at=datetime(2026, 11, 1, tzinfo=UTC),
        due="2026-11-30", state="open",
    )  # fmt: skip
    graph = lineage(ready)
    assert impact_of(graph, ready, (K.DATASET, "attendance")).warnings == 1
    assert impact_of(graph, ready, (K.DATASET, "grades")).warnings == 0
    Alert.objects.update(state="closed", closed_at=datetime(2026, 11, 2, tzinfo=UTC), closed_reason="data")
    assert impact_of(graph, ready, (K.DATASET, "attendance")).warnings == 0


def test_goals_of_a_period_that_is_over_do_not_wait_for_data(ready: College) -> None:
    for number, period in enumerate((SEMESTER, "2025-2026-2")):
        Goal.objects.create(
            college=ready, subject=course(ready, f"K{number + 1}"), indicator="absence_rate", indicator_name="缺课率",
            period=period, limit="≤ 3%", state="approved", proposed_by="lin",
            proposed_at=datetime(2026, 9, 1, tzinfo=UTC),
        )  # fmt: skip
    node = lineage(ready).nodes[K.GOAL, "absence_rate@course"]
    assert (node.count, node.name) == (1, "缺课率的课程目标")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("attendance", [(K.DATASET, "attendance")]),
        ("考勤", [(K.DATASET, "attendance")]),
        ("field:attendance.status", [(K.FIELD, "attendance.status")]),
        ("没有这样的东西", []),
    ],
)
def test_things_are_found_by_code_and_name(ready: College, written: str, found: list[Key]) -> None:
    assert [each.key for each in lineage(ready).find(written)] == found


def test_the_graph_is_read_in_a_number_of_queries_that_does_not_grow(
    ready: College, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(12):
        source(ready, f"s{number}", "attendance", "grades")
    lineage(ready)
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        lineage(ready)
