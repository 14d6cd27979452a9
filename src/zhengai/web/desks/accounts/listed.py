"""账户: everybody who may sign in, with what they hold today."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone

from zhengai.accounts.administering import STATES, accounts, holding, in_state, locks, with_role
from zhengai.accounts.models import Handout, User
from zhengai.accounts.rules import ROLES, Permission
from zhengai.college.queries import today
from zhengai.core import clock
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.accounts.shown import GrantView, grant_views
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "username": ("username",),
    "name": ("display_name", "username"),
    "number": ("person_number", "username"),
    "seen": ("-last_login", "username"),
}
_AT_ONCE = 2000


@dataclass(frozen=True)
class Row:
    user: User
    grants: list[GrantView]
    state: str
    word: str


@needs(Permission.ACCOUNT_VIEW)
def listed(request: Request) -> HttpResponse:
    everybody = accounts(request.college.code, today(request.college))
    found = _narrowed(request, everybody)
    if request.GET.get("format") == "xlsx":
        return _export(request, sorted_rows(request, found, SORTS, "username")[0])
    shown = listing(request, found, SORTS, "username")
    counts = {code: in_state(everybody, code, clock.now()).count() for code in STATES}
    may_open = request.person.may(Permission.ACCOUNT_EDIT)
    waiting = Handout.objects.filter(college=request.college.code, ready_at__isnull=False).exclude(seed="")
    context = {
        "listing": shown,
        "rows": _rows(request, list(shown)),
        "number": everybody.count(),
        "counts": counts,
        "states": [(code, word, counts[code]) for code, word in STATES.items()],
        "roles": [(code, request.person.word(code)) for code in ROLES],
        "chosen": {name: request.GET.get(name, "") for name in ("q", "role", "state")},
        "may_open": may_open,
        "may_grant": request.person.may(Permission.GRANT_EDIT),
        "handouts": list(waiting) if may_open else [],
    }
    return answer(request, "desks/accounts/accounts.html", "desks/accounts/_list.html", context)


def _narrowed(request: Request, found: QuerySet[User]) -> QuerySet[User]:
    wanted = request.GET
    found = in_state(found, wanted.get("state", ""), clock.now())
    if wanted.get("role", "") in ROLES:
        found = with_role(found, wanted["role"], request.college.code, today(request.college))
    if text := wanted.get("q", "").strip():
        found = found.filter(
            Q(username__icontains=text) | Q(display_name__icontains=text) | Q(person_number__icontains=text)
        )
    return found


def _rows(request: Request, users: list[User]) -> list[Row]:
    """`users` come from `accounts`: they know whether they hold anything. Three queries, however many they are."""
    held = holding(request.college.code, today(request.college))
    of_users = held.filter(user__in=[user.pk for user in users]).order_by("id")
    views: dict[int, list[GrantView]] = defaultdict(list)
    for view in grant_views(request, list(of_users)):
        views[view.grant.user_id].append(view)
    locked = locks(clock.now())
    return [Row(user, views[user.pk], *_state(user, locked.keys())) for user in users]


def _state(user: Any, locked: Any) -> tuple[str, str]:
    """The state that wants somebody's attention first."""
    if not user.is_active:
        return "plain", STATES["disabled"]
    if user.username.casefold() in locked:
        return "warning", STATES["locked"]
    if not user.holds:
        return "no_data", STATES["without"]
    if user.ends_soon:
        return "notice", STATES["ending"]
    return "standard_met", STATES["active"]


def _export(request: Request, found: QuerySet[User]) -> HttpResponse:
    headers = ["用户名", "姓名", "工号或学号", "角色", "状态", "须改密码", "上次登录", "建立时间"]
    rows = (
        [
            row.user.username, row.user.display_name, row.user.person_number, _held(row), row.word,
            "是" if row.user.must_change_password else "", _moment(row.user.last_login),
            _moment(row.user.date_joined),
        ]
        for row in _all_rows(request, found)
    )  # fmt: skip
    return workbook("账户", headers, rows)


def _all_rows(request: Request, found: QuerySet[User]) -> Iterator[Row]:
    """In parts, so that a list of keys stays short."""
    for at in range(0, MOST_ROWS, _AT_ONCE):
        part = list(found[at : at + _AT_ONCE])
        yield from _rows(request, part)
        if len(part) < _AT_ONCE:
            return


def _held(row: Row) -> str:
    return "；".join(f"{each.name}（{each.scope}）" for each in row.grants)


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
