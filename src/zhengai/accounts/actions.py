"""The writers of accounts; roles are given in granting, accounts for many people are made in handouts."""

from datetime import date

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from zhengai.accounts.granting import check_may_leave, end_grant, grant_role
from zhengai.accounts.models import SignInFailure, User
from zhengai.accounts.one_time import hashed, one_time_password
from zhengai.accounts.queries import NOBODY
from zhengai.accounts.rules import LOCKED_FOR, Refused
from zhengai.core import clock
from zhengai.core.actions import record

__all__ = ["Refused", "end_grant", "grant_role"]


@transaction.atomic
def create_user(
    *,
    username: str,
    display_name: str,
    password: str,
    by: str,
    person_number: str = "",
    encoded: str = "",
    must_change: bool = False,
) -> User:
    """`encoded` is the same password hashed already: many demo accounts share one, and hashing is slow on purpose."""
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(f"用户名“{username}”已经有人使用，请换一个")
    user = User(username=username, display_name=display_name, person_number=person_number)
    user.must_change_password = must_change
    _set_password(user, password, encoded)
    user.save()
    record(action="accounts.create", by=by, subject=username, details={"person_number": person_number})
    return user


@transaction.atomic
def open_account(*, username: str, display_name: str, person_number: str, by: str) -> tuple[User, str]:
    """An account without roles, and its one-time password, which is told now and never again."""
    name, shown, number = username.strip(), display_name.strip(), person_number.strip()
    try:
        User.username_validator(name)
    except ValidationError as error:
        raise Refused("用户名只用字母、数字、汉字和 @ . + - _，例如工号") from error
    if name.casefold() in NOBODY:
        raise Refused(f"用户名“{name}”留给平台自己使用，请换一个")
    if len(name) > 150 or len(number) > 40:
        raise Refused("用户名最长 150 个字符，工号或学号最长 40 个字符")
    if not shown or len(shown) > 60:
        raise Refused("请写姓名，最长 60 个字")
    _check_number(number, but=0)
    password = one_time_password()
    try:
        user = create_user(
            username=name,
            display_name=shown,
            person_number=number,
            password=password,
            encoded=hashed(password),
            must_change=True,
            by=by,
        )
    except IntegrityError as error:  # somebody was quicker by a moment
        raise Refused(f"用户名“{name}”已经有人使用，请换一个") from error
    return user, password


def _check_number(number: str, *, but: int) -> None:
    """One person, one account: the number says whose rows are seen."""
    other = User.objects.filter(person_number=number).exclude(pk=but).first() if number else None
    if other is not None:
        raise Refused(f"工号或学号 {number} 已经有账户 {other.username}（{other}）")


@transaction.atomic
def rename_user(*, user: User, display_name: str, person_number: str, on: date, by: str) -> None:
    """The number decides whose rows a role reaches: it can change only while the account holds no role, so that
    nobody's reach is moved by somebody who may not give roles."""
    held = User.objects.select_for_update().get(pk=user.pk)
    shown, number = display_name.strip(), person_number.strip()
    if (shown, number) == (held.display_name, held.person_number):
        return
    if not shown or len(shown) > 60:
        raise Refused("请写姓名，最长 60 个字")
    if number != held.person_number:
        if held.grants.filter(Q(valid_until=None) | Q(valid_until__gte=on)).exists():
            raise Refused("账户还有角色，工号或学号不能改：请安全管理员先结束角色")
        if len(number) > 40:
            raise Refused("工号或学号最长 40 个字符")
        _check_number(number, but=held.pk)
    details = {"from": [held.display_name, held.person_number], "to": [shown, number]}
    held.display_name, held.person_number = shown, number
    held.save(update_fields=["display_name", "person_number"])
    record(action="accounts.rename", by=by, subject=held.username, details=details)


@transaction.atomic
def set_password(*, user: User, password: str, by: str) -> None:
    _set_password(user, password)
    user.must_change_password, user.handout = False, None
    user.save(update_fields=["password", "must_change_password", "handout"])
    record(action="accounts.password", by=by, subject=user.username)


@transaction.atomic
def change_password(*, user: User, current: str, password: str) -> None:
    """By the person, who knows the current one."""
    if not user.check_password(current):
        raise WrongPassword("现在的密码不对，请再输一次")
    if current == password:
        raise Refused("新密码与现在的相同，请换一个")
    set_password(user=user, password=password, by=user.username)


class WrongPassword(Refused):
    """Counts as a failed try to sign in."""


@transaction.atomic
def reset_password(*, user: User, on: date, by: str) -> str:
    """A one-time password, told now and never again; open sessions end. Whoever knows the password of the security or
    the audit administrator holds that role: no system administrator gets it this way."""
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.username == by:
        raise Refused("自己的密码请在“我的账户”修改")
    if not held.is_active:
        raise Refused(f"账户 {held.username} 已停用，启用之后才能重置密码")
    guarded = held.grants.filter(role__in=("security_admin", "audit_admin"))
    if guarded.filter(Q(valid_until=None) | Q(valid_until__gte=on)).exists():
        raise Refused(
            "安全管理员和审计管理员的密码不能由系统管理员重置（三员分立）；忘记时请在服务器上运行 "
            f"zhengai administrators --reset {held.username}"
        )
    return renew_password(user=held, by=by)


@transaction.atomic
def renew_password(*, user: User, by: str) -> str:
    """For who has asked whether it may be done: a one-time password; open sessions end, locks are lifted."""
    password = one_time_password()
    user.password, user.must_change_password, user.handout = hashed(password), True, None
    user.save(update_fields=["password", "must_change_password", "handout"])
    _forget_failures(user.username)
    record(action="accounts.reset_password", by=by, subject=user.username)
    return password


def _set_password(user: User, password: str, encoded: str = "") -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(f"用户 {user.username} 的密码不合要求：{''.join(error.messages)}") from error
    user.password = encoded or make_password(password)


@transaction.atomic
def disable_account(*, user: User, on: date, by: str) -> None:
    """Its open sessions end at once and stay ended when it is enabled again; roles and the past stay."""
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.username == by:
        raise Refused("不能停用自己的账户，请由另一位系统管理员办理")
    if not held.is_active:
        return
    check_may_leave(held, on)
    held.is_active, held.sessions_ended = False, held.sessions_ended + 1
    held.save(update_fields=["is_active", "sessions_ended"])
    record(action="accounts.disable", by=by, subject=held.username)


@transaction.atomic
def enable_account(*, user: User, by: str) -> None:
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.is_active:
        return
    held.is_active = True
    held.save(update_fields=["is_active"])
    record(action="accounts.enable", by=by, subject=held.username)


@transaction.atomic
def unlock(*, user: User, by: str) -> None:
    """Lifts the lock after failed tries, from wherever they came."""
    if _forget_failures(user.username):
        record(action="accounts.unlock", by=by, subject=user.username)


def _forget_failures(username: str) -> int:
    return SignInFailure.objects.filter(username=username.casefold()).delete()[0]


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
