"""Who is looking: the signed-in user with the roles held today, read once a request."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from zhengai.accounts.administering import nearest_grant
from zhengai.accounts.models import Grant, User
from zhengai.accounts.queries import Reach, grants_of, reach, roles_of
from zhengai.accounts.rules import LOOKING, Permission, Role
from zhengai.college.models import College, Responsibility, Subject
from zhengai.college.queries import parts_of, subjects, today
from zhengai.framework.queries import shown_words


def _dated(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_OUTSIDE = {"reviewer", "province"}
# a subject of these levels is one person: always a small group
PERSONAL = ("teacher", "student")


class Person:
    def __init__(self, user: User, college: College) -> None:
        self.user = user
        self.college = college
        self._reached: dict[tuple[Reach, bool, int], bool] = {}

    @cached_property
    def grants(self) -> list[Grant]:
        return grants_of(self.user, self.college.code, today(self.college))

    @cached_property
    def roles(self) -> list[Role]:
        """By the names the college gives them."""
        return [replace(role, name=self.word(role.code)) for role in roles_of(self.grants)]

    def word(self, code: str) -> str:
        """A role or a page as the college calls it."""
        return shown_words(self.college)[code]

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(role.permissions for role in self.roles))

    @cached_property
    def why_without_role(self) -> str:
        """One sentence for somebody who holds no role today."""
        grant = nearest_grant(self.user, self.college.code, today(self.college))
        if grant is None:
            return "您的账户还没有角色。请联系学校的安全管理员为您授权。"
        name = self.word(grant.role)
        if grant.valid_from > today(self.college):
            return f"您的角色“{name}”从{_dated(grant.valid_from)}起可用，在那之前看不到业务数据。"
        assert grant.valid_until is not None  # else it would hold today
        return (
            f"您的角色“{name}”已于{_dated(grant.valid_until)}到期。需要继续时，请联系学校的安全管理员授权。"
        )

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @cached_property
    def is_outside(self) -> bool:
        """Nobody of the college: sees how it stands, never single persons or very small groups."""
        return bool(self.roles) and all(role.code in _OUTSIDE for role in self.roles)

    def sees_everything(self, permission: Permission) -> bool:
        return reach(self.user, self.grants, permission).everything

    def subjects(self, permission: Permission) -> QuerySet[Subject]:
        """The subjects of which this person may see what `permission` names."""
        return subjects(self.college).filter(self._within(permission))

    def reaches(self, permission: Permission, subject: int) -> bool:
        """Whether the subject with this key is among those; asked once where two permissions reach equally far."""
        far = reach(self.user, self.grants, permission)
        asked = (far, permission in LOOKING, subject)
        if asked not in self._reached:
            self._reached[asked] = self.subjects(permission).filter(pk=subject).exists()
        return self._reached[asked]

    def _within(self, permission: Permission) -> Q:
        """The keys of what is reached, gathered from short lists that each have an index: one condition with all of
        them side by side would be tried on every subject of the college, in every question of a page."""
        far = reach(self.user, self.grants, permission)
        if far.everything:
            return Q()
        everyone = Subject.objects.filter(college=self.college).order_by()
        keys: list[QuerySet[Any, Any]] = [everyone.none().values("pk")]
        if far.departments:
            departments = everyone.filter(level="department", code__in=far.departments).values("pk")
            keys += [departments, everyone.filter(department__in=departments).values("pk")]
        if far.person_number:
            own = everyone.filter(level__in=PERSONAL, code=far.person_number)
            keys.append(own.values("pk"))
        if far.person_number or far.subjects:
            held = self._held(everyone, far)
            keys += [*held, *(part for each in held for part in self._below(each, permission))]
        return Q(pk__in=keys[0].union(*keys[1:]))

    def _below(self, held: QuerySet[Any, Any], permission: Permission) -> list[QuerySet[Any, Any]]:
        """A programme's head looks at its students and teachers; acting for them, and reading their rows, is for
        themselves and the class adviser."""
        parts = parts_of(held)
        if permission in LOOKING:
            return [parts]
        return [parts.exclude(part__level__in=PERSONAL), parts.filter(whole__level="class")]

    def _held(self, everyone: QuerySet[Subject], far: Reach) -> list[QuerySet[Any, Any]]:
        """Keys of what the person answers for, and of what a role was given for by name."""
        by_level = defaultdict[str, list[str]](list)
        for level, code in sorted(far.subjects):
            if level != "department" or code not in far.departments:
                by_level[level].append(code)
        named = [
            everyone.filter(level=level, code__in=codes).values("pk") for level, codes in by_level.items()
        ]
        number = self.user.person_number
        answered = Responsibility.objects.filter(person_number=number).values("subject")
        return [*named, answered] if number else named
