"""The sample college before anything happened: organisation, people, courses and who teaches what to whom."""

from dataclasses import dataclass, field

from zhengai.sample.identity import LAST_AUTUMN, LAST_SPRING, NOW, Size

COHORTS = (2024, 2025, 2026)
# cohort → its semester of study (1…5) in each semester of the calendar
STUDY: dict[str, dict[int, int]] = {
    LAST_AUTUMN: {2024: 3, 2025: 1},
    LAST_SPRING: {2024: 4, 2025: 2},
    NOW: {2024: 5, 2025: 3, 2026: 1},
}


@dataclass
class Department:
    code: str
    name: str
    head: str = ""


@dataclass
class Programme:
    code: str
    name: str
    department: Department
    group: int
    leader: str = ""


@dataclass
class Course:
    code: str
    name: str
    department: Department
    nature: str
    credits: int
    leader: str = ""


@dataclass
class Teacher:
    code: str
    name: str
    department: Department
    programme: Programme | None
    kind: str


@dataclass
class Student:
    code: str
    name: str
    kind: str = "普通高职"
    status: str = "在校"


@dataclass
class Class:
    code: str
    name: str
    programme: Programme
    cohort: int
    adviser: str = ""
    students: list[Student] = field(default_factory=list)


@dataclass
class Offering:
    """`students` is the class's list, or a part of it for an elective."""

    code: str
    semester: str
    course: Course
    teacher: Teacher
    class_: Class
    students: list[Student]
    lessons: int


@dataclass
class World:
    size: Size
    departments: list[Department] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    teachers: list[Teacher] = field(default_factory=list)
    offerings: list[Offering] = field(default_factory=list)
    on_leave: list[tuple[Class, Student]] = field(default_factory=list)  # in the register, in no course

    def programme(self, code: str) -> Programme:
        return next(each for each in self.programmes if each.code == code)

    def class_of(self, programme: str, cohort: int) -> Class:
        return next(c for c in self.classes if c.programme.code == programme and c.cohort == cohort)

    def teachers_of(self, programme: Programme) -> list[Teacher]:
        return [t for t in self.teachers if t.programme is programme]

    def students(self) -> list[tuple[Class, Student]]:
        return [(each, student) for each in self.classes for student in each.students]


def share_out(total: int, parts: int) -> list[int]:
    """`total` in `parts` whole numbers that differ by one at most."""
    return [total // parts + (1 if i < total % parts else 0) for i in range(parts)]


def spread(total: int, chosen: int) -> list[bool]:
    """`chosen` of `total`, evenly spaced."""
    return [(i + 1) * chosen // total > i * chosen // total for i in range(total)]
