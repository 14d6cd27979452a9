"""Six students, two classes, a few weeks of attendance and one year of grades: small enough to count by hand."""

from datetime import date
from typing import Any

from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Comparison,
    ComparisonOperator,
    Expression,
    FieldRef,
    Literal,
    Type,
)
from zhengai_engine.model.indicator import Indicator, IndicatorKind
from zhengai_engine.model.level import Level
from zhengai_engine.model.period import Calendar, PeriodKind, Semester
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field, FieldType, TimeRule

TEXT, INTEGER, NUMBER = FieldType.TEXT, FieldType.INTEGER, FieldType.NUMBER
COLLEGE = "C1"
AUTUMN, SPRING, YEAR = "2025-2026-1", "2025-2026-2", "2025-2026"

CATALOGUE = Catalogue(
    [
        Dataset(
            code="classes", name="班级", key=("id",), level="class",
            fields=(Field("id", "班级编号", TEXT), Field("programme", "专业", TEXT)),
        ),
        Dataset(
            code="students", name="学生", key=("id",), level="student",
            fields=(
                Field("id", "学号", TEXT),
                Field("class", "班级", TEXT, references="classes"),
                Field("gender", "性别", TEXT),
            ),
        ),
        Dataset(
            code="attendance", name="考勤", key=("number",), time=TimeRule(PeriodKind.WEEK, ("semester", "week")),
            fields=(
                Field("number", "编号", TEXT),
                Field("student", "学号", TEXT, references="students"),
                Field("semester", "学期", TEXT),
                Field("week", "周次", INTEGER),
                Field("status", "状态", TEXT),
                Field("minutes", "迟到分钟", INTEGER),
            ),
        ),
        Dataset(
            code="grades", name="成绩", key=("student", "semester"),
            time=TimeRule(PeriodKind.SEMESTER, ("semester",)),
            fields=(
                Field("student", "学号", TEXT, references="students"),
                Field("semester", "学期", TEXT),
                Field("score", "总评", NUMBER),
            ),
        ),
        Dataset(
            code="visits", name="走访", key=("number",), time=TimeRule(PeriodKind.DAY, ("day",)),
            fields=(Field("number", "编号", TEXT), Field("day", "日期", FieldType.DATE)),
        ),
    ],
    [Level("student", "学生"), Level("class", "班级"), Level("college", "学校")],
)  # fmt: skip
CALENDAR = Calendar([Semester(AUTUMN, date(2025, 9, 1), 18), Semester(SPRING, date(2026, 3, 2), 18)])


def _attended(number: int, student: str, week: int, status: str, semester: str = AUTUMN) -> dict[str, Any]:
    minutes = number if status == "迟到" else None
    place = {"number": f"n{number:02d}", "student": student, "semester": semester, "week": week}
    return place | {"status": status, "minutes": minutes}


ROWS: dict[str, list[dict[str, Any]]] = {
    "classes": [{"id": "k1", "programme": "p1"}, {"id": "k2", "programme": "p1"}],
    "students": [
        {"id": "s1", "class": "k1", "gender": "男"},
        {"id": "s2", "class": "k1", "gender": "女"},
        {"id": "s3", "class": "k2", "gender": "女"},
        {"id": "s4", "class": None, "gender": None},
    ],
    "attendance": [
        _attended(1, "s1", 1, "缺勤"),
        _attended(2, "s1", 1, "到课"),
        _attended(3, "s1", 2, "到课"),
        _attended(4, "s2", 1, "到课"),
        _attended(5, "s2", 2, "缺勤"),
        _attended(6, "s3", 1, "免修"),
        _attended(7, "s4", 1, "迟到"),
        _attended(8, "s9", 1, "缺勤"),  # a student nobody knows
        _attended(9, "s1", 1, "缺勤", SPRING),
    ],
    "grades": [
        {"student": "s1", "semester": AUTUMN, "score": 80.0},
        {"student": "s2", "semester": AUTUMN, "score": 50.0},
        {"student": "s3", "semester": AUTUMN, "score": None},
        {"student": "s1", "semester": SPRING, "score": 90.0},
    ],
}

ALL_LEVELS = ("student", "class", "college")
ALL_KINDS = (PeriodKind.SEMESTER, PeriodKind.WEEK, PeriodKind.ACADEMIC_YEAR)


def words(value: str) -> Literal:
    return Literal(value, Type.TEXT)


def number(value: float) -> Literal:
    return Literal(float(value), Type.NUMBER)


def attended(operator: ComparisonOperator, status: str) -> Aggregate:
    condition = Comparison(operator, FieldRef(("status",)), words(status))
    return Aggregate(AggregateFunction.COUNT, "attendance", None, condition)


def scores(function: AggregateFunction, condition: Expression | None = None) -> Aggregate:
    return Aggregate(function, "grades", FieldRef(("score",)), condition)


ABSENT = attended(ComparisonOperator.EQUAL, "缺勤")
EXPECTED = attended(ComparisonOperator.NOT_EQUAL, "免修")
ABSENCE_RATE = Arithmetic(ArithmeticOperator.DIVIDE, ABSENT, EXPECTED)


def indicator(code: str, expression: Expression, **details: Any) -> Indicator:
    settings: dict[str, Any] = {"levels": ALL_LEVELS, "periods": ALL_KINDS} | details
    return Indicator(code, code, IndicatorKind.NUMBER, expression, "", **settings)


def by_code(*indicators: Indicator) -> dict[str, Indicator]:
    return {each.code: each for each in indicators}
