"""A college with the foundation pack, a home of its own, and a few files to import."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.standing import declare
from zhengai.college.actions import create_college, set_calendar
from zhengai.college.models import College
from zhengai.datacentre.actions import import_file
from zhengai.datacentre.report import BatchReport
from zhengai.framework.actions import install

DEPARTMENTS = "部门编号,部门名称,部门类别\nD1,信息工程学院,二级学院\nD2,教务处,职能部门\n"
PROGRAMMES = "专业编号,专业名称,所属部门\nP1,软件技术,D1\n"
TEACHERS = "教师工号,姓名,所属部门,类别,专业课教师,双师\nT1,吴桐,D1,专任,是,是\nT2,郑怡,D1,专任,是,否\n"
CLASSES = "班级编号,班级名称,专业,年级,班主任工号\nC1,软件2601,P1,2026,T2\n"
STUDENTS = "学号,姓名,班级,专业,入学年份,学籍状态,学习形式\n"
LI = "2026001,李晓,C1,P1,2026,在校,普通高职\n"


def found_college() -> College:
    made = create_college(code="S1", name="青禾(示例)", category="综合", by="he", as_of=date(2026, 11, 20))
    semesters = [("2025-2026-2", date(2026, 3, 2), 18), ("2026-2027-1", date(2026, 8, 31), 18)]
    set_calendar(college=made, semesters=semesters, by="he")
    install(college=made, pack="foundation", by="he")
    return made


def add_members(college: College) -> None:
    """Departments, a programme, two teachers and a class, imported in the usual order."""
    bring(college, ("departments", DEPARTMENTS), ("programmes", PROGRAMMES))
    bring(college, ("teachers", TEACHERS), ("classes", CLASSES))


def bring(college: College, *tables: tuple[str, str]) -> None:
    """Imports text as CSV files, in which every row is right."""
    with TemporaryDirectory() as folder:
        for dataset, content in tables:
            path = Path(folder) / "a.csv"
            path.write_text(content, encoding="utf-8")
            report = import_file(college=college, dataset=dataset, path=path, by="he")
            assert (report.rejected, report.notes) == (0, ()), report


declare("standing_college", found_college)
declare("standing_members", add_members, on="standing_college")


@pytest.fixture
def college(standing_college: College) -> College:
    return standing_college


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a text file and returns its path."""

    def _write(name: str, content: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return path

    return _write


@pytest.fixture
def take(college: College, write: Callable[..., Path]) -> Callable[..., BatchReport]:
    """Imports text as a CSV file."""

    def _take(dataset: str, content: str, name: str = "a.csv", **options: object) -> BatchReport:
        path = write(name, content)
        return import_file(college=college, dataset=dataset, path=path, by="he", **options)  # type: ignore[arg-type]

    return _take


@pytest.fixture
def members(standing_members: None) -> None:
    """Departments, a programme, two teachers and a class."""


def students(*rows: Sequence[str]) -> str:
    """A file of students; each row is number, name and any further columns that differ from 李晓's."""
    return STUDENTS + "".join(",".join([*row, *LI.strip().split(",")[len(row) :]]) + "\n" for row in rows)
