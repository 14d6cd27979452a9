"""Members entered row by row: subjects and who belongs to whom follow, and nobody is taken out of whom others speak."""

from collections.abc import Callable, Mapping

import pytest

from tests.rooms.datacentre.conftest import STUDENTS, students
from zhengai.college.models import College, Membership, Responsibility, Subject
from zhengai.datacentre import queries, registers
from zhengai.datacentre.actions import withdraw_rows
from zhengai.datacentre.models import Batch, RowChange
from zhengai.datacentre.referring import StillUsed
from zhengai.datacentre.registering import RowRefused, enter_row, move_change
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules.row_change import RowKind, RowMove
from zhengai.datacentre.rules.table_change import TableMove
from zhengai.datacentre.table_changing import WHOLE, TableRefused, move_table
from zhengai.datacentre.table_typing import open_table, type_cells

pytestmark = pytest.mark.usefixtures("members")
Take = Callable[..., BatchReport]
NEW_TEACHER = {
    "teacher_id": "T3", "name": "王静", "department": "D1", "kind": "专任", "professional": "是", "dual": "否",
}  # fmt: skip
NEW_CLASS = {"class_id": "C2", "name": "软件2602", "programme": "P1", "enrol_year": "2026", "adviser": "T1"}


def entered(
    college: College, code: str, kind: RowKind, values: Mapping[str, str] | None = None, key: str = ""
) -> RowChange:
    dataset = queries.catalogue(college).dataset(code)
    return enter_row(
        college=college, dataset=dataset, kind=kind, values=values, key=[key] if key else (), by="han"
    )


def taken(
    college: College, code: str, kind: RowKind, values: Mapping[str, str] | None = None, key: str = ""
) -> RowChange:
    return move_change(change=entered(college, code, kind, values, key), move=RowMove.TAKE, by="lin")


def subject(college: College, level: str, code: str) -> Subject | None:
    return Subject.objects.filter(college=college, level=level, code=code, active=True).first()


def test_a_member_becomes_a_subject_when_a_second_person_agrees(college: College) -> None:
    change = entered(college, "teachers", RowKind.ADD, NEW_TEACHER)
    assert (change.state, subject(college, "teacher", "T3")) == ("waiting", None)
    move_change(change=change, move=RowMove.TAKE, by="lin")
    found = subject(college, "teacher", "T3")
    assert found is not None
    assert (found.name, found.department and found.department.code) == ("王静", "D1")


def test_who_belongs_to_whom_follows_a_correction(college: College, take: Take) -> None:
    take("students", students(("2026001", "李晓")))
    taken(college, "classes", RowKind.ADD, NEW_CLASS)
    taken(college, "students", RowKind.CORRECT, {"class": "C2", "adviser": "T1"}, key="2026001")
    wholes = Membership.objects.filter(part__college=college, part__level="student", part__code="2026001")
    assert set(wholes.values_list("whole__level", "whole__code")) == {("class", "C2"), ("programme", "P1")}
    answers = Responsibility.objects.filter(subject__level="student", subject__code="2026001")
    assert list(answers.values_list("person_number", "person_name")) == [("T1", "吴桐")]


def test_a_member_refers_only_to_what_there_is(college: College) -> None:
    with pytest.raises(RowRefused) as refused:
        entered(college, "teachers", RowKind.ADD, NEW_TEACHER | {"department": "D9"})
    assert set(refused.value.fields) == {"department"}


def test_what_nobody_speaks_of_can_be_taken_out(college: College) -> None:
    taken(college, "classes", RowKind.ADD, NEW_CLASS)
    assert subject(college, "class", "C2") is not None
    change = taken(college, "classes", RowKind.WITHDRAW, key="C2")
    assert Batch.objects.get(code=change.batch).rows_withdrawn == 1
    assert subject(college, "class", "C2") is None
    kept = Subject.objects.get(college=college, level="class", code="C2")
    assert not kept.active  # its history stays


@pytest.mark.parametrize(
    ("code", "key", "place"),
    [
        ("classes", "C1", "“学生”的班级(2 行)"),
        ("programmes", "P1", "“班级”的专业(1 行)"),
        ("departments", "D1", "“教师”的所属部门(2 行)"),
        # no declared reference, but who is asked for the class
        ("teachers", "T2", "“班级”的班主任工号(1 行)"),
    ],
)
def test_whom_others_speak_of_stays(college: College, take: Take, code: str, key: str, place: str) -> None:
    take("students", students(("2026001", "李晓"), ("2026002", "同学")))
    with pytest.raises(RowRefused, match="不能撤销") as refused:
        entered(college, code, RowKind.WITHDRAW, key=key)
    assert place in str(refused.value)
    assert not RowChange.objects.exists()
    # the door to the lake is shut for whoever comes another way
    dataset = queries.catalogue(college).dataset(code)
    with pytest.raises(StillUsed):
        withdraw_rows(
            college=college, dataset=dataset, keys=[{dataset.key[0]: key}], periods=[], by="he", source="x"
        )
    assert registers.row(college, dataset, [key]) is not None


def test_a_withdrawal_waits_no_longer_when_somebody_spoke_of_it_meanwhile(
    college: College, take: Take
) -> None:
    taken(college, "classes", RowKind.ADD, NEW_CLASS)
    change = entered(college, "classes", RowKind.WITHDRAW, key="C2")
    take("students", STUDENTS + "2026009,新生,C2,P1,2026,在校,普通高职\n")
    with pytest.raises(RowRefused, match=r"“学生”的班级\(1 行\)"):
        move_change(change=change, move=RowMove.TAKE, by="lin")
    change.refresh_from_db()
    assert change.state == "waiting"
    assert subject(college, "class", "C2") is not None


def test_in_a_whole_table_the_line_says_why_it_stays(college: College, take: Take) -> None:
    take("students", students(("2026001", "李晓")))
    taken(college, "classes", RowKind.ADD, NEW_CLASS)
    classes = queries.catalogue(college).dataset("classes")
    table = open_table(college=college, dataset=classes, period="", by="han")
    lines = {line.key[0]: line for line in table.lines.all()}
    assert set(lines) == {"C1", "C2"}
    cells: dict[int, dict[str, str]] = {line.pk: {} for line in lines.values()}
    type_cells(table=table, dataset=classes, cells=cells, gone={line.pk for line in lines.values()})
    with pytest.raises(TableRefused, match="有 1 行要改"):
        move_table(table=table, dataset=classes, move=TableMove.SUBMIT, by="han")
    problems = {line.key[0]: line.problems for line in table.lines.all()}
    assert problems["C2"] == {}
    assert "“学生”的班级(1 行)" in problems["C1"][WHOLE]
    type_cells(table=table, dataset=classes, cells=cells, gone={lines["C2"].pk})
    table = move_table(table=table, dataset=classes, move=TableMove.SUBMIT, by="han")
    move_table(table=table, dataset=classes, move=TableMove.TAKE, by="lin")
    assert (subject(college, "class", "C2"), subject(college, "class", "C1") is None) == (None, False)
