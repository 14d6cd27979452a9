"""Subjects follow the member tables; history stays."""

from datetime import date

import pytest

from zhengai.accounts.actions import create_user
from zhengai.college.actions import SubjectRow, create_college, set_calendar, sync_subjects
from zhengai.college.models import College, Responsibility, Subject
from zhengai.college.queries import NoCollege, calendar_of, only_college, subjects, today
from zhengai.core.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def college() -> College:
    return create_college(code="S1", name="青禾(示例)", category="综合", by="lin", as_of=date(2026, 11, 20))


def test_a_college_is_its_own_subject(college: College) -> None:
    assert list(subjects(college, "college").values_list("code", flat=True)) == ["S1"]
    assert str(college) == "青禾(示例)"


def test_an_installation_without_a_college_says_what_to_do() -> None:
    with pytest.raises(NoCollege, match="zhengai demo"):
        only_college()


def test_the_sample_stands_on_its_own_day(college: College) -> None:
    assert only_college() == college
    assert today(college) == date(2026, 11, 20)
    college.as_of = None
    assert today(college) >= date(2026, 11, 20)


def test_calendar_is_corrected_not_doubled(college: College) -> None:
    set_calendar(college=college, semesters=[("2026-2027-1", date(2026, 8, 31), 17)], by="lin")
    set_calendar(college=college, semesters=[("2026-2027-1", date(2026, 8, 31), 18)], by="lin")
    assert [(s.code, s.weeks) for s in calendar_of(college).semesters] == [("2026-2027-1", 18)]
    assert str(college.semesters.get()) == "2026-2027-1"


def test_subjects_follow_the_member_table(college: College) -> None:
    sync_subjects(college=college, level="department", rows=[SubjectRow("D1", "医学院")], by="lin")
    rows = [SubjectRow("P1", "护理", "D1", (("T1", "吴桐"),)), SubjectRow("P2", "助产", "D1")]
    assert sync_subjects(college=college, level="programme", rows=rows, by="lin") == (2, 0)
    assert sync_subjects(college=college, level="programme", rows=rows, by="lin") == (0, 0)
    changed = [SubjectRow("P1", "护理学", "D1", (("T2", "郑怡"),))]
    assert sync_subjects(college=college, level="programme", rows=changed, by="lin") == (1, 1)
    nursing = Subject.objects.get(code="P1")
    assert nursing.name == "护理学"
    assert nursing.department is not None
    assert nursing.department.code == "D1"
    assert [str(r) for r in nursing.responsibilities.all()] == ["郑怡 → 护理学(programme:P1)"]
    assert not Subject.objects.get(code="P2").active
    assert list(subjects(college, "programme").values_list("code", flat=True)) == ["P1"]


def test_who_stands_in_no_member_table_is_called_as_their_account(college: College) -> None:
    create_user(
        username="luo", display_name="罗毅", password="qing-he-2026-pw", person_number="G12", by="sys"
    )
    row = SubjectRow("D12", "人事处", None, (("G12", ""),))
    for _ in range(2):
        sync_subjects(college=college, level="department", rows=[row], by="lin")
    sync_subjects(
        college=college, level="course", rows=[SubjectRow("K1", "礼仪", None, (("G99", ""),))], by="lin"
    )
    found = Responsibility.objects.order_by("person_number").values_list("person_number", "person_name")
    assert list(found) == [("G12", "罗毅"), ("G99", "")]


def test_a_retired_subject_returns(college: College) -> None:
    sync_subjects(college=college, level="course", rows=[SubjectRow("K1", "解剖学")], by="lin")
    sync_subjects(college=college, level="course", rows=[], by="lin")
    assert sync_subjects(college=college, level="course", rows=[SubjectRow("K1", "解剖学")], by="lin") == (
        1,
        0,
    )
    assert Subject.objects.get(code="K1").active
    assert Responsibility.objects.count() == 0


def test_every_write_leaves_an_audit_event(college: College) -> None:
    sync_subjects(college=college, level="course", rows=[SubjectRow("K1", "解剖学")], by="he")
    assert [(e.action, e.by) for e in AuditEvent.objects.all()] == [
        ("college.create", "lin"),
        ("college.sync_subjects", "he"),
    ]
