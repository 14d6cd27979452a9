"""What is planted in the sample: exactly these alerts are to be found, and the coincidences are not."""

from dataclasses import dataclass
from enum import StrEnum

from zhengai.sample import cast
from zhengai.sample.codes import flu_course, rising_course
from zhengai.sample.identity import COLLEGE_CODE, LAST_SPRING, NOW
from zhengai.sample.world import World


class Expected(StrEnum):
    """What the college's rules are to make of it."""

    LIMIT = "limit"  # an alert, because a limit is passed
    NO_DATA = "no_data"  # an alert, because data stopped coming
    NOTHING = "nothing"  # no alert


@dataclass(frozen=True)
class Truth:
    """`rule` and `grade` name the control point of the foundation pack that finds it; `value` is the planted figure
    of `indicator` in `period` as a fraction (评教: points), within `tolerance`."""

    code: str
    sentence: str
    indicator: str
    rule: str
    level: str
    subject: str
    period: str
    expected: Expected
    grade: str = ""
    value: float | None = None
    tolerance: float = 0.0


def truths(world: World) -> tuple[Truth, ...]:
    """The codes of subjects depend on the sample's size, the story does not."""
    teacher = next(t for t in world.teachers if t.name == cast.CHANGED_TEACHER)
    absent = world.class_of(*cast.ABSENT_CLASS).students[cast.ABSENT_STUDENT_SEAT]
    week = f"{NOW}-W12"
    return (
        Truth(
            "T1",
            "一门课从本学期第6周起缺课逐周上升，第12周到20%；专业、部门和全校仍在界线以内。",
            "absence_rate_4_weeks",
            "course_absence",
            "course",
            rising_course(world.size),
            week,
            Expected.LIMIT,
            "severe",
            0.17,
            0.015,
        ),
        Truth(
            "T2",
            "一个专业的毕业去向落实率从90%降到约65%，所在学院和全校仍达标。",
            "employment_rate",
            "programme_employment",
            "programme",
            cast.FALLING_PROGRAMME,
            "2025-2026",
            Expected.LIMIT,
            "severe",
            0.65,
            0.015,
        ),
        Truth(
            "T3",
            "一位教师换课以后学生评教从90分降到70分，她接的那门课整体仍在界线以内。",
            "evaluation_score",
            "teacher_evaluation",
            "teacher",
            teacher.code,
            LAST_SPRING,
            Expected.LIMIT,
            "severe",
            70.0,
            0.5,
        ),
        Truth(
            "T4",
            "一名学生从本学期第8周起再没有来上课；班级和专业看不出来。",
            "absence_rate_4_weeks",
            "student_absence",
            "student",
            absent.code,
            week,
            Expected.LIMIT,
            "severe",
            1.0,
        ),
        Truth(
            "T5",
            "实训室使用数据在本学期第8周以后不再送来，没有数据不等于达标。",
            "room_utilisation",
            "room_utilisation_week",
            "college",
            COLLEGE_CODE,
            week,
            Expected.NO_DATA,
        ),
        Truth(
            "T6a",
            "四个人的选修课有一周缺了两人，50%只是巧合：人数太少，不能下结论。",
            "absence_rate",
            "course_absence",
            "course",
            cast.ELECTIVE_CODE,
            week,
            Expected.NOTHING,
            value=0.5,
        ),
        Truth(
            "T6b",
            "一门课在第9周流感时缺课约16%，第10周就恢复，不是课程的问题。",
            "absence_rate",
            "course_absence",
            "course",
            flu_course(),
            f"{NOW}-W{cast.FLU_WEEK:02d}",
            Expected.NOTHING,
            value=0.16,
            tolerance=0.03,
        ),
    )
