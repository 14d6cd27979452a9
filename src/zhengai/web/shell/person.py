"""Who is looking: the signed-in user with the roles held today, read once a request."""

from functools import cached_property

from django.db.models import Q, QuerySet

from zhengai.accounts.models import Grant, User
from zhengai.accounts.queries import grants_of, reach
from zhengai.accounts.rules import LOOKING, ROLES, Permission, Role
from zhengai.college.models import College, Responsibility, Subject
from zhengai.college.queries import parts_of, subjects, today

_OUTSIDE = {"reviewer", "province"}


class Person:
    def __init__(self, user: User, college: College) -> None:
        self.user = user
        self.college = college

    @cached_property
    def grants(self) -> list[Grant]:
        return grants_of(self.user, self.college.code, today(self.college))

    @cached_property
    def roles(self) -> list[Role]:
        return [ROLES[code] for code in dict.fromkeys(grant.role for grant in self.grants)]

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(role.permissions for role in self.roles))

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

    def _within(self, permission: Permission) -> Q:
        far = reach(self.user, self.grants, permission)
        if far.everything:
            return Q()
        within = Q(pk__in=[])
        if far.departments:
            within |= Q(department__code__in=far.departments) | Q(
                level="department", code__in=far.departments
            )
        if far.person_number:
            within |= Q(level__in=("teacher", "student"), code=far.person_number)
        if far.person_number or far.subjects:
            held = self._answered_for()
            for level, code in sorted(far.subjects):
                held |= Q(level=level, code=code)
            wholes = Subject.objects.filter(held, college=self.college)
            if permission not in LOOKING:
                # a programme's head looks at its students; acting for them is their class adviser's
                wholes = wholes.filter(level="class")
            within |= held | Q(pk__in=parts_of(wholes))
        return within

    def _answered_for(self) -> Q:
        number = self.user.person_number
        held = Responsibility.objects.filter(subject__college=self.college, person_number=number)
        return Q(pk__in=held.values("subject")) if number else Q(pk__in=[])
