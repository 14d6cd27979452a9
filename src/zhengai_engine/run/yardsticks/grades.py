"""The public yardstick: two million grades, fourteen measures and seven ratios at five levels.

12,000 students, 600 teachers, 900 courses, 60 programmes, 8 semesters: 2,278,248 values. Made by arithmetic on row
numbers, so that everybody who repeats it has the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from zhengai_engine.compile.plan import Request
from zhengai_engine.formulas import read_indicators
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.level import COLLEGE, Level
from zhengai_engine.model.period import Calendar, PeriodKind, Semester
from zhengai_engine.run.connection import Bounds, connected
from zhengai_engine.run.lake import Lake
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field, FieldType, TimeRule

LEVELS = ("student", "teacher", "course", "programme", COLLEGE)
SEMESTERS = tuple(f"{year}-{year + 1}-{half}" for year in range(2022, 2026) for half in (1, 2))
MEASURES = {
    "grades": "计数(成绩)",
    "score_sum": "求和(成绩.总评)",
    "score_mean": "平均(成绩.总评)",
    "score_max": "最大(成绩.总评)",
    "score_min": "最小(成绩.总评)",
    "usual_mean": "平均(成绩.平时)",
    "usual_max": "最大(成绩.平时)",
    "credits": "求和(成绩.学分)",
    "credits_earned": "求和(成绩.学分, 总评 >= 60)",
    "failed": "计数(成绩, 总评 < 60)",
    "excellent": "计数(成绩, 总评 >= 90)",
    "resits": "计数(成绩, 补考 = 是)",
    "resits_passed": "计数(成绩, 补考 = 是 且 总评 >= 60)",
    "absences": "求和(成绩.缺课)",
}
RATIOS = {
    "fail_rate": "计数(成绩, 总评 < 60) / 计数(成绩)",
    "excellent_rate": "计数(成绩, 总评 >= 90) / 计数(成绩)",
    "good_rate": "计数(成绩, 总评 >= 80) / 计数(成绩)",
    "resit_rate": "计数(成绩, 补考 = 是) / 计数(成绩)",
    "resit_pass_rate": "计数(成绩, 补考 = 是 且 总评 >= 60) / 计数(成绩, 补考 = 是)",
    "credit_rate": "求和(成绩.学分, 总评 >= 60) / 求和(成绩.学分)",
    "absence_per_credit": "求和(成绩.缺课) / 求和(成绩.学分)",
}


@dataclass(frozen=True)
class Size:
    rows: int = 2_000_000
    students: int = 12_000
    teachers: int = 600
    courses: int = 900
    programmes: int = 60


@dataclass(frozen=True)
class Yardstick:
    """The rows in a lake, and what is asked of them."""

    lake: Lake
    versions: dict[str, int]
    catalogue: Catalogue
    calendar: Calendar
    indicators: dict[str, Indicator]
    requests: Sequence[Request]
    size: Size

    def files(self, dataset: str) -> list[str]:
        return self.lake.files(dataset, self.versions[dataset])


def prepare(folder: Path, size: Size | None = None) -> Yardstick:
    """Writes the rows into a lake at `folder`."""
    size = size or Size()
    lake, catalogue = Lake(folder), _catalogue()
    with connected(Bounds()) as connection:
        for code, query in _rows(size).items():
            connection.execute(f"CREATE TEMP TABLE made AS {query}")
            lake.append(catalogue.dataset(code), connection, "made")
            connection.execute("DROP TABLE made")
    return opened(folder, size)


def opened(folder: Path, size: Size) -> Yardstick:
    """The same from rows that `prepare` has written."""
    lake, catalogue = Lake(folder), _catalogue()
    calendar = Calendar([Semester(code, _begins(code), 18) for code in SEMESTERS])
    periods = tuple(calendar.period(code) for code in SEMESTERS)
    indicators = read_indicators(
        [_item(code, formula) for code, formula in (MEASURES | RATIOS).items()], catalogue
    )
    requests = [Request(level, periods) for level in LEVELS]
    return Yardstick(lake, lake.versions(catalogue.datasets), catalogue, calendar, indicators, requests, size)


def _item(code: str, formula: str) -> dict[str, object]:
    return {
        "code": code,
        "name": f"量{code}",
        "kind": "number",
        "formula": formula,
        "levels": list(LEVELS),
        "periods": [PeriodKind.SEMESTER.value],
    }


def _begins(semester: str) -> date:
    first, second, half = semester.split("-")
    month = date(int(first), 9, 1) if half == "1" else date(int(second), 3, 1)
    return month + timedelta(days=-month.weekday() % 7)  # a semester begins on a Monday


def _catalogue() -> Catalogue:
    text, number = FieldType.TEXT, FieldType.NUMBER
    members = [
        Dataset(
            "programmes", "专业", (Field("programme", "专业号", text),), ("programme",), level="programme"
        ),
        Dataset("courses", "课程", (Field("course", "课程号", text),), ("course",), level="course"),
        Dataset("teachers", "教师", (Field("teacher", "工号", text),), ("teacher",), level="teacher"),
        Dataset(
            "students",
            "学生",
            (Field("student", "学号", text), Field("programme", "专业", text, references="programmes")),
            ("student",),
            level="student",
        ),
    ]
    grades = Dataset(
        "grades",
        "成绩",
        (
            Field("grade", "序号", FieldType.INTEGER),
            Field("semester", "学期", text),
            Field("student", "学生", text, references="students"),
            Field("teacher", "教师", text, references="teachers"),
            Field("course", "课程", text, references="courses"),
            Field("score", "总评", number),
            Field("usual", "平时", number),
            Field("credit", "学分", number),
            Field("absent", "缺课", number),
            Field("resit", "补考", FieldType.BOOLEAN),
        ),
        ("grade",),
        time=TimeRule(PeriodKind.SEMESTER, ("semester",)),
    )
    levels = [Level(code, code) for code in LEVELS]
    return Catalogue([*members, grades], levels)


def _rows(size: Size) -> dict[str, str]:
    """Every student has grades in every semester; scores lie between 30 and 100 and one in fifty is missing."""
    semesters = ", ".join(f"'{code}'" for code in SEMESTERS)
    return {  # numbers and codes of this file only, nothing from outside stands in these texts
        "programmes": f"SELECT 'P' || i AS programme FROM range({size.programmes}) t(i)",  # noqa: S608
        "courses": f"SELECT 'C' || i AS course FROM range({size.courses}) t(i)",  # noqa: S608
        "teachers": f"SELECT 'T' || i AS teacher FROM range({size.teachers}) t(i)",  # noqa: S608
        "students": f"SELECT 'S' || i AS student, 'P' || (i % {size.programmes}) AS programme "  # noqa: S608
        f"FROM range({size.students}) t(i)",
        "grades": f"""
            SELECT i AS grade,
                   list_extract([{semesters}], (i // {size.students}) % {len(SEMESTERS)} + 1) AS semester,
                   'S' || (i % {size.students}) AS student,
                   'T' || (hash(i, 1) % {size.teachers}) AS teacher,
                   'C' || (hash(i, 2) % {size.courses}) AS course,
                   CASE WHEN hash(i, 3) % 50 > 0 THEN 30.0 + (hash(i, 4) % 141) / 2.0 END AS score,
                   50.0 + hash(i, 5) % 51 AS usual,
                   1.0 + hash(i, 6) % 5 AS credit,
                   0.0 + hash(i, 7) % 4 AS absent,
                   hash(i, 8) % 12 = 0 AS resit
            FROM range({size.rows}) t(i)""",  # noqa: S608
    }
