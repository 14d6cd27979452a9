"""Accounts and grants as the pages of this folder show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404
from django.utils import timezone

from zhengai.accounts.models import Grant, User
from zhengai.accounts.rules import ENDS_SOON, ROLES, Scope
from zhengai.college.models import Subject
from zhengai.college.queries import today
from zhengai.core.models import AuditEvent
from zhengai.web.shell.request import Request

WHOLE = "全校"
OWN = "本人"


@dataclass(frozen=True)
class GrantView:
    """`when` is past, now or coming; `soon`: it ends within a month; `fresh`: it holds since today at the earliest."""

    grant: Grant
    name: str
    scope: str
    when: str
    soon: bool
    fresh: bool


@dataclass(frozen=True)
class Try:
    at: datetime
    succeeded: bool
    address: str


def account_or_404(number: int) -> User:
    found = User.objects.filter(pk=number).first()
    if found is None:
        raise Http404("没有这个账户")
    return found


def grant_views(request: Request, grants: Sequence[Grant]) -> list[GrantView]:
    """The names of all objects in one query."""
    names = _names(request, grants)
    day = today(request.college)
    return [_view(grant, names, day, request.person.word(grant.role)) for grant in grants]


def _view(grant: Grant, names: dict[tuple[str, str], str], day: date, role: str) -> GrantView:
    past = grant.valid_until is not None and grant.valid_until < day
    when = "past" if past else "coming" if grant.valid_from > day else "now"
    return GrantView(
        grant=grant,
        name=role,
        scope=_scope(grant, names),
        when=when,
        soon=when == "now" and grant.valid_until is not None and grant.valid_until <= day + ENDS_SOON,
        fresh=grant.valid_from >= day,
    )


def _scope(grant: Grant, names: dict[tuple[str, str], str]) -> str:
    scope = ROLES[grant.role].scope
    if scope is Scope.COLLEGE:
        return WHOLE
    if scope is Scope.SELF:
        return OWN
    return names.get((grant.level, grant.subject), f"{grant.level}:{grant.subject}")


def _names(request: Request, grants: Iterable[Grant]) -> dict[tuple[str, str], str]:
    codes = {
        grant.subject for grant in grants if ROLES[grant.role].scope in (Scope.DEPARTMENT, Scope.SUBJECT)
    }
    if not codes:
        return {}
    rows = Subject.objects.filter(college=request.college, code__in=codes)
    return {(level, code): name for level, code, name in rows.values_list("level", "code", "name")}


def tries(events: Iterable[AuditEvent]) -> list[Try]:
    return [
        Try(each.at, each.action == "accounts.sign_in", str(each.details.get("address", "")))
        for each in events
    ]


def clock_time(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"
