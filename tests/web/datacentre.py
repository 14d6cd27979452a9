"""The lake behind the school of tests: members, two classes taught by two teachers, and files to import."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.school import School
from zhengai.college.models import College
from zhengai.datacentre.actions import import_file

MEMBERS = {
    "departments": "部门编号,部门名称,部门类别\nD01,医学院,二级学院\nD02,信息工程学院,二级学院\n",
    "programmes": "专业编号,专业名称,所属部门\nP001,护理,D01\n",
    "teachers": "教师工号,姓名,所属部门,类别,专业课教师,双师\nT0003,郑怡,D01,专任,是,是\nT0004,王静,D01,专任,是,是\n"
    "T0009,他人,D02,专任,是,否\n",
    "classes": "班级编号,班级名称,专业,年级,班主任工号\nB001,护理2501,P001,2025,T0009\n",
    "courses": "课程编号,课程名称,开课部门,课程类型,学时,学分,课程负责人\nC001,护理学基础,D01,理实一体,64,4,T0003\n",
    "students": "学号,姓名,班级,专业,入学年份,学籍状态,学习形式\nS0001,李晓,B001,P001,2025,在校,普通高职\n"
    "S0002,同学,B001,P001,2025,在校,普通高职\n",
    "offerings": "教学班号,学期,课程,教师,专业,班级,计划学时,应评人数\nO1,2026-2027-1,C001,T0004,P001,B001,64,2\n"
    "O2,2026-2027-1,C001,T0009,P001,B001,64,2\n",
}
HEAD = "学期,周次,课次,教学班,学生,状态\n"
ROWS = HEAD + "2026-2027-1,12,1,O1,S0001,缺勤\n2026-2027-1,12,1,O1,S0002,出勤\n"


def fill(college: College, folder: Path) -> None:
    for dataset, text in MEMBERS.items():
        path = folder / f"{dataset}.csv"
        path.write_text(text, encoding="utf-8")
        report = import_file(college=college, dataset=dataset, path=path, by="he")
        assert (report.rejected, report.refused) == (0, False), (dataset, report.problems, report.message)


def fill_school(school: School) -> None:
    with TemporaryDirectory() as folder:
        fill(school.college, Path(folder))


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def cells(text: str) -> list[list[object]]:
    return [list(line.split(",")) for line in text.splitlines()]


def send(client: Client, content: str | bytes, name: str = "考勤.csv", dataset: str = "attendance") -> str:
    """Step one; returns the address of the upload's page."""
    data = content.encode() if isinstance(content, str) else content
    response = client.post("/data/import/", {"dataset": dataset, "file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["Location"])
