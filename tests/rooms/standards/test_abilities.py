"""Ability points: weights, courses, and what the courses' values carry."""

from collections.abc import Sequence
from datetime import date

import pytest

from zhengai.college.actions import SubjectRow, set_calendar, sync_memberships, sync_subjects
from zhengai.college.models import College, Subject
from zhengai.core import clock
from zhengai.indicators.models import CurrentValue, Definition, Run
from zhengai.standards.abilities import AbilityRow, abilities, set_abilities
from zhengai.standards.models import AbilityPoint
from zhengai.standards.rules.ability import Support, attainment, share_of
from zhengai.standards.rules.library import StandardRefused


@pytest.mark.parametrize(
    ("supports", "value", "covered"),
    [
        ([(0.5, 0.8), (0.5, 0.6)], 0.7, 1.0), ([(0.75, 0.8), (0.25, None)], 0.8, 0.75),
        ([(1.0, None)], None, 0.0), ([], None, 0.0),
    ],
)  # fmt: skip
def test_attainment(
    supports: Sequence[tuple[float, float | None]], value: float | None, covered: float
) -> None:
    told = attainment([Support(str(n), weight, held) for n, (weight, held) in enumerate(supports)])
    assert told.covered == covered
    assert told.value == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("value", "expected", "reached"),
    [(0.7, 0.7, True), (0.69, 0.7, False), (None, 0.7, None), (0.7, None, None)],
)
def test_reached(value: float | None, expected: float | None, reached: bool | None) -> None:
    assert attainment([Support("a", 1.0, value)]).reached(expected) is reached


def test_shares() -> None:
    assert [share_of(82.0, percent=False), share_of(0.9, percent=True), share_of(None, percent=True)] == [
        0.82,
        0.9,
        None,
    ]


def row(name: str, course: str, weight: str, expected: str = "", where: str = "第 2 行") -> AbilityRow:
    return AbilityRow(where, "专业能力", name, course, weight, expected)


@pytest.fixture
def programme(college: College) -> Subject:
    College.objects.update(as_of=date(2026, 11, 20))
    college.refresh_from_db()
    set_calendar(
        college=college,
        semesters=[("2025-2026-2", date(2026, 3, 2), 18), ("2026-2027-1", date(2026, 8, 31), 18)],
        by="sys",
    )
    sync_subjects(college=college, level="programme", rows=[SubjectRow("P001", "护理")], by="he")
    courses = [SubjectRow("C001", "护理学"), SubjectRow("C002", "解剖学"), SubjectRow("C003", "护理学")]
    sync_subjects(college=college, level="course", rows=courses, by="he")
    sync_memberships(
        college=college, part_level="course", whole_level="programme", pairs=[("C001", "P001")], by="he"
    )
    body = {"code": "absence_rate", "name": "缺课率", "kind": "ratio"}
    Definition.objects.create(
        college=college, code="absence_rate", version=1, name="缺课率", body=body, digest="x",
        adopted_at=clock.now(), adopted_by="lin",
    )  # fmt: skip
    run = Run.objects.create(
        college=college, state="done", by="lin", started_at=clock.now(), periods=[], data_versions={},
        definition_versions={},
    )  # fmt: skip
    for period, value in (("2025-2026-2", 0.8), ("2026-2027-1", 0.1)):
        CurrentValue.objects.create(
            college=college, run=run, indicator="absence_rate", level="course", subject="C001", period=period,
            period_kind="semester", value=value,
        )  # fmt: skip
    return Subject.objects.select_related("college").get(level="programme")


def test_points_and_what_carries_them(programme: Subject) -> None:
    rows = [row("操作", "护理学", "0.6", "70%"), row("操作", "C002", "0.4"), row("沟通", "C001", "1")]
    assert set_abilities(programme=programme, rows=rows, indicator="absence_rate", by="wu") == 2
    first, second = abilities(programme)
    assert (first.point.name, first.point.expected) == ("操作", 0.7)
    assert [each.support.course.code for each in first.courses] == ["C001", "C002"]
    assert (first.attainment.value, first.attainment.covered) == (0.8, 0.6)
    assert second.attainment.whole
    set_abilities(programme=programme, rows=rows[2:], indicator="absence_rate", by="wu")
    assert [each.name for each in AbilityPoint.objects.all()] == ["沟通"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row("操作", "C001", "0.6")], "权重合计是 0.60"), ([row("操作", "没有", "1")], "没有课程"),
        ([row("操作", "C001", "很多")], "权重写大于 0"), ([row("", "C001", "1")], "都要写"),
        ([row("操作", "C001", "0.5"), row("操作", "C001", "0.5")], "写了两次"),
        ([row("操作", "C001", "0.5", "70%"), row("操作", "C002", "0.5", "0.8")], "前后不一致"),
        ([row("操作", "C001", "1", "170%")], "期望达成度写"), ([], "没有指标点"),
    ],
)  # fmt: skip
def test_a_wrong_table_changes_nothing(programme: Subject, rows: list[AbilityRow], sentence: str) -> None:
    set_abilities(programme=programme, rows=[row("沟通", "C001", "1")], indicator="absence_rate", by="wu")
    with pytest.raises(StandardRefused, match=sentence):
        set_abilities(programme=programme, rows=rows, indicator="absence_rate", by="wu")
    assert [each.name for each in AbilityPoint.objects.all()] == ["沟通"]


def test_names_that_are_not_one_course(programme: Subject) -> None:
    Subject.objects.filter(code="C001").update(name="基础护理")
    Subject.objects.filter(code="C002").update(name="护理学")
    with pytest.raises(StandardRefused, match="不止一门"):
        set_abilities(
            programme=programme, rows=[row("操作", "护理学", "1")], indicator="absence_rate", by="wu"
        )
    with pytest.raises(StandardRefused, match="课程层面计算的指标"):
        set_abilities(programme=programme, rows=[row("操作", "C001", "1")], indicator="book_count", by="wu")
