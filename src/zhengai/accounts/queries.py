"""Questions about people: which roles they hold today, what they may do, and how far that reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from zhengai.accounts.models import Grant, SignInFailure, User
from zhengai.accounts.rules import LOCKED_FOR, ROLES, Permission, Role, Scope, locked_until
from zhengai.core.actions import SYSTEM

# who acts without an account: the platform by itself, and what fills a sample college
NOBODY = {SYSTEM: "平台", "sample": "示例程序", "anonymous": "匿名"}


def grants_of(user: User, college: str, on: date) -> list[Grant]:
    """The grants that hold on that day, in the order they were given."""
    return list(
        user.grants.filter(college=college, valid_from__lte=on)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
        .order_by("id")
    )


def roles_of(grants: Iterable[Grant]) -> list[Role]:
    """Each role once, in the order the grants were given."""
    return [ROLES[code] for code in dict.fromkeys(grant.role for grant in grants)]


@dataclass(frozen=True)
class Reach:
    """How far a permission reaches: everything, or the named subjects and all that the departments hold."""

    everything: bool = False
    departments: frozenset[str] = frozenset()
    subjects: frozenset[tuple[str, str]] = frozenset()  # (level, code)
    person_number: str = ""  # the person's own row among students or teachers

    @property
    def empty(self) -> bool:
        return not (self.everything or self.departments or self.subjects or self.person_number)


NOWHERE = Reach()


def reach(user: User, grants: list[Grant], permission: Permission) -> Reach:
    """Joins all of the person's grants whose role holds `permission`.

    A role of the whole college reaches everything; the others reach what they were given for. A role by
    person (教师、学生) reaches the rows that carry the person's own number.
    """
    held = [grant for grant in grants if permission in ROLES[grant.role].permissions]
    scopes = {grant.pk: ROLES[grant.role].scope for grant in held}
    return Reach(
        everything=any(scope is Scope.COLLEGE for scope in scopes.values()),
        departments=frozenset(g.subject for g in held if scopes[g.pk] is Scope.DEPARTMENT and g.subject),
        subjects=frozenset((g.level, g.subject) for g in held if g.subject),
        person_number=user.person_number if Scope.SELF in scopes.values() else "",
    )


def people_in_roles(roles: Iterable[str], college: str, on: date) -> list[str]:
    """Numbers of the people who hold one of these roles on that day, wherever."""
    held = Grant.objects.filter(
        role__in=list(roles), college=college, valid_from__lte=on, user__is_active=True
    )
    held = held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on)).exclude(user__person_number="")
    return list(dict.fromkeys(held.order_by("id").values_list("user__person_number", flat=True)))


def holders(permission: Permission, college: str, on: date, department: str = "") -> list[str]:
    """Numbers of the people who hold `permission` on that day: for the whole college or, when it is given, for the
    department. People without a number are left out: nothing can be sent to them."""
    roles = {code: role for code, role in ROLES.items() if permission in role.permissions}
    within = Q(role__in=[code for code, role in roles.items() if role.scope is Scope.COLLEGE])
    if department:
        of_departments = [code for code, role in roles.items() if role.scope is Scope.DEPARTMENT]
        within = Q(role__in=of_departments, level="department", subject=department)
    held = Grant.objects.filter(within, college=college, valid_from__lte=on, user__is_active=True)
    held = held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on)).exclude(user__person_number="")
    return list(dict.fromkeys(held.order_by("id").values_list("user__person_number", flat=True)))


def number_of(username: str) -> str:
    """The person number of an account; empty where there is none."""
    found = User.objects.filter(username=username).values_list("person_number", flat=True).first()
    return found or ""


def names_by_number(numbers: Iterable[str]) -> dict[str, str]:
    """Person number → what the account is called. A number without an account has no entry."""
    found = User.objects.filter(person_number__in=set(numbers)).exclude(person_number="")
    return {number: name for number, name in found.values_list("person_number", "display_name") if name}


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """Username → what the person is called; what the platform did itself is told as such. Other usernames that nobody
    has (of a command line, say) have no entry."""
    asked = set(usernames) - {""}
    if not asked:
        return {}
    found = User.objects.filter(username__in=asked).values_list("username", "display_name")
    nobody = {name: word for name, word in NOBODY.items() if name in asked}
    return nobody | {username: name or username for username, name in found}


def sign_in_opens_again(username: str, address: str, at: datetime) -> datetime | None:
    """When this name may try again from this address; null when it may try now."""
    failures = SignInFailure.objects.filter(
        username=username.casefold(), address=address, at__gt=at - 2 * LOCKED_FOR
    )
    opens = locked_until(list(failures.values_list("at", flat=True)))
    return opens if opens and opens > at else None
