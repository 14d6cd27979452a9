"""Who belongs to whom: kept in bulk, equal to what the tables say."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengai.college.actions import SubjectRow, create_college, sync_memberships, sync_subjects
from zhengai.college.models import College, Membership
from zhengai.college.queries import parts_of, subjects
from zhengai.core.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def college() -> College:
    made = create_college(code="S1", name="青禾(示例)", category="综合", by="lin")
    for level, codes in (("class", ["B1", "B2"]), ("student", ["1", "2", "3"])):
        rows = [SubjectRow(code, code) for code in codes]
        sync_subjects(college=made, level=level, rows=rows, by="lin")
    return made


def sync(college: College, *pairs: tuple[str, str]) -> tuple[int, int]:
    return sync_memberships(college=college, part_level="student", whole_level="class", pairs=pairs, by="he")


def held() -> set[tuple[str, str]]:
    return set(Membership.objects.values_list("part__code", "whole__code"))


def test_memberships_follow_the_table(college: College) -> None:
    assert sync(college, ("1", "B1"), ("2", "B1"), ("3", "B2")) == (3, 0)
    assert sync(college, ("1", "B1"), ("2", "B1"), ("3", "B2")) == (0, 0)
    assert sync(college, ("1", "B1"), ("2", "B2")) == (1, 2)
    assert held() == {("1", "B1"), ("2", "B2")}
    assert str(Membership.objects.get(part__code="1")) == "1(student:1) ⊂ B1(class:B1)"


def test_codes_that_are_no_subjects_are_passed_over(college: College) -> None:
    assert sync(college, ("1", "B9"), ("9", "B1"), ("1", "B1")) == (1, 0)
    assert held() == {("1", "B1")}


def test_a_code_means_a_subject_of_its_level_only(college: College) -> None:
    sync_subjects(college=college, level="teacher", rows=[SubjectRow("1", "吴桐")], by="lin")
    sync(college, ("1", "B1"))
    assert set(Membership.objects.values_list("part__level", flat=True)) == {"student"}


def test_other_levels_and_other_colleges_are_left_alone(college: College) -> None:
    sync(college, ("1", "B1"))
    other = create_college(code="S2", name="乙校", category="综合", by="lin")
    sync_memberships(college=college, part_level="class", whole_level="student", pairs=[], by="he")
    sync(other)
    assert held() == {("1", "B1")}


def test_only_a_change_is_audited(college: College) -> None:
    sync(college, ("1", "B1"))
    sync(college, ("1", "B1"))
    events = AuditEvent.objects.filter(action="college.sync_memberships")
    assert [(e.by, e.subject, e.details) for e in events] == [
        ("he", "S1/student/class", {"added": 1, "removed": 0})
    ]


def test_parts_of_wholes(college: College) -> None:
    sync(college, ("1", "B1"), ("2", "B1"), ("3", "B2"))
    parts = subjects(college).filter(pk__in=parts_of(subjects(college, "class").filter(code="B1")))
    assert sorted(parts.values_list("code", flat=True)) == ["1", "2"]


def test_a_level_is_renewed_in_bulk(college: College) -> None:
    """A level of thousands takes as many statements per thousand, not per student."""
    rows = [SubjectRow(str(n), str(n)) for n in range(3000)]
    sync_subjects(college=college, level="student", rows=rows, by="lin")
    with CaptureQueriesContext(connection) as asked:
        assert sync(college, *((str(n), "B1") for n in range(3000))) == (3000, 0)
    first = len(asked)
    with CaptureQueriesContext(connection) as asked:
        assert sync(college, *((str(n), "B2") for n in range(3000))) == (3000, 3000)
    # SQLite takes few values in a statement, so a thousand rows are several of them
    assert first < 20
    assert len(asked) < 40
