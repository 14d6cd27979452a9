from datetime import date, timedelta
from typing import Any

from zhengai.accounts.actions import grant_role
from zhengai.accounts.models import User
from zhengai.accounts.queries import (
    NOWHERE,
    grants_of,
    holders,
    number_of,
    reach,
    roles_of,
)
from zhengai.accounts.rules import Permission

TERM = date(2026, 9, 1)


def give(user: User, role: str, **scope: Any) -> None:
    grant_role(user=user, role=role, college="C1", by="sec", **({"valid_from": TERM} | scope))


def reaches(user: User, permission: Permission, on: date = TERM) -> Any:
    return reach(user, grants_of(user, "C1", on), permission)


def test_a_role_holds_from_its_first_to_its_last_day(wang: User) -> None:
    last = TERM + timedelta(days=30)
    give(wang, "reviewer", valid_until=last)
    held = {
        day: [role.code for role in roles_of(grants_of(wang, "C1", day))]
        for day in (TERM - timedelta(days=1), TERM, last, last + timedelta(days=1))
    }
    assert list(held.values()) == [[], ["reviewer"], ["reviewer"], []]


def test_a_role_holds_in_its_college_only(wang: User) -> None:
    give(wang, "leader")
    assert [role.code for role in roles_of(grants_of(wang, "C1", TERM))] == ["leader"]
    assert roles_of(grants_of(wang, "C2", TERM)) == []


def test_two_grants_of_one_role_are_one_role(wang: User) -> None:
    give(wang, "course_leader", level="course", subject="C001")
    give(wang, "course_leader", level="course", subject="C002")
    assert [role.code for role in roles_of(grants_of(wang, "C1", TERM))] == ["course_leader"]
    assert reaches(wang, Permission.ALERT_VIEW).subjects == {("course", "C001"), ("course", "C002")}


def test_without_a_role_nothing_is_reached(wang: User) -> None:
    assert reaches(wang, Permission.ALERT_VIEW) == NOWHERE
    assert NOWHERE.empty


def test_a_role_of_the_college_reaches_everything(wang: User) -> None:
    give(wang, "quality_office")
    assert reaches(wang, Permission.INDICATOR_EDIT).everything


def test_a_teacher_reaches_the_own_number(wang: User) -> None:
    give(wang, "teacher")
    found = reaches(wang, Permission.INDICATOR_VIEW)
    assert (found.everything, found.person_number, found.empty) == (False, "T0004", False)


def test_a_permission_reaches_as_far_as_the_roles_that_hold_it(wang: User) -> None:
    """A reviewer reads all rows but answers nothing; the teacher answers, but only for the own number."""
    give(wang, "reviewer")
    give(wang, "teacher")
    assert reaches(wang, Permission.ALERT_VIEW).everything
    assert not reaches(wang, Permission.ALERT_ANSWER).everything


def test_a_faculty_reaches_its_department(wang: User) -> None:
    give(wang, "faculty", level="department", subject="D01")
    found = reaches(wang, Permission.ALERT_VIEW)
    assert found.departments == {"D01"}
    assert not found.everything


def test_those_who_hold_a_permission_are_found_by_their_numbers(wang: User) -> None:
    decide = Permission.EXEMPTION_DECIDE
    User.objects.filter(pk=wang.pk).update(person_number="T0004")
    grant_role(user=wang, role="leader", college="C1", valid_from=TERM, valid_until=TERM, by="sec")
    assert holders(decide, "C1", TERM) == ["T0004"]
    assert holders(decide, "C1", TERM + timedelta(days=1)) == []
    assert holders(decide, "C2", TERM) == []
    assert holders(Permission.AUDIT_VIEW, "C1", TERM) == []
    assert number_of(wang.username) == "T0004"
    assert number_of("nobody") == ""
    User.objects.filter(pk=wang.pk).update(is_active=False)
    assert holders(decide, "C1", TERM) == []


def test_a_department_has_its_own_deciders(wang: User) -> None:
    decide = Permission.GOAL_DECIDE
    User.objects.filter(pk=wang.pk).update(person_number="T0004")
    grant_role(
        user=wang, role="faculty", college="C1", level="department", subject="D01", valid_from=TERM, by="sec"
    )
    assert holders(decide, "C1", TERM, "D01") == ["T0004"]
    assert holders(decide, "C1", TERM, "D02") == []
    assert holders(decide, "C1", TERM) == []  # not for the whole college
