"""Accounts for many people at once, and the list on which their one-time passwords are handed out.

Who they are and which role they get is not chosen: it follows from the member table that names them (see
college.people), so that the system administrator, who may give no role, may start it. A part of the people is one
transaction and one event of the trail, which names them; a part that is done stays when a later one fails, and those
who have an account are never touched: starting again makes the rest.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from zhengai.accounts.models import Grant, Handout, User
from zhengai.accounts.one_time import derived, hashed
from zhengai.accounts.rules import Refused
from zhengai.core import clock
from zhengai.core.actions import record


@dataclass(frozen=True)
class Newcomer:
    """A row of the table of teachers or students; `level` is also the code of the role by person."""

    level: str
    number: str
    name: str


@dataclass(frozen=True)
class Handed:
    username: str
    display_name: str
    person_number: str
    password: str


@transaction.atomic
def begin_handout(*, college: str, role: str, by: str) -> Handout:
    handout = Handout.objects.create(
        college=college, role=role, seed=secrets.token_hex(32), made_by=by, made_at=clock.now()
    )
    record(action="accounts.begin_handout", by=by, subject=f"handout:{handout.pk}", details={"role": role})
    return handout


@transaction.atomic
def open_accounts(*, handout: Handout, people: Sequence[Newcomer], on: date, by: str) -> int:
    """Username = number; the role by person holds from `on`. Returns how many had no account yet."""
    numbers = [each.number for each in people]
    taken = User.objects.filter(Q(username__in=numbers) | Q(person_number__in=numbers))
    known = {text for pair in taken.values_list("username", "person_number") for text in pair}
    fresh = [each for each in people if each.number not in known]
    users = User.objects.bulk_create(
        User(
            username=each.number,
            person_number=each.number,
            display_name=each.name[:60],
            password=hashed(derived(handout.seed, each.number)),
            must_change_password=True,
            handout=handout,
        )
        for each in fresh
    )
    Grant.objects.bulk_create(
        Grant(
            user=user, role=each.level, college=handout.college, level=each.level, subject=each.number,
            valid_from=on,
        )
        for user, each in zip(users, fresh, strict=True)
    )  # fmt: skip
    if fresh:
        record(
            action="accounts.open_many", by=by, subject=f"handout:{handout.pk}", details=_told(handout, users)
        )
    return len(fresh)


@transaction.atomic
def renew_passwords(*, handout: Handout, users: Sequence[User], by: str) -> int:
    """New one-time passwords for accounts of an earlier list that are still without a password of their own; somebody
    who has chosen one meanwhile keeps it."""
    keys = [user.pk for user in users]
    held = list(User.objects.select_for_update().filter(pk__in=keys, must_change_password=True))
    for user in held:
        user.password = hashed(derived(handout.seed, user.username))
        user.handout = handout
    User.objects.bulk_update(held, ["password", "handout"])
    if held:
        record(
            action="accounts.renew_many", by=by, subject=f"handout:{handout.pk}", details=_told(handout, held)
        )
    return len(held)


def _told(handout: Handout, users: Sequence[User]) -> dict[str, object]:
    return {"role": handout.role, "usernames": [user.username for user in users]}


@transaction.atomic
def finish_handout(*, handout: Handout) -> None:
    """From now on it may be taken, also when not everybody could be put on it."""
    Handout.objects.filter(pk=handout.pk, ready_at=None).update(ready_at=clock.now())


@transaction.atomic
def void_handout(*, handout: Handout, by: str) -> None:
    """Its passwords can no longer be computed: others take their place."""
    Handout.objects.filter(pk=handout.pk).update(seed="")
    record(action="accounts.void_handout", by=by, subject=f"handout:{handout.pk}")


def waiting_users(handout: Handout) -> QuerySet[User]:
    """Those on the list who have not chosen a password of their own."""
    return User.objects.filter(handout=handout, must_change_password=True, is_active=True).order_by(
        "username"
    )


@transaction.atomic
def take_handout(*, handout: Handout, by: str) -> list[Handed]:
    """The passwords, once: of two who ask at the same moment one gets them."""
    found = Handout.objects.select_for_update().get(pk=handout.pk)
    if found.taken_at is not None:
        when = f"{timezone.localtime(found.taken_at):%Y-%m-%d %H:%M}"
        raise Refused(f"这份密码表已由 {found.taken_by} 于 {when} 领取，只能领取一次；遗失时请重新发放")
    if not found.waits:
        raise Refused("这份密码表还没有做好，或者已经由新的一份代替")
    users = list(waiting_users(found))
    if users and not check_password(derived(found.seed, users[0].username), users[0].password):
        raise Refused("安装的密钥在建立账户之后更换过，这份密码表已经算不出来，请重新发放")
    handed = [
        Handed(user.username, user.display_name, user.person_number, derived(found.seed, user.username))
        for user in users
    ]
    found.seed, found.taken_by, found.taken_at = "", by, clock.now()
    found.save()
    details = {"role": found.role, "count": len(handed)}
    record(action="accounts.take_handout", by=by, subject=f"handout:{found.pk}", details=details)
    return handed
