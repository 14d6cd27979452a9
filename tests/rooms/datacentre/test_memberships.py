"""Who belongs to whom follows what member tables refer to, and what a profile names."""

from collections.abc import Callable

from tests.rooms.datacentre.conftest import CLASSES, DEPARTMENTS, LI, PROGRAMMES, STUDENTS, TEACHERS
from zhengai.college.models import College, Membership
from zhengai.datacentre.members import renew_memberships, ties_of
from zhengai.datacentre.queries import catalogue
from zhengai.datacentre.report import BatchReport

Take = Callable[..., BatchReport]
COURSES = "课程编号,课程名称,开课部门\nK1,程序设计,D1\nK2,数据库,D1\n"
OFFERINGS = "教学班号,学期,课程,教师,专业,班级,计划学时,应评人数\n"


def held() -> set[str]:
    rows = Membership.objects.values_list("part__level", "part__code", "whole__level", "whole__code")
    return {f"{a}:{b} {c}:{d}" for a, b, c, d in rows}


def members(take: Take) -> None:
    for dataset, content in [
        ("departments", DEPARTMENTS), ("programmes", PROGRAMMES), ("teachers", TEACHERS), ("classes", CLASSES),
    ]:  # fmt: skip
        take(dataset, content)


def test_the_ties_of_the_foundation(college: College) -> None:
    found = {(tie.part, tie.whole, tie.dataset) for tie in ties_of(college, catalogue(college))}
    assert found == {
        ("student", "class", "students"), ("student", "programme", "students"), ("class", "programme", "classes"),
        ("teacher", "programme", "teachers"), ("course", "programme", "offerings"),
        ("teacher", "programme", "offerings"),
    }  # fmt: skip


def test_students_belong_to_class_and_programme(take: Take, college: College) -> None:
    members(take)
    take("students", STUDENTS + LI)
    assert held() == {"class:C1 programme:P1", "student:2026001 class:C1", "student:2026001 programme:P1"}


def test_the_order_of_files_does_not_matter(take: Take, college: College) -> None:
    take("students", STUDENTS + LI)
    assert held() == set()
    members(take)
    assert held() == {"class:C1 programme:P1", "student:2026001 class:C1", "student:2026001 programme:P1"}


def test_who_moves_belongs_to_the_new_class(take: Take, college: College) -> None:
    members(take)
    take("classes", "班级编号,班级名称,专业,年级,班主任工号\nC2,软件2602,P1,2026,T2\n")
    take("students", STUDENTS + LI)
    take("students", STUDENTS + LI.replace("C1", "C2"))
    assert "student:2026001 class:C2" in held()
    assert "student:2026001 class:C1" not in held()


def test_a_programme_has_the_courses_and_teachers_of_its_timetable(take: Take, college: College) -> None:
    members(take)
    take("courses", COURSES)
    take("offerings", OFFERINGS + "O1,2026-2027-1,K1,T1,P1,C1,64,40\nO2,2026-2027-1,K2,T2,,,64,40\n")
    assert {"course:K1 programme:P1", "teacher:T1 programme:P1"} <= held()
    assert "course:K2 programme:P1" not in held()
    assert "teacher:T2 programme:P1" not in held()


def test_all_can_be_renewed_at_once(take: Take, college: College) -> None:
    members(take)
    take("students", STUDENTS + LI)
    before = held()
    Membership.objects.all().delete()
    renew_memberships(college=college, catalogue=catalogue(college), by="he")
    assert held() == before
