"""How courses and offerings are numbered, and which of them the story is about."""

from zhengai.sample import cast
from zhengai.sample.identity import Size


def own_course(department: str, group: int, number: int) -> str:
    return f"KC{department[1:]}{group + 1:02d}{number + 1:02d}"


def offering_code(semester: str, course: str, number: int) -> str:
    return f"{semester[2:4]}{semester[-1]}-{course}-{number:03d}"


def rising_course(size: Size) -> str:
    """The course of 信息工程学院 whose absence rises."""
    return own_course("D02", 0, size.own_courses * (cast.RISING_COURSE_STUDY - 1))


def flu_course() -> str:
    department, number = cast.FLU_GROUP
    return own_course(department, 0, number)
