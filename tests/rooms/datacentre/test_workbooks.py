"""Workbooks as offices keep them: titles, merged cells, hidden sheets, notes, every kind of cell."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from tests.rooms.datacentre.conftest import CLASSES, DEPARTMENTS, PROGRAMMES, STUDENTS, TEACHERS
from tests.rooms.datacentre.test_importing import stored
from zhengai.college.models import College
from zhengai.datacentre.actions import import_file
from zhengai.datacentre.report import BatchReport

Take = Callable[..., BatchReport]
NBSP, WIDE_SPACE = "\u00a0", "\u3000"


def wide(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if each.isascii() and each.isalnum() else each for each in text)


@pytest.fixture
def take_book(college: College, tmp_path: Path) -> Callable[..., BatchReport]:
    def _take(dataset: str, path: Path, **options: object) -> BatchReport:
        return import_file(college=college, dataset=dataset, path=path, by="he", **options)  # type: ignore[arg-type]

    return _take


def messy(path: Path) -> Path:
    """A title over all columns, a line about the export, a header in row 4 with a merged class column below."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet("填表说明").write(0, 0, "请填写学生名册")
        hidden = book.add_worksheet("旧名册")
        hidden.write_row(0, 0, STUDENTS.strip().split(","))
        hidden.write_row(1, 0, ["1999001", "旧", "C1", "P1", 2026, "在校", "普通高职"])
        hidden.hide()
        sheet = book.add_worksheet("名册")
        sheet.merge_range(0, 0, 0, 8, "青禾职业技术学院学生名册")
        sheet.write(1, 0, "导出时间:2026年11月20日")
        header = [
            "序号",
            " 学号*",
            "姓 名",
            "班级",
            "专业代码(必填)",
            "年级",
            "学籍状态",
            "学习形式",
            "出生日期",
        ]
        sheet.write_row(3, 0, header)
        rows: list[list[object]] = [
            [1, 2026001, "李晓 ", None, "P1", 2026, "在读", "全日制", datetime(2008, 5, 1)],  # noqa: DTZ001
            [2, "2026002", wide("A") + "明", None, "P1", "2026级", "在校", "普通高职", "2008年5月2日"],
            [3, wide("2026003"), WIDE_SPACE + "王五" + NBSP, None, "软件技术", "2026", "在校", "高职", 39571],
            [4, "0026004", "赵六", "C1", "P1", 2026.0, "在校", "统招", "二〇〇八年五月四日"],
        ]
        for number, row in enumerate(rows, 4):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value)
        sheet.merge_range(4, 3, 6, 3, "C1")
        sheet.write_row(9, 0, ["合计", "", 4])
        sheet.write(11, 0, "填表人:何川")
    return path


def test_a_real_life_workbook(
    take: Take, members: None, take_book: Callable[..., BatchReport], college: College, tmp_path: Path
) -> None:
    report = take_book("学生", messy(tmp_path / "名册.xlsx"))
    assert (report.problems, report.rejected, report.new) == ((), 0, 4)
    assert (report.sheet, report.header_row) == ("名册", 4)
    assert report.notes == (
        "没有用到的列：序号",
        "第 10 行“合计”不是数据，已跳过",
        "第 12 行“填表人:何川”不是数据，已跳过",
    )
    columns = "student_id, name, class, programme, enrol_year, status, kind, birth_date"
    assert stored(college, "students", columns) == [
        ("0026004", "赵六", "C1", "P1", 2026, "在校", "普通高职", date(2008, 5, 4)),
        ("2026001", "李晓", "C1", "P1", 2026, "在校", "普通高职", date(2008, 5, 1)),
        ("2026002", "A明", "C1", "P1", 2026, "在校", "普通高职", date(2008, 5, 2)),
        ("2026003", "王五", "C1", "P1", 2026, "在校", "普通高职", date(2008, 5, 3)),
    ]


def test_a_problem_points_at_the_row_of_the_sheet(
    take: Take, members: None, take_book: Callable[..., BatchReport], tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(2, 1, "学生名册")
        sheet.write_row(4, 1, STUDENTS.strip().split(","))
        sheet.write_row(5, 1, ["1", "李晓", "C1", "P1", 2026, "在校", "普通高职"])
        sheet.write_row(7, 1, ["2", "", "C1", "P1", 2026, "在校", "普通高职"])
    report = take_book("学生", tmp_path / "a.xlsx")
    assert report.header_row == 5
    assert [(p.row, p.column) for p in report.problems] == [(8, "姓名")]


def test_the_sheet_whose_header_fits_is_found_and_another_can_be_named(
    take_book: Callable[..., BatchReport], college: College, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "全部.xlsx") as book:
        tables = {"专业": PROGRAMMES, "部门": DEPARTMENTS, "教师": TEACHERS, "班级": CLASSES}
        for name, content in {**tables, "部门二": "部门编号,部门名称,部门类别\nD3,学工处,职能部门\n"}.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(content.splitlines()):
                sheet.write_row(number, 0, line.split(","))
    found = {each: take_book(each, tmp_path / "全部.xlsx").sheet for each in ["部门", "专业", "教师", "班级"]}
    assert found == {"部门": "部门", "专业": "专业", "教师": "教师", "班级": "班级"}
    report = take_book("部门", tmp_path / "全部.xlsx", sheet="部门二")
    assert (report.sheet, report.new, report.already) == ("部门二", 1, False)


def test_percent_thousands_and_yes_no(
    take: Take, take_book: Callable[..., BatchReport], college: College, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        percent = book.add_format({"num_format": "0%"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["基地编号", "基地名称", "面向专业", "接纳人数", "规模以上企业"])
        sheet.write_row(1, 0, ["B1", "甲厂", "P1", "1,200人", "√"])
        sheet.write_row(2, 0, ["B2", "乙厂", "P1", wide("12"), True])
        sheet.write_row(3, 0, ["B3", "丙厂", "P1", 12, "无"])
        sheet.write(3, 6, 0.5, percent)
    assert take_book("校外实习基地", tmp_path / "a.xlsx").new == 3
    assert stored(college, "bases", "base_id, capacity, large") == [
        ("B1", 1200, True),
        ("B2", 12, True),
        ("B3", 12, False),
    ]


def test_a_header_of_two_lines(
    take_book: Callable[..., BatchReport], college: College, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["部门编号", "基本信息", ""])
        sheet.write_row(1, 0, ["", "部门名称", "部门类别"])
        sheet.write_row(2, 0, ["D1", "信息学院", "二级学院"])
    report = take_book("部门", tmp_path / "a.xlsx")
    assert (report.header_row, report.new) == (2, 1)


def test_a_header_of_two_lines_with_merged_cells(
    take_book: Callable[..., BatchReport], college: College, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 0, "部门编号")
        sheet.merge_range(0, 1, 1, 1, "部门类别")
        sheet.merge_range(0, 2, 0, 3, "部门名称")
        sheet.write_row(1, 2, ["单位名称", "简称"])
        sheet.write_row(2, 0, ["D1", "二级学院", "信息学院", "信息"])
    report = take_book("部门", tmp_path / "a.xlsx")
    assert (report.header_row, report.new, report.rejected) == (2, 1, 0)
