"""A small college with a dataset of every grain: the world of the spec and the generated tests."""

from datetime import date
from typing import Any

from tests.spec.tables import table
from zhengai_engine.model.level import Level
from zhengai_engine.model.period import Calendar, PeriodKind, Semester
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field, FieldType, TimeRule

COLLEGE = "SPEC0001"
LEVELS = [
    Level("college", "学校"),
    Level("department", "部门"),
    Level("programme", "专业"),
    Level("course", "课程"),
    Level("teacher", "教师"),
    Level("student", "学生"),
]
CALENDAR = Calendar(
    [
        Semester("2025-2026-1", date(2025, 9, 1), 18),
        Semester("2025-2026-2", date(2026, 3, 2), 18),
        Semester("2026-2027-1", date(2026, 8, 31), 18),
    ]
)
TYPES = {
    "text": FieldType.TEXT,
    "number": FieldType.NUMBER,
    "integer": FieldType.INTEGER,
    "date": FieldType.DATE,
    "boolean": FieldType.BOOLEAN,
}
BY_STUDENT = (("department", ("student", "programme", "department")),)


def _dataset(code: str, fields: str, **more: Any) -> Dataset:
    """Fields as words `code:type` or `code>dataset` for a reference; the first is the key."""
    read = []
    for word in fields.split():
        name, _, reference = word.partition(">")
        name, _, kind = name.partition(":")
        read.append(Field(name, name, TYPES[kind or "text"], references=reference or None))
    return Dataset(code, code, tuple(read), more.pop("key", (read[0].code,)), **more)


def _time(kind: PeriodKind, *fields: str) -> TimeRule:
    return TimeRule(kind, fields)


CATALOGUE = Catalogue(
    [
        _dataset("departments", "department", level="department"),
        _dataset("programmes", "programme department>departments", level="programme"),
        _dataset("courses", "course department>departments hours:number", level="course"),
        _dataset("teachers", "teacher department>departments double:boolean born:date", level="teacher"),
        _dataset("students", "student programme>programmes gender fee:number", level="student"),
        _dataset(
            "offerings",
            "offering course>courses teacher>teachers semester seats:integer",
            time=_time(PeriodKind.SEMESTER, "semester"),
            paths=(("department", ("course", "department")),),
        ),
        _dataset(
            "attendance",
            "student>students offering>offerings semester week:integer status",
            key=("student", "offering", "semester", "week"),
            time=_time(PeriodKind.WEEK, "semester", "week"),
            paths=BY_STUDENT,
        ),
        _dataset(
            "grades",
            "student>students offering>offerings semester score:number weight:number passed:boolean",
            key=("student", "offering", "semester"),
            time=_time(PeriodKind.SEMESTER, "semester"),
            paths=BY_STUDENT,
        ),
        _dataset(
            "registrations",
            "student>students semester state",
            key=("student", "semester"),
            time=_time(PeriodKind.SEMESTER, "semester"),
        ),
        _dataset(
            "incidents",
            "incident teacher>teachers day:date severity:number kind",
            time=_time(PeriodKind.DAY, "day"),
        ),
        _dataset("energy", "month kwh:number", time=_time(PeriodKind.MONTH, "month")),
        _dataset("premises", "year area:number books:number", time=_time(PeriodKind.ACADEMIC_YEAR, "year")),
        _dataset("finance", "year:integer amount:number", time=_time(PeriodKind.CALENDAR_YEAR, "year")),
    ],
    LEVELS,
)
PEOPLE = {
    "departments": """
        department
        d1
        d2
    """,
    "programmes": """
        programme | department
        p1        | d1
        p2        | d1
        p3        | d2
    """,
    "courses": """
        course | department | hours
        c1     | d1         | 32
        c2     | d2         | 64
    """,
    "teachers": """
        teacher | department | double | born
        t1      | d1         | 是     | 1980-05-01
        t2      | d2         | 否     | 1990-05-01
    """,
    "students": """
        student | programme | gender | fee
        s1      | p1        | 女     | 5000
        s2      | p1        | 男     | 6000
        s3      | p2        | 女     | -
        s4      | p3        | 男     | 5500
    """,
    "offerings": """
        offering | course | teacher | semester    | seats
        o1       | c1     | t1      | 2026-2027-1 | 40
        o2       | c2     | t2      | 2026-2027-1 | 30
        o3       | c1     | t2      | 2026-2027-1 | 20
    """,
}


def rows(never: tuple[str, ...] = (), **tables: str) -> dict[str, list[dict[str, Any]]]:
    """The people of the small college and the given tables; other tables are received and empty, those in
    `never` were never received. A column left out of a table is null."""
    texts = {code: tables.get(code, PEOPLE.get(code, "")) for code in CATALOGUE.datasets if code not in never}
    return {
        code: [
            {f.code: row.get(f.code) for f in CATALOGUE.dataset(code).fields} for row in _checked(code, text)
        ]
        for code, text in texts.items()
    }


def _checked(code: str, text: str) -> list[dict[str, Any]]:
    found = table(text)
    assert not found or set(found[0]) <= {f.code for f in CATALOGUE.dataset(code).fields}, (
        f"a column of {code}?"
    )
    return found
