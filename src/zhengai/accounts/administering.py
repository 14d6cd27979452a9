"""What administrators ask about accounts: who is there in which state, what they hold, when they came in."""

from collections import defaultdict
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from zhengai.accounts.models import Grant, SignInFailure, User
from zhengai.accounts.rules import ENDS_SOON, LOCKED_FOR, locked_until
from zhengai.core.models import AuditEvent

STATES = {
    "active": "在用",
    "disabled": "停用",
    "without": "没有角色",
    "ending": "即将到期",
    "locked": "已锁定",
}
SIGN_INS = ("accounts.sign_in", "accounts.failed_sign_in")


def accounts(college: str, on: date) -> QuerySet[User]:
    """All accounts, with whether they hold a role on that day and whether one of these ends soon."""
    now = holding(college, on).filter(user=OuterRef("pk"))
    return User.objects.annotate(
        holds=Exists(now), ends_soon=Exists(now.filter(valid_until__lte=on + ENDS_SOON))
    )


def holding(college: str, on: date) -> QuerySet[Grant]:
    held = Grant.objects.filter(college=college, valid_from__lte=on)
    return held.filter(Q(valid_until=None) | Q(valid_until__gte=on))


def in_state(found: QuerySet[User], state: str, at: datetime) -> QuerySet[User]:
    """`found` comes from `accounts`; an unknown state narrows nothing."""
    if state == "locked":
        return found.filter(username__in=locked_names(found, at))
    narrowed = {
        "active": Q(is_active=True, holds=True),
        "disabled": Q(is_active=False),
        "without": Q(is_active=True, holds=False),
        "ending": Q(is_active=True, ends_soon=True),
    }
    return found.filter(narrowed.get(state, Q()))


def with_role(found: QuerySet[User], role: str, college: str, on: date) -> QuerySet[User]:
    return found.filter(Exists(holding(college, on).filter(user=OuterRef("pk"), role=role)))


def locks(at: datetime) -> dict[str, datetime]:
    """Casefolded names that cannot sign in from some address now, and until when."""
    failures = SignInFailure.objects.filter(at__gt=at - 2 * LOCKED_FOR)
    tries: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for name, address, when in failures.order_by("at").values_list("username", "address", "at"):
        tries[name, address].append(when)
    found: dict[str, datetime] = {}
    for (name, _), times in tries.items():
        opens = locked_until(times)
        if opens is not None and opens > at:
            found[name] = max(opens, found.get(name, opens))
    return found


def locked_names(found: QuerySet[User], at: datetime) -> list[str]:
    """Usernames as they are written, of the accounts that are locked."""
    held = list(locks(at))
    folded = found.annotate(folded=Lower("username")).filter(folded__in=held)
    return list(folded.values_list("username", flat=True)) if held else []


def sign_ins(username: str, most: int) -> list[AuditEvent]:
    """The newest times somebody came in under this name, or tried to."""
    names = {username, username.casefold()}
    return list(AuditEvent.objects.filter(subject__in=names, action__in=SIGN_INS).order_by("-id")[:most])


def nearest_grant(user: User, college: str, on: date) -> Grant | None:
    """Of a person who holds no role on that day: the next one to come, else the one that ended last."""
    held = user.grants.filter(college=college)
    coming = held.filter(valid_from__gt=on).order_by("valid_from", "pk").first()
    return coming or held.filter(valid_until__lt=on).order_by("-valid_until", "-pk").first()
