"""Rows that are wrong: each with its row, column, value and reason; the good ones come in, the bad ones are kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.rooms.datacentre.conftest import LI, STUDENTS, students
from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai.datacentre.models import Batch
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BatchState

Take = Callable[..., BatchReport]
OFFERINGS = "教学班号,学期,课程,教师,计划学时,应评人数\n"
OFFERING = "K1,2026-2027-1,X1,T1,48,40\n"
USAGE = "学期,周次,实训室,使用学时,可用学时\n"
GOOD = "".join(f"202600{n},张三,C1,P1,2026,在校,普通高职\n" for n in range(2, 9))


def sentences(report: BatchReport) -> list[str]:
    return [problem.sentence for problem in report.problems]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",李晓,C1,P1,2026,在校,普通高职", "第 2 行“学号”主键不能为空，无法识别这一行"),
        ("2026001,,C1,P1,2026,在校,普通高职", "第 2 行“姓名”不能为空"),
        ("2026001, - ,C1,P1,2026,在校,普通高职", "第 2 行“姓名”写的是“ - ”，不能为空"),
        ("2026001,李晓,C9,P1,2026,在校,普通高职", "第 2 行“班级”写的是“C9”，在“班级”里找不到"),
        ("2026001,李晓,C1,P1,二六,在校,普通高职", "第 2 行“入学年份”写的是“二六”，不是整数"),
        ("2026001,李晓,C1,P1,1999,在校,普通高职", "第 2 行“入学年份”写的是“1999”，小于最小值 2000"),
        (
            "2026001,李晓,C1,P1,2026,在校生,普通高职",
            "第 2 行“学籍状态”写的是“在校生”，不在可选值中(可选：在校、休学、退学、毕业)",
        ),
        (
            "2.026001E+06,李晓,C1,P1,2026,在校,普通高职",
            "第 2 行“学号”写的是“2.026001E+06”，是科学计数法，原来的编号已经丢失，请在表格里把这一列设为文本后重新填写",
        ),
        ("9" * 81 + ",李晓,C1,P1,2026,在校,普通高职", f"第 2 行“学号”写的是“{'9' * 81}”，太长，最多 80 个字"),
    ],
)
def test_one_bad_cell(take: Take, members: None, row: str, sentence: str) -> None:
    report = take("students", STUDENTS + row + "\n" + GOOD)
    assert sentences(report) == [sentence]
    assert (report.state, report.new, report.rejected) == (BatchState.COMMITTED, 7, 1)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-02-30", "写的是“2026-02-30”，这一天不存在"),
        ("去年", "写的是“去年”，不是日期，请写成 2026-09-01 的样子"),
        ("3026-01-01", "写的是“3026-01-01”，年份不在 1900 到 2100 之间"),
    ],
)
def test_impossible_dates(take: Take, members: None, day: str, reason: str) -> None:
    rows = "".join(line + "\n" for line in (LI + GOOD).splitlines())
    dated = rows.replace("普通高职\n", "普通高职,2008-01-01\n").replace("2008-01-01", day, 1)
    report = take("students", STUDENTS.strip() + ",出生日期\n" + dated)
    assert sentences(report) == [f"第 2 行“出生日期”{reason}"]


def test_two_students_with_one_number(take: Take, members: None) -> None:
    report = take("students", students(["2026001", "李晓"], ["2026001", "王静"]) + GOOD)
    assert sentences(report) == [
        "第 3 行“学号”写的是“2026001”，学号与第 2 行相同而内容不同(姓名“李晓”与“王静”)"
    ]
    assert report.new == 8


def test_a_first_row_that_is_bad_does_not_push_out_the_second(take: Take, members: None) -> None:
    report = take("students", students(["2026001", ""], ["2026001", "李晓"]) + GOOD)
    assert sentences(report) == ["第 2 行“姓名”不能为空"]
    assert report.new == 8


def test_several_problems_in_one_row_in_the_order_of_the_columns(take: Take, members: None) -> None:
    report = take("students", STUDENTS + "2026001,,C9,P1,1999,在校,普通高职\n" + GOOD)
    assert [(p.row, p.column) for p in report.problems] == [(2, "姓名"), (2, "班级"), (2, "入学年份")]
    assert report.rejected == 1


@pytest.mark.parametrize(
    ("semester", "week", "sentence"),
    [
        (
            "2031-2032-1",
            "1",
            "第 2 行“周次”写的是“1”，本校校历里没有学期 2031-2032-1(校历：2025-2026-2、2026-2027-1)",
        ),
        ("2026-2027-1", "19", "第 2 行“周次”写的是“19”，学期 2026-2027-1 只有 18 个教学周"),
        ("2026", "1", "第 2 行“学期”写的是“2026”，不是学期，请写成 2026-2027-1 的样子"),
        ("2026-2027-1", "第x周", "第 2 行“周次”写的是“第x周”，不是周次，请写成 6 或 第6周"),
    ],
)
def test_periods_that_do_not_exist(take: Take, semester: str, week: str, sentence: str) -> None:
    report = take("room_usage", USAGE + f"{semester},{week},R1,1,2\n2026秋,第六周,R1,1,2\n")
    assert sentences(report) == [sentence]
    assert report.new == 1


def test_a_semester_that_does_not_exist(take: Take) -> None:
    report = take(
        "offerings", OFFERINGS + OFFERING + OFFERING.replace("K1", "K2").replace("2026-2027-1", "20311")
    )
    assert sentences(report) == [
        "第 3 行“学期”写的是“20311”，本校校历里没有学期 2031-2032-1(校历：2025-2026-2、2026-2027-1)"
    ]


def test_more_than_half_bad_refuses_the_file(take: Take, members: None, college: College) -> None:
    report = take("students", students(["2026001", ""], ["2026002", ""], ["2026003", "张三"]))
    assert report.state is BatchState.REFUSED
    assert report.message == (
        "3 行中有 2 行有问题，超过一半，整个文件退回，没有写入任何数据；请先核对文件和列的对应"
    )
    assert "students" not in queries.data_versions(college)
    assert report.rejected_file is not None
    assert report.new == 0


def test_half_bad_is_tolerated(take: Take, members: None) -> None:
    assert take("students", students(["2026001", ""], ["2026002", "张三"])).state is BatchState.COMMITTED


def test_strict_refuses_for_one_bad_row(take: Take, members: None, college: College) -> None:
    report = take("students", STUDENTS + LI.replace("李晓", "") + GOOD, strict=True)
    assert report.state is BatchState.REFUSED
    assert report.message == "8 行中有 1 行有问题，严格模式下整个文件退回，没有写入任何数据"
    assert "students" not in queries.data_versions(college)


def test_rejected_rows_come_back_as_a_workbook_with_reasons(take: Take, members: None) -> None:
    report = take("students", STUDENTS + "2026001,,C9,P1,2026,在校,普通高职\n" + GOOD)
    assert report.rejected_file is not None
    rows = CalamineWorkbook.from_path(report.rejected_file).get_sheet_by_name("退回的行").to_python()
    assert rows == [
        [*STUDENTS.strip().split(","), "原行号", "原因"],
        ["2026001", "", "C9", "P1", "2026", "在校", "普通高职", 2, "“班级”在“班级”里找不到；“姓名”不能为空"],
    ]
    work = Path(report.rejected_file).parent
    assert sorted(each.name for each in work.iterdir()) == [
        "problems.json",
        "rejected.xlsx",
        "rejected_rows.parquet",
    ]


def test_corrected_rejected_rows_can_be_sent_back_as_they_are(
    take: Take, members: None, college: College, tmp_path: Path
) -> None:
    first = take("students", STUDENTS + LI.replace("C1", "C9") + GOOD)
    take("classes", "班级编号,班级名称,专业,年级\nC9,软件2609,P1,2026\n")
    assert first.rejected_file is not None
    rows = CalamineWorkbook.from_path(first.rejected_file).get_sheet_by_index(0).to_python()
    content = "\n".join(",".join(str(cell) for cell in row) for row in rows).replace(
        "“班级”在“班级”里找不到", ""
    )
    report = take("students", content + "\n")
    assert (report.new, report.rejected) == (1, 0)
    assert report.notes == ("没有用到的列：原行号、原因",)


def test_a_file_sent_again_brings_in_only_what_was_rejected(
    take: Take, members: None, college: College
) -> None:
    content = STUDENTS + LI.replace("C1", "C9") + GOOD
    take("students", content)
    take("students", STUDENTS + GOOD.replace("2026002,张三", "2026002,张三丰"))
    assert take("students", content).already
    take("classes", "班级编号,班级名称,专业,年级\nC9,软件2609,P1,2026\n")
    report = take("students", content)
    assert (report.already, report.new, report.changed, report.unchanged) == (False, 1, 0, 7)
    assert take("students", content).already
    assert Batch.objects.filter(dataset="students").count() == 3


def test_references_are_measured(take: Take, members: None) -> None:
    report = take("students", STUDENTS + LI.replace("C1", "C9") + GOOD)
    assert report.quality["accurate"] == pytest.approx(7 / 8)
    assert report.quality["true"] == pytest.approx(15 / 16)
    assert report.quality["complete"] == 0.0
