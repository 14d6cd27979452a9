"""Rights from posts: held with the post, from the day it is taken to the day it is left (ORG-18)."""

from datetime import date, timedelta

import pytest

from tests.web.school import NOW, School, build
from zhengai.accounts.models import Grant, User
from zhengai.college.actions import stand_on
from zhengai.college.models import Subject
from zhengai.framework.actions.post_rights import give_post_role
from zhengai.framework.actions.work import hold_post, leave_post
from zhengai.framework.models import Post, PostHolder
from zhengai.framework.rules.work import WorkRefused

DAY = NOW.date()


@pytest.fixture
def school(db: None) -> School:
    return build()


@pytest.fixture
def post(school: School) -> Post:
    department = Subject.objects.select_related("college").get(level="department", code="D01")
    return Post.objects.create(department=department, name="教学秘书")


def held(username: str) -> list[tuple[str, str, date, date | None]]:
    found = Grant.objects.filter(user__username=username).exclude(role="teacher").order_by("pk")
    return [(each.role, each.subject, each.valid_from, each.valid_until) for each in found]


def taken(post: Post, number: str = "T0004", by: str = "lin") -> PostHolder:
    return hold_post(post=post, person_number=number, person_name="王静", by=by)


def test_who_takes_a_post_has_its_role_in_its_department(post: Post) -> None:
    give_post_role(post=post, role="faculty", by="sec")
    post.refresh_from_db()
    taken(post)
    assert held("wang") == [("faculty", "D01", DAY, None)]


def test_it_ends_on_the_day_the_post_is_left(school: School, post: Post) -> None:
    give_post_role(post=post, role="faculty", by="sec")
    post.refresh_from_db()
    holder = taken(post)
    later = DAY + timedelta(days=9)
    stand_on(college=school.college, day=later, by="lin")
    leave_post(
        holder=PostHolder.objects.select_related("post__department__college").get(pk=holder.pk), by="lin"
    )
    assert held("wang") == [("faculty", "D01", DAY, later)]
    assert not PostHolder.objects.exists()


def test_another_role_of_the_post_is_another_role_of_its_holders(post: Post) -> None:
    taken(post)
    assert held("wang") == []  # the post has no role yet
    give_post_role(post=post, role="faculty", by="sec")
    assert held("wang") == [("faculty", "D01", DAY, None)]
    post.refresh_from_db()
    give_post_role(post=post, role="supervisor", by="sec")
    assert held("wang") == [("supervisor", "", DAY, None)]  # what began today never was
    post.refresh_from_db()
    give_post_role(post=post, role="", by="sec")
    assert held("wang") == []


def test_a_role_held_otherwise_is_left_alone(post: Post) -> None:
    """周岚 has the role by herself: leaving the post takes nothing from her."""
    give_post_role(post=post, role="faculty", by="sec")
    post.refresh_from_db()
    before = held("zhou")
    holder = taken(post, "T0001")
    assert (held("zhou"), holder.grant) == (before, None)
    leave_post(holder=holder, by="lin")
    assert held("zhou") == before


@pytest.mark.parametrize("role", ["security_admin", "reviewer", "class_adviser", "leader", "x"])
def test_roles_that_no_post_carries(post: Post, role: str) -> None:
    with pytest.raises(WorkRefused, match="按人授予"):
        give_post_role(post=post, role=role, by="sec")


def test_nobody_gives_rights_to_themselves_and_administrators_get_none(post: Post) -> None:
    give_post_role(post=post, role="supervisor", by="sec")
    post.refresh_from_db()
    with pytest.raises(WorkRefused, match="不能给自己授权"):
        taken(post, by="wang")
    User.objects.filter(username="sys").update(person_number="A0001")
    with pytest.raises(WorkRefused, match="三员分立"):
        taken(post, "A0001")
    assert not PostHolder.objects.exists()
