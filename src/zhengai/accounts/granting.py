"""Giving and ending roles. Nobody gives a role to themselves, the three administrators stay apart from all else, and
each of their roles always has a holder."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from zhengai.accounts.models import Grant, User
from zhengai.accounts.rules import (
    ADMINISTRATORS,
    OBJECT_NAMES,
    ROLES,
    Refused,
    Role,
    Scope,
    may_stand_together,
)
from zhengai.core.actions import record


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
    if user.username == by:
        raise Refused("不能给自己授权，请由另一位安全管理员办理")
    _check_object(ROLES[role], level, subject)
    held = User.objects.select_for_update().get(pk=user.pk)  # two administrators take turns
    if not held.is_active:
        raise Refused(f"账户 {held.username} 已停用，启用之后才能授权")
    _check_beside(held, ROLES[role], college, valid_from, valid_until, (level, subject))
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


def _check_object(role: Role, level: str, subject: str) -> None:
    if role.scope in (Scope.DEPARTMENT, Scope.SUBJECT):
        if not (level and subject):
            raise Refused(f"角色“{role.name}”要写明负责的对象（层面和代码）")
        if level != role.level:
            raise Refused(f"角色“{role.name}”的对象应是一个{OBJECT_NAMES[role.level]}")
    if role.scope is Scope.COLLEGE and (level or subject):
        raise Refused(f"角色“{role.name}”不限定对象，请不要填写层面和代码")


def _check_beside(
    user: User, role: Role, college: str, first: date, last: date | None, where: tuple[str, str]
) -> None:
    """What the person holds on any of the same days."""
    if role.scope is Scope.SELF and not user.person_number:
        raise Refused(f"角色“{role.name}”按工号或学号认人，这个账户还没有填写")
    if role.scope is Scope.SELF and where[1] and where[1] != user.person_number:
        raise Refused(f"角色“{role.name}”只能给本人：这个账户的工号或学号是“{user.person_number or '空'}”")
    beside = user.grants.filter(college=college).filter(Q(valid_until=None) | Q(valid_until__gte=first))
    if last is not None:
        beside = beside.filter(valid_from__lte=last)
    for grant in beside:
        name = ROLES[grant.role].name
        if grant.role == role.code and (grant.level, grant.subject) == where:
            raise Refused(f"{user}在这段时间已经有“{name}”这个角色，不用再给")
        if not may_stand_together(grant.role, role.code):
            raise Refused(f"“{role.name}”与“{name}”不能由同一个人同时担任（三员分立），请先结束“{name}”")


@transaction.atomic
def end_grant(*, grant: Grant, on: date, by: str) -> None:
    """The role ends with that day; the grant stays, because the past stays explainable. Ending it twice changes
    nothing; a later day would be a new grant."""
    held = _held(grant)
    if held is None:
        raise Refused("这个角色已经撤销，请刷新页面")
    if on < held.valid_from:
        raise Refused(f"角色的止日 {on} 早于起日 {held.valid_from}")
    if held.valid_until is not None and held.valid_until < on:
        raise Refused(f"这个角色到 {held.valid_until} 为止，已经结束得更早；要延长请重新给出角色")
    if held.valid_until == on:
        return
    _check_holders_remain(held.role, held.college, on, without=Q(pk=held.pk))
    held.valid_until = grant.valid_until = on
    held.save(update_fields=["valid_until"])
    record(
        action="accounts.end_grant",
        by=by,
        subject=held.user.username,
        details={"role": held.role, "until": on.isoformat()},
    )


@transaction.atomic
def withdraw_grant(*, grant: Grant, on: date, by: str) -> None:
    """Takes back a role that holds since that day at the earliest, as when it was given by mistake: it never was, and
    the trail keeps that it was given. Taking it back twice changes nothing."""
    held = _held(grant)
    if held is None:
        return
    if held.valid_from < on:
        raise Refused(f"这个角色从 {held.valid_from} 起已经在用，请写明止日来结束它")
    _check_holders_remain(held.role, held.college, on, without=Q(pk=held.pk))
    held.delete()
    details = {"role": held.role, "scope": f"{held.level}:{held.subject}" if held.level else held.college}
    record(action="accounts.withdraw_grant", by=by, subject=held.user.username, details=details)


def _held(grant: Grant) -> Grant | None:
    return Grant.objects.select_for_update().select_related("user").filter(pk=grant.pk).first()


def check_may_leave(user: User, on: date) -> None:
    """Raises when one of the administrators' roles would have nobody without this account."""
    grants = user.grants.filter(role__in=ADMINISTRATORS).filter(Q(valid_until=None) | Q(valid_until__gt=on))
    for role, college in grants.values_list("role", "college").distinct():
        _check_holders_remain(role, college, on, without=Q(user=user))


def _check_holders_remain(role: str, college: str, on: date, *, without: Q) -> None:
    """Two administrators who remove each other take turns: the second one is refused."""
    if role not in ADMINISTRATORS:
        return
    of_role = Grant.objects.filter(role=role, college=college)
    list(of_role.select_for_update().order_by("pk"))
    after = of_role.exclude(without).filter(user__is_active=True, valid_from__lte=on)
    if not after.filter(Q(valid_until=None) | Q(valid_until__gt=on)).exists():
        name = ROLES[role].name
        raise Refused(f"这是最后一位{name}，去掉以后就没有人能办理其事务；请先让另一人担任{name}")
