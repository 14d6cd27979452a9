"""Who is looking: the signed-in user with the roles held today, read once a request."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from zhengai.accounts.administering import nearest_grant
from zhengai.accounts.models import Grant, User
from zhengai.accounts.queries import Reach, grants_of, reach, roles_of
from zhengai.accounts.rules import LOOKING, Permission, Role
from zhengai.college.models import College, Responsibility, Subject
from zhengai.college.queries import parts_of, subjects, today
from zhengai.core.keys import Among, Keys
from zhengai.framework.queries import shown_words


def _dated(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_OUTSIDE = {"reviewer", "province"}
# a subject of these levels is one person: always a small group
PERSONAL = ("teacher", "student")


class Held:
    """Subjects in a person's reach, as conditions take them: by key, or by level and code."""

    def __init__(self, rows: list[tuple[int, str, str]]) -> None:
        self.numbers = frozenset(number for number, _, _ in rows)
        self.keys = Keys([number for number, _, _ in rows])
        self.names = Keys([(level, code) for _, level, code in rows])


class Person:
    def __init__(self, user: User, college: College) -> None:
        self.user = user
        self.college = college
        self._held_by: dict[tuple[Reach, bool], Held] = {}
        self._there: dict[int, bool] = {}

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
        found = subjects(self.college)
        if self.sees_everything(permission):
            return found
        held = self.held(permission)
        return found.filter(Among("pk", keys=held.keys)) if held.keys else found.none()

    def held(self, permission: Permission) -> Held:
        """Those subjects, for somebody who does not see everything: gathered once a page, where two permissions reach
        equally far for both."""
        far = reach(self.user, self.grants, permission)
        kind = (far, permission in LOOKING)
        if kind not in self._held_by:
            self._held_by[kind] = Held(list(self._gathered(far, permission)))
        return self._held_by[kind]

    def reaches(self, permission: Permission, subject: int) -> bool:
        """Whether the subject with this key is among those."""
        if not self.sees_everything(permission):
            return subject in self.held(permission).numbers
        if subject not in self._there:
            self._there[subject] = subjects(self.college).filter(pk=subject).exists()
        return self._there[subject]

    def _gathered(self, far: Reach, permission: Permission) -> QuerySet[Any, tuple[int, str, str]]:
        """From short lists that each have an index: one condition with all of them side by side would be tried on every
        subject of the college."""
        everyone = Subject.objects.filter(college=self.college).order_by()
        keys: list[QuerySet[Any, Any]] = [everyone.none().values("pk")]
        if far.departments:
            departments = everyone.filter(level="department", code__in=far.departments).values("pk")
            keys += [departments, everyone.filter(department__in=departments).values("pk")]
        if far.person_number:
            own = everyone.filter(level__in=PERSONAL, code=far.person_number)
            keys.append(own.values("pk"))
        if far.person_number or far.subjects:
            held = self._answered(everyone, far)
            keys += [*held, *(part for each in held for part in self._below(each, permission))]
        within = subjects(self.college).filter(pk__in=keys[0].union(*keys[1:])).order_by()
        return within.values_list("pk", "level", "code")

    def _below(self, held: QuerySet[Any, Any], permission: Permission) -> list[QuerySet[Any, Any]]:
        """A programme's head looks at its students and teachers; acting for them, and reading their rows, is for
        themselves and the class adviser."""
        parts = parts_of(held)
        if permission in LOOKING:
            return [parts]
        return [parts.exclude(part__level__in=PERSONAL), parts.filter(whole__level="class")]

    def _answered(self, everyone: QuerySet[Subject], far: Reach) -> list[QuerySet[Any, Any]]:
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
