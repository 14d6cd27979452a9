"""The good way in: counts, versions, types, subjects."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from tests.rooms.datacentre.conftest import CLASSES, DEPARTMENTS, LI, PROGRAMMES, STUDENTS, TEACHERS, students
from zhengai.college.models import College, Responsibility, Subject
from zhengai.core.models import AuditEvent
from zhengai.datacentre import queries
from zhengai.datacentre.actions import import_file
from zhengai.datacentre.models import Batch
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BatchState

Take = Callable[..., BatchReport]


def stored(college: College, dataset: str, columns: str = "*") -> list[tuple[object, ...]]:
    lake = queries.lake(college)
    version = lake.latest(dataset)
    assert version is not None
    return duckdb.sql(
        f"SELECT {columns} FROM read_parquet({lake.files(dataset, version)}) ORDER BY 1"
    ).fetchall()


def counts(report: BatchReport) -> tuple[int, int, int, int, int, int]:
    return report.read, report.new, report.changed, report.unchanged, report.dropped, report.rejected


def test_rows_come_in_with_their_types(take: Take, college: College) -> None:
    report = take("部门", DEPARTMENTS)
    assert report.state is BatchState.COMMITTED
    assert report.version == 0
    assert counts(report) == (2, 2, 0, 0, 0, 0)
    assert report.mapping == {"department_id": "部门编号", "name": "部门名称", "kind": "部门类别"}
    assert report.message == "已入库：读取 2 行，新增 2、更新 0、未变 0、重复 0、退回 0"
    assert stored(college, "departments", "department_id, name, kind, _batch") == [
        ("D1", "信息工程学院", "二级学院", report.batch),
        ("D2", "教务处", "职能部门", report.batch),
    ]
    assert queries.data_versions(college) == {"departments": 0}


def test_a_correction_replaces_by_key_and_the_rest_is_unchanged(take: Take, college: College) -> None:
    take("departments", DEPARTMENTS)
    report = take("departments", DEPARTMENTS.replace("教务处", "质管办") + "D3,学工处,职能部门\n")
    assert counts(report) == (3, 1, 1, 1, 0, 0)
    assert report.version == 1
    assert [row[0] for row in stored(college, "departments", "name")] == ["信息工程学院", "学工处", "质管办"]


def test_the_same_file_again_changes_nothing(take: Take, college: College) -> None:
    first = take("departments", DEPARTMENTS)
    events = AuditEvent.objects.count()
    again = take("departments", DEPARTMENTS, name="other-name.csv")
    assert again.already
    assert again.batch == first.batch
    assert counts(again) == (2, 0, 0, 2, 0, 0)
    assert again.message.endswith(f"(批次 {first.batch})，这次没有任何变化")
    assert queries.data_versions(college) == {"departments": 0}
    assert Batch.objects.count() == 1
    assert AuditEvent.objects.count() == events


def test_the_same_rows_in_another_file_are_unchanged_and_make_no_version(
    take: Take, college: College
) -> None:
    take("departments", DEPARTMENTS)
    report = take("departments", "部门名称,部门类别,部门编号\n教务处,职能部门,D2\n信息工程学院,二级学院,D1\n")
    assert counts(report) == (2, 0, 0, 2, 0, 0)
    assert queries.data_versions(college) == {"departments": 0}


def test_an_old_file_sent_again_does_not_undo_a_correction(take: Take, college: College) -> None:
    take("departments", DEPARTMENTS)
    take("departments", DEPARTMENTS.replace("教务处", "质管办"))
    assert take("departments", DEPARTMENTS).already
    assert ("质管办",) in stored(college, "departments", "name")


def test_a_dry_run_counts_and_writes_nothing(take: Take, college: College) -> None:
    take("departments", DEPARTMENTS)
    report = take(
        "departments", DEPARTMENTS.replace("教务处", "质管办") + "D3,学工处,职能部门\n", dry_run=True
    )
    assert report.state is BatchState.DRY_RUN
    assert counts(report) == (3, 1, 1, 1, 0, 0)
    assert report.message.startswith("试运行，没有写入")
    assert queries.data_versions(college) == {"departments": 0}
    assert take("departments", DEPARTMENTS + "D3,学工处,职能部门\n").new == 1


def test_a_dry_run_before_the_first_data(take: Take, college: College) -> None:
    assert counts(take("departments", DEPARTMENTS, dry_run=True)) == (2, 2, 0, 0, 0, 0)
    assert queries.data_versions(college) == {}


def test_members_become_subjects_with_department_and_responsible(
    take: Take, members: None, college: College
) -> None:
    take("students", STUDENTS + LI)
    student = Subject.objects.get(college=college, level="student", code="2026001")
    assert (student.name, student.department and student.department.code) == ("李晓", "D1")
    group = Subject.objects.get(college=college, level="class", code="C1")
    assert (group.name, group.department and group.department.name) == ("软件2601", "信息工程学院")
    held = Responsibility.objects.get(subject=group)
    assert (held.person_number, held.person_name) == ("T2", "郑怡")


def test_members_that_came_before_their_department_find_it_later(take: Take, college: College) -> None:
    take("students", STUDENTS + LI)
    student = Subject.objects.get(college=college, level="student")
    assert student.department is None
    for dataset, content in [("classes", CLASSES), ("programmes", PROGRAMMES), ("departments", DEPARTMENTS)]:
        take(dataset, content)
    student.refresh_from_db()
    assert student.department is not None
    assert Responsibility.objects.get(subject__level="class").person_name == ""
    take("teachers", TEACHERS)
    assert Responsibility.objects.get(subject__level="class").person_name == "郑怡"


def test_a_reference_may_be_written_as_the_name(take: Take, members: None, college: College) -> None:
    report = take("programmes", "专业编号,专业名称,所属部门\nP9,护理,信息工程学院\n")
    assert report.rejected == 0
    assert ("P9", "D1") in stored(college, "programmes", "programme_id, department")


def test_what_refers_to_data_never_received_is_taken_with_a_warning(take: Take) -> None:
    report = take("programmes", PROGRAMMES)
    assert report.new == 1
    assert report.notes == ("“所属部门”引用的“部门”还没有任何数据，本次未核对；请随后导入“部门”",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(college: College, write: Callable[..., Path], encoding: str) -> None:
    path = write("a.csv", DEPARTMENTS, encoding)
    assert import_file(college=college, dataset="部门", path=path, by="he").new == 2
    assert stored(college, "departments", "name")[0] == ("信息工程学院",)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(take: Take, delimiter: str) -> None:
    assert take("departments", DEPARTMENTS.replace(",", delimiter), name="a.txt").new == 2


def test_every_cell_in_quotes(take: Take, college: College) -> None:
    """Under another delimiter such a file cannot be read at all."""
    quoted = '"基地编号","基地名称","面向专业"\n"JD1","青禾医院, 东区","P1"\n'
    assert take("bases", quoted).new == 1


def test_ragged_lines_blank_lines_and_line_breaks_in_cells_keep_their_row_numbers(
    take: Take, college: College
) -> None:
    head = "某校部门一览\n\n部门编号,部门名称,部门类别,备注\n\n"
    content = head + 'D1,信息学院,二级学院,"两\n行"\nD2,质管办\n\nD3,学工处,职能部门\n'
    report = take("departments", content)
    assert report.header_row == 3
    assert (report.new, report.rejected) == (2, 1)
    assert [p.row for p in report.problems] == [6]
    assert report.notes == ("没有用到的列：备注",)


def test_totals_notes_and_repeated_headers_are_skipped_and_said(take: Take) -> None:
    report = take(
        "departments",
        DEPARTMENTS + "部门编号,部门名称,部门类别\nD3,学工处,职能部门\n合计,3,\n注:截至十一月,,\n",
    )
    assert counts(report)[:2] == (3, 3)
    assert report.notes == (
        "第 4 行“重复的表头”不是数据，已跳过",
        "第 6 行“合计”不是数据，已跳过",
        "第 7 行“注:截至十一月”不是数据，已跳过",
    )


def test_identical_rows_are_kept_once_and_counted(take: Take) -> None:
    report = take("departments", DEPARTMENTS + "D2,教务处,职能部门\n")
    assert counts(report) == (3, 2, 0, 0, 1, 0)
    assert report.notes == ("1 行与前面的行完全相同，只保留一行",)


def test_codes_that_were_numbers_once_are_codes_again(take: Take, members: None, college: College) -> None:
    assert take("students", students(["2026001.0", "李晓"], ["\uff12026002 ", "张三"])).rejected == 0
    assert stored(college, "students", "student_id") == [("2026001",), ("2026002",)]


def test_every_import_is_in_the_audit_trail(take: Take) -> None:
    report = take("departments", DEPARTMENTS)
    event = AuditEvent.objects.filter(action="datacentre.import").get()
    assert (event.by, event.subject) == ("he", f"batch:{report.batch}")
    assert event.details["state"] == "committed"


def test_a_name_with_wildcards_is_one_file(take: Take) -> None:
    """Browsers name a second download 部门[1].csv; nothing else in the folder may be read with it."""
    take("departments", DEPARTMENTS, name="部门2.csv", dry_run=True)
    report = take("departments", DEPARTMENTS.splitlines()[0] + "\nD9,团委,职能部门\n", name="部门*.csv")
    assert counts(report) == (1, 1, 0, 0, 0, 0)
    assert take("departments", DEPARTMENTS, name="部门[2].csv").read == 2


def test_names_that_look_like_formulas_stay_text(take: Take, college: College) -> None:
    take("departments", DEPARTMENTS.replace("教务处", "=1+1"))
    assert ("=1+1",) in stored(college, "departments", "name")


def test_repeated_and_empty_headers_come_back_in_the_rejected_workbook(take: Take) -> None:
    content = "部门编号,部门名称,部门类别,,备注,备注\nD1,甲,二级学院,1,2,3\nD2,乙,什么,1,2,3\n"
    report = take("departments", content)
    assert report.rejected_file is not None
    rows = CalamineWorkbook.from_path(report.rejected_file).get_sheet_by_index(0).to_python()
    assert rows[0] == ["部门编号", "部门名称", "部门类别", "第4列", "备注", "备注_2", "原行号", "原因"]
    assert rows[1][:6] == ["D2", "乙", "什么", "1", "2", "3"]
