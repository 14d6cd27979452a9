"""The data centre's college with a few lessons in it."""

import pytest

from tests.rooms.datacentre.conftest import (
    CLASSES,
    DEPARTMENTS,
    PROGRAMMES,
    TEACHERS,
    bring,
    college,
    members,
    students,
    take,
    write,
)
from tests.standing import declare
from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.indicators.actions import adopt, default_periods, evaluate
from zhengai_engine.model.period import Period

__all__ = ["CLASSES", "DEPARTMENTS", "PROGRAMMES", "TEACHERS", "college", "members", "take", "write"]

SEMESTER = "2026-2027-1"
COURSES = "课程编号,课程名称,开课部门,学分\nK1,网页设计,D1,4\nK2,大学英语,D1,4\n"
OFFERINGS = (
    "教学班号,学期,课程,教师,专业,班级,计划学时,应评人数\n"
    "O1,2026-2027-1,K1,T1,P1,C1,64,2\n"
    "O2,2026-2027-1,K2,T2,P1,C1,64,2\n"
)
LESSONS = "学期,周次,课次,教学班,学生,状态\n"


def lesson(week: int, offering: str, student: str, status: str, session: int = 1) -> str:
    return f"2026-2027-1,{week},{session},{offering},{student},{status}\n"


def teach(college: College) -> None:
    """Two students, two courses, one week: 李晓 misses one of her two lessons."""
    rows = [
        lesson(1, "O1", "2026001", "缺勤"),
        lesson(1, "O2", "2026001", "出勤"),
        lesson(1, "O1", "2026002", "出勤"),
        lesson(1, "O2", "2026002", "免修"),
    ]
    bring(college, ("students", students(["2026001", "李晓"], ["2026002", "许安"])), ("courses", COURSES))
    bring(college, ("offerings", OFFERINGS), ("attendance", LESSONS + "".join(rows)))
    adopt(college=college, by="lin")


def followed_periods(college: College) -> list[Period]:
    return [*default_periods(college), calendar_of(college).period(f"{SEMESTER}-W01")]


def evaluate_whole(college: College) -> None:
    evaluate(college=college, by="lin", periods=followed_periods(college))


declare("standing_taught", teach, on="standing_members")
declare("standing_evaluated", evaluate_whole, on="standing_taught")


@pytest.fixture
def taught(standing_college: College, standing_taught: None) -> College:
    """Two students, two courses, one week: 李晓 misses one of her two lessons."""
    return standing_college
