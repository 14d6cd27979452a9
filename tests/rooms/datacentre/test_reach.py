"""Somebody who does not answer for everything sends rows: theirs go in, others are rejected with a reason."""

from collections.abc import Callable

import pytest

from tests.rooms.datacentre.conftest import LI, STUDENTS
from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BadFile

Take = Callable[..., BatchReport]
OFFERINGS = (
    "教学班号,学期,课程,教师,计划学时,应评人数\nO1,2026-2027-1,K1,T1,64,2\nO2,2026-2027-1,K1,T2,64,2\n"
)
COURSES = "课程编号,课程名称,开课部门,课程类型,学时,学分\nK1,程序设计,D1,理实一体,64,4\n"
HEAD = "学期,周次,课次,教学班,学生,状态\n"


def attendance(*offerings: str) -> str:
    return HEAD + "".join(f"2026-2027-1,12,{n},{each},2026001,出勤\n" for n, each in enumerate(offerings, 1))


@pytest.fixture
def taught(members: None, take: Take) -> None:
    for dataset, content in [("students", STUDENTS + LI), ("courses", COURSES), ("offerings", OFFERINGS)]:
        assert take(dataset, content).rejected == 0


def test_rows_reach_their_teacher_through_the_class_they_gave(college: College, taught: None) -> None:
    assert queries.within(college, "attendance", [("teacher", "T1")]) == {
        "offering": {"O1"},
        "student": set(),
    }
    assert queries.within(college, "attendance", [("course", "K1")])["offering"] == {"O1", "O2"}
    assert queries.within(college, "offerings", [("teacher", "T2")]) == {
        "teacher": {"T2"},
        "course": set(),
        "class": set(),
    }
    assert queries.within(college, "attendance", [("class", "C1")]) == {
        "offering": set(),
        "student": {"2026001"},
    }


def test_nobody_has_no_rows(college: College, taught: None, take: Take) -> None:
    within = queries.within(college, "attendance", [])
    report = take("attendance", attendance("O1", "O2"), within=within)
    assert (report.refused, report.rejected) == (True, 2)


def test_rows_of_others_are_rejected(college: College, taught: None, take: Take) -> None:
    within = queries.within(college, "attendance", [("teacher", "T1")])
    report = take("attendance", attendance("O1", "O1", "O2"), within=within)
    assert (report.new, report.rejected) == (2, 1)
    assert report.problems[0].sentence == "第 4 行“教学班”写的是“O2”，不由您负责，请由负责的人导入"


def test_a_row_cannot_take_another_persons_place(college: College, taught: None, take: Take) -> None:
    """The key of 教学班 does not say whose it is: T1 must not put T1 into the class of T2."""
    stolen = OFFERINGS.replace("O2,2026-2027-1,K1,T2", "O2,2026-2027-1,K1,T1").replace(",64,", ",60,")
    within = queries.within(college, "offerings", [("teacher", "T1")])
    report = take("offerings", stolen, within=within)
    assert (report.changed, report.rejected) == (1, 1)
    assert "已有的这一条不由您负责" in report.problems[0].reason


def test_names_count_as_codes(college: College, taught: None, take: Take) -> None:
    """T1 is 吴桐: what is found by name is somebody's too."""
    within = queries.within(college, "offerings", [("teacher", "T1")])
    named = OFFERINGS.replace("T1", "吴桐").replace("T2", "郑怡").replace(",64,", ",60,")
    report = take("offerings", named, within=within)
    assert (report.changed, report.rejected) == (1, 1)


def test_without_the_column_nobody_knows_whose_rows_they_are(
    college: College, taught: None, take: Take
) -> None:
    with pytest.raises(BadFile, match="才知道这些数据是否由您负责"):
        take("departments", "部门编号,部门名称,部门类别\nD9,新部门,职能部门\n", within={})


def test_only_declared_roles_may_send(college: College) -> None:
    sent = {each.code for each in queries.may_be_sent(college, ["teacher"], everything=False)}
    assert sent == {"attendance", "grades"}
    assert queries.may_be_sent(college, ["student"], everything=False) == []
    every = queries.may_be_sent(college, ["data_steward"], everything=True)
    assert len(every) == len(queries.catalogue(college).datasets)


def test_a_batch_knows_the_periods_it_touches(college: College, taught: None, take: Take) -> None:
    report = take("attendance", attendance("O1"))
    batch = queries.batches(college).get(code=report.batch)
    assert batch.periods == ["2026-2027-1-W12", "2026-11", "2026", "2026-2027-1", "2026-2027"]
    students = take("students", STUDENTS + LI.replace("李晓", "李小"))
    assert queries.batches(college).get(code=students.batch).periods == []
