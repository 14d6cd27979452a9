"""The only writers of the accounts room."""

from datetime import date

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from zhengai.accounts.models import Grant, SignInFailure, User
from zhengai.accounts.rules import LOCKED_FOR, ROLES, Scope
from zhengai.core import clock
from zhengai.core.actions import record


class Refused(ValueError):
    """An account or a grant that cannot be made; the message is a Chinese sentence."""


@transaction.atomic
def create_user(
    *, username: str, display_name: str, password: str, by: str, person_number: str = "", encoded: str = ""
) -> User:
    """`encoded` is the same password hashed already: many demo accounts share one, and hashing is slow on purpose."""
    if User.objects.filter(username=username).exists():
        raise Refused(f"用户名“{username}”已经有人使用，请换一个")
    user = User(username=username, display_name=display_name, person_number=person_number)
    _set_password(user, password, encoded)
    user.save()
    record(action="accounts.create", by=by, subject=username, details={"person_number": person_number})
    return user


@transaction.atomic
def set_password(*, user: User, password: str, by: str) -> None:
    _set_password(user, password)
    user.save(update_fields=["password"])
    record(action="accounts.password", by=by, subject=user.username)


def _set_password(user: User, password: str, encoded: str = "") -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(f"用户 {user.username} 的密码不合要求：{''.join(error.messages)}") from error
    user.password = encoded or make_password(password)


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    college: str,
    by: str,
    valid_from: date,
    valid_until: date | None = None,
    level: str = "",
    subject: str = "",
) -> Grant:
    """Gives a role; what it is given for must fit how far the role reaches by nature. A role by person (教师、
    学生) may name the person's own subject, and reaches the person's number anyway."""
    if role not in ROLES:
        raise Refused(f"没有“{role}”这个角色，可用的角色是 {'、'.join(ROLES)}")
    if valid_until is not None and valid_until < valid_from:
        raise Refused(f"角色的止日 {valid_until} 早于起日 {valid_from}")
    named = ROLES[role].scope in (Scope.DEPARTMENT, Scope.SUBJECT)
    if named and not (level and subject):
        raise Refused(f"角色“{ROLES[role].name}”要写明负责的对象（层面和代码）")
    if ROLES[role].scope is Scope.DEPARTMENT and level != "department":
        raise Refused(f"角色“{ROLES[role].name}”的对象应是一个部门")
    if ROLES[role].scope is Scope.COLLEGE and (level or subject):
        raise Refused(f"角色“{ROLES[role].name}”不限定对象，请不要填写层面和代码")
    grant = Grant.objects.create(
        user=user,
        role=role,
        college=college,
        level=level,
        subject=subject,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    where = f"{level}:{subject}" if level else college
    record(action="accounts.grant", by=by, subject=user.username, details={"role": role, "scope": where})
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, on: date, by: str) -> None:
    """The role ends with that day; the grant stays, because the past stays explainable."""
    if on < grant.valid_from:
        raise Refused(f"角色的止日 {on} 早于起日 {grant.valid_from}")
    grant.valid_until = on
    grant.save(update_fields=["valid_until"])
    record(
        action="accounts.end_grant",
        by=by,
        subject=grant.user.username,
        details={"role": grant.role, "until": on.isoformat()},
    )


@transaction.atomic
def record_failed_sign_in(*, username: str, address: str, by: str) -> None:
    """Counts a failed try and forgets those that can no longer lock anybody out."""
    now = clock.now()
    SignInFailure.objects.filter(at__lt=now - 2 * LOCKED_FOR).delete()
    SignInFailure.objects.create(username=username.casefold()[:150], address=address[:45], at=now)
    record(action="accounts.failed_sign_in", by=by, subject=username[:150], details={"address": address})


@transaction.atomic
def forget_failed_sign_ins(*, username: str, address: str, by: str) -> None:
    """A person who got in has proven who they are: the count starts anew."""
    SignInFailure.objects.filter(username=username.casefold(), address=address).delete()
    record(action="accounts.sign_in", by=by, subject=username, details={"address": address})
