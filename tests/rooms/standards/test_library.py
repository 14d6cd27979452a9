"""The library: lists from packs and tables, versions proposed and decided by two people, what is missing."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pydantic import ValidationError

from tests.rooms.cycles.telling import new
from zhengai.accounts.actions import create_user, grant_role
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.cycles.actions import record_proofs
from zhengai.cycles.models import Proof
from zhengai.cycles.rules.stages import Stage
from zhengai.notices.models import Notice
from zhengai.standards.library import (
    Listed,
    adopt_library,
    decide_version,
    list_standards,
    propose_version,
    remind_revisions,
)
from zhengai.standards.models import Standard, StandardVersion
from zhengai.standards.queries import proofs_of
from zhengai.standards.rules.elements import read_elements, read_grades, written_grades
from zhengai.standards.rules.library import (
    TABLE,
    StandardRefused,
    VersionMove,
    VersionState,
    next_state,
    revision_due,
)
from zhengai.standards.rules.sections import LadderItem, PolicyItem, StandardItem
from zhengai.standards.shelf import completeness, in_state, standards

ITEM: dict[str, Any] = {
    "code": "K01",
    "name": "课程建设标准",
    "level": "course",
    "type": "课程",
    "department": "教务处",
    "grades": ["优秀", "合格"],
    "elements": [
        {"name": "课堂出勤", "indicator": "absence_rate", "grades": {"合格": "≤ 5%", "优秀": "≤ 2%"}},
        {"name": "课程目标"},
    ],
    "revise_years": 3,
    "source": "示例 表7",
}
DAY = date(2026, 11, 20)


@pytest.fixture
def school(college: College) -> College:
    College.objects.update(as_of=DAY)
    college.refresh_from_db()
    for username, number, role in (("lin", "G0010", "quality_office"), ("chen", "G0001", "leader")):
        user = create_user(
            username=username, display_name=username, password="zhengai-demo", person_number=number, by="sys"
        )
        grant_role(user=user, role=role, college=college.code, valid_from=date(2026, 9, 1), by="sec")
    return college


def listed(college: College, name: str = "课堂教学标准") -> Standard:
    return list_standards(college=college, rows=[Listed(name, "course", "课程", "教务处")], by="lin")[0]


def proposed(standard: Standard, by: str = "lin", **said: Any) -> StandardVersion:
    elements = [{"name": "出勤", "indicator": "absence_rate", "grades": {"达标": "≤ 5%"}}]
    return propose_version(
        **{"standard": standard, "elements": elements, "reason": "新学年", "by": by} | said
    )


# -- rules


def test_the_table_is_total() -> None:
    assert set(TABLE) == {None, *VersionState}
    assert all(set(row) == set(VersionMove) for row in TABLE.values())


@pytest.mark.parametrize(
    ("state", "move", "target"),
    [
        (None, "propose", "proposed"), (None, "approve", None), ("proposed", "approve", "approved"),
        ("proposed", "refuse", "refused"), ("proposed", "replace", None), ("approved", "replace", "ended"),
        ("approved", "approve", None), ("refused", "approve", None), ("ended", "replace", None),
    ],
)  # fmt: skip
def test_moves(state: str | None, move: str, target: str | None) -> None:
    begin = VersionState(state) if state else None
    if target is None:
        with pytest.raises(StandardRefused):
            next_state(begin, VersionMove(move))
    else:
        assert next_state(begin, VersionMove(move)) == target


@pytest.mark.parametrize(
    ("begins", "years", "due"),
    [
        (date(2024, 3, 1), 3, date(2027, 3, 1)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 3, 1), None, None),
        (None, 3, None),
    ],
)
def test_when_a_revision_is_due(begins: date | None, years: int | None, due: date | None) -> None:
    assert revision_due(begins, years) == due


@pytest.mark.parametrize(
    ("value", "grade"), [(0.01, "优秀"), (0.02, "优秀"), (0.03, "合格"), (0.05, "合格"), (0.051, "")]
)
def test_the_best_grade_a_value_reaches(value: float, grade: str) -> None:
    element = read_elements(ITEM["elements"], ITEM["grades"])[0]
    assert element.grade_of(value) == grade


def test_grades_read_as_people_write_them() -> None:
    assert read_grades("优秀 ≥ 95%；合格：≥ 90%") == {"优秀": "≥ 95%", "合格": "≥ 90%"}
    assert read_grades("≤ 5%") == {"达标": "≤ 5%"}
    assert read_grades(" ") == {}
    assert written_grades({"grades": {"优秀": "≥ 95%", "合格": "≥ 90%"}}) == "优秀 ≥ 95%；合格 ≥ 90%"
    assert written_grades({"grades": {"达标": "≤ 5%"}}) == "≤ 5%"
    for wrong in ("很好", "≥ 95%；≥ 90%"):
        with pytest.raises(StandardRefused, match="看不懂"):
            read_grades(wrong)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"elements": [{"name": "甲", "grades": {"合格": "≥ 1"}}]}, "没有写指标"),
        ({"elements": [{"name": "甲", "indicator": "x", "grades": {"合格": "很多"}}]}, "看不懂界限"),
        ({"elements": [{"name": "甲", "indicator": "x", "grades": {"中": "≥ 1"}}]}, "不在标准的等级"),
        ({"elements": [{"name": "甲"}, {"name": "甲"}]}, "写了两次"),
        ({"revise_years": 0}, "greater than"),
        ({"owner": "x"}, "Extra inputs"),
    ],
)
def test_items_of_packs_are_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        StandardItem.model_validate(ITEM | change)


def test_ladders_and_policies() -> None:
    step = {"code": "a", "name": "合格", "requirements": [{"name": "师德"}]}
    ladder = {"code": "t", "name": "教师发展", "level": "teacher", "steps": [step]}
    assert LadderItem.model_validate(ladder).steps[0].requirements[0].indicator is None
    for wrong in (
        [],
        [step, step],
        [step | {"requirements": [{"name": "师德"}, {"name": "师德"}]}],
        [step | {"requirements": [{"name": "评教", "indicator": "x"}]}],
    ):
        with pytest.raises(ValidationError):
            LadderItem.model_validate(ladder | {"steps": wrong})
    assert PolicyItem.model_validate({"code": "p", "title": "方针", "kind": "方针"}).text == ""
    with pytest.raises(ValidationError):
        PolicyItem.model_validate({"code": "p", "title": "方针", "kind": "别的"})


# -- lists


def test_a_pack_brings_its_list_and_a_first_version(school: College) -> None:
    bare = {"code": "K02", "name": "课程标准", "level": "course"}
    assert adopt_library(college=school, by="lin", items=[ITEM, bare]) == ["K01", "K02"]
    full, empty = standards(school).order_by("code")
    assert (full.now_number, full.elements, full.measurable, full.now_due) == (1, 2, 1, date(2029, 11, 20))
    assert (empty.now_number, empty.waits) == (None, False)
    assert adopt_library(college=school, by="lin", items=[ITEM, bare]) == []


def test_what_the_college_decided_outlives_a_new_pack(school: College) -> None:
    adopt_library(college=school, by="lin", items=[ITEM])
    standard = Standard.objects.get()
    decide_version(version=proposed(standard), approve=True, body="学校", by="chen")
    adopt_library(college=school, by="lin", items=[ITEM | {"name": "课程建设标准（新）"}])
    found = standards(school).get()
    assert (found.name, found.now_number, found.elements) == ("课程建设标准（新）", 2, 1)


def test_what_leaves_the_packs_stays_only_where_something_was_decided(school: College) -> None:
    adopt_library(
        college=school, by="lin", items=[ITEM, {"code": "K02", "name": "课程标准", "level": "course"}]
    )
    own = listed(school)
    adopt_library(college=school, by="lin", items=[])
    assert {each.code: each.active for each in Standard.objects.all()} == {"K01": False, own.code: True}


def test_a_table_lists_and_updates_and_repeats_nothing(school: College) -> None:
    rows = [
        Listed("课程标准", "course", "课程", "教务处"),
        Listed("学生发展标准", "student", "学生", "学工处"),
    ]
    assert len(list_standards(college=school, rows=rows, by="lin")) == 2
    again = [Listed("课程标准", "course", "课程", "各教学单位"), rows[1]]
    assert list_standards(college=school, rows=again, by="lin") == []
    assert Standard.objects.get(name="课程标准").department == "各教学单位"
    before = AuditEvent.objects.count()
    list_standards(college=school, rows=again, by="lin")
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    "row",
    [Listed("", "course"), Listed("甲", ""), Listed("甲" * 301, "course"), Listed("甲", "course", "乙" * 61)],
)
def test_a_wrong_row_changes_nothing(school: College, row: Listed) -> None:
    with pytest.raises(StandardRefused), transaction.atomic():
        list_standards(college=school, rows=[Listed("课程标准", "course"), row], by="lin")
    assert not Standard.objects.exists()


# -- versions


def test_two_people_and_a_body(school: College) -> None:
    standard = listed(school)
    version = proposed(standard, revise_years=3)
    assert Notice.objects.filter(kind="standard", person_number="G0001", key__endswith="proposed").exists()
    for by, body, approve, decision, sentence in (
        ("lin", "专业建设委员会", True, "", "不能是提出人本人"),
        ("chen", " ", True, "", "哪个机构"),
        ("chen", "", False, "", "写明意见"),
    ):
        with pytest.raises(StandardRefused, match=sentence):
            decide_version(version=version, approve=approve, body=body, decision=decision, by=by)
    done = decide_version(version=version, approve=True, body="专业建设委员会", by="chen")
    assert (done.state, done.valid_from, done.due) == ("approved", DAY, date(2029, 11, 20))
    assert Notice.objects.filter(person_number="G0010", key__endswith="decided").exists()
    assert list(AuditEvent.objects.filter(action__startswith="standards.").values_list("action", flat=True)) == [
        "standards.list", "standards.propose_version", "standards.decide_version",
    ]  # fmt: skip


def test_a_new_version_takes_the_place_of_the_one_before(school: College) -> None:
    standard = listed(school)
    decide_version(version=proposed(standard), approve=True, body="学校", by="chen")
    record_proofs(college=school, proofs=[new(Stage.DIAGNOSE, "record:12")], by="lin")
    second = proposed(standard, elements=[{"name": "教学目标"}], ground="record:12")
    assert standards(school).get().now_number == 1
    decide_version(version=second, approve=True, body="学校", valid_from=date(2027, 1, 1), by="chen")
    found = standards(school).get()
    assert (found.now_number, found.measurable, found.now_from) == (2, 0, date(2027, 1, 1))
    assert [each.state for each in standard.versions.all()] == ["ended", "approved"]


def test_a_refused_one_leaves_the_standing_one(school: College) -> None:
    standard = listed(school)
    decide_version(version=proposed(standard), approve=True, body="学校", by="chen")
    decide_version(version=proposed(standard), approve=False, body="", decision="要素太少", by="chen")
    assert [each.state for each in standard.versions.all()] == ["approved", "refused"]
    assert proposed(standard).number == 3


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"reason": " "}, "为什么"),
        ({"elements": []}, "至少写一项"),
        ({"elements": [{"name": "甲", "indicator": "nonesuch", "grades": {"达标": "≥ 1"}}]}, "不存在"),
        ({"elements": [{"name": "甲", "indicator": "book_count", "grades": {"达标": "≥ 1"}}]}, "层面"),
        ({"elements": [{"name": ""}]}, "名称"),
        ({"elements": [{"name": "甲", "grades": {"达标": "≥ 1"}}]}, "没有写指标"),
    ],
)
def test_a_version_that_cannot_be(school: College, said: dict[str, Any], sentence: str) -> None:
    standard = listed(school)
    with pytest.raises(StandardRefused, match=sentence):
        proposed(standard, **said)
    assert not StandardVersion.objects.exists()


def test_one_proposal_at_a_time(school: College) -> None:
    standard = listed(school)
    proposed(standard)
    with pytest.raises(StandardRefused, match="等待审定"):
        proposed(standard, by="chen")
    with pytest.raises(IntegrityError), transaction.atomic():
        StandardVersion.objects.create(
            standard=standard, number=9, state="proposed", proposed_by="x", proposed_at="2026-11-20T08:00Z"
        )


def test_what_is_approved_proves_the_standard_of_its_level(school: College) -> None:
    decide_version(version=proposed(listed(school)), approve=True, body="学校", by="chen")
    told = Proof.objects.get(stage="standard")
    assert (told.level, told.subject) == ("course", "")
    assert [each.key for each in proofs_of(school)] == [told.key]


# -- what is missing


def test_completeness_and_states(school: College) -> None:
    adopt_library(college=school, by="lin", items=[ITEM])
    words = listed(school, "课程标准")
    decide_version(version=proposed(words, elements=[{"name": "目标"}]), approve=True, body="学校", by="chen")
    proposed(listed(school, "课堂评价标准"))
    (course,) = completeness(school, DAY)
    assert (course.listed, course.standing, course.measurable, course.due, course.lacking) == (3, 2, 1, 0, 1)
    (course,) = completeness(school, date(2029, 11, 20))
    assert course.due == 1
    counts = {
        state: in_state(standards(school), state, DAY).count()
        for state in ("standing", "waiting", "listed", "unmeasurable", "due", "nonesuch")
    }
    assert counts == {
        "standing": 2, "waiting": 1, "listed": 1, "unmeasurable": 1, "due": 0, "nonesuch": 3,
    }  # fmt: skip


def test_revisions_are_reminded_once(school: College) -> None:
    standard = listed(school)
    version = proposed(standard, revise_years=1)
    decide_version(version=version, approve=True, body="学校", valid_from=date(2025, 11, 20), by="chen")
    assert remind_revisions(college=school, by="system") == 1
    assert remind_revisions(college=school, by="system") == 0
    told = Notice.objects.filter(key__endswith=":due")
    assert {each.person_number for each in told} == {"G0010", "G0001"}
    assert told.count() == 2
    Notice.objects.all().delete()
    proposed(standard)  # what is being revised is not asked for
    assert remind_revisions(college=school, by="system") == 0
