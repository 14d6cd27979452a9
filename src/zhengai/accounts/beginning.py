"""The first three administrators of a college: nobody can sign in before they are there, so the command line makes
them. Whoever can run it owns the machine anyway; everything is on record."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from zhengai.accounts.actions import open_account, renew_password
from zhengai.accounts.granting import grant_role
from zhengai.accounts.models import Grant, User
from zhengai.accounts.rules import ADMINISTRATORS, ROLES, Refused

_USERNAMES = {"system_admin": "sysadmin", "security_admin": "secadmin", "audit_admin": "auditadmin"}
assert _USERNAMES.keys() == ADMINISTRATORS


@dataclass(frozen=True)
class Administrator:
    """`password` is the one-time password just made; empty for an account that was there."""

    role: str
    username: str
    display_name: str
    password: str = ""


def administrators(college: str, on: date) -> list[Administrator]:
    """Who holds the three roles on that day with an account that may sign in, in the order of the roles."""
    held = Grant.objects.filter(college=college, role__in=ADMINISTRATORS, valid_from__lte=on)
    held = held.filter(Q(valid_until=None) | Q(valid_until__gte=on), user__is_active=True)
    found = [
        Administrator(grant.role, grant.user.username, grant.user.display_name)
        for grant in held.select_related("user").order_by("id")
    ]
    return sorted(found, key=lambda each: list(_USERNAMES).index(each.role))


@transaction.atomic
def open_administrators(*, college: str, on: date, by: str) -> list[Administrator]:
    """One account for each of the three roles that nobody holds; those that are held stay as they are."""
    held = {each.role for each in administrators(college, on)}
    made = []
    for role, username in _USERNAMES.items():
        if role in held:
            continue
        name = ROLES[role].name
        user, password = open_account(username=_free(username), display_name=name, person_number="", by=by)
        grant_role(user=user, role=role, college=college, valid_from=on, by=by)
        made.append(Administrator(role, user.username, name, password))
    return made


def _free(username: str) -> str:
    """sysadmin, else sysadmin2, sysadmin3 …"""
    taken = {name.casefold() for name in User.objects.values_list("username", flat=True)}
    numbered = (username if number == 1 else f"{username}{number}" for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)


def reset_administrator(*, college: str, username: str, on: date, by: str) -> Administrator:
    """A new one-time password for one of the three, who cannot get one from another administrator. Raises Refused."""
    known = {each.username: each for each in administrators(college, on)}
    found = known.get(username)
    if found is None:
        names = "、".join(known) or "没有"
        raise Refused(
            f"“{username}”不是现任的三员。现任的三员：{names}；其他人的密码由系统管理员在网页上重置"
        )
    password = renew_password(user=User.objects.get(username=username), by=by)
    return Administrator(found.role, found.username, found.display_name, password)
