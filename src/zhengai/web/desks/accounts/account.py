"""One account: who it is, what it holds and held, when somebody came in under its name."""

from django.http import HttpResponse

from zhengai.accounts.administering import locks, sign_ins
from zhengai.accounts.models import User
from zhengai.accounts.rules import ADMINISTRATORS, OBJECT_NAMES, ROLES, Permission, Scope
from zhengai.college.queries import subjects, today
from zhengai.core import clock
from zhengai.web.components.picking import OFFERED, offered
from zhengai.web.components.typed import take_typed
from zhengai.web.desks.accounts.shown import account_or_404, clock_time, grant_views, tries
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

GRANT_FIELDS = ("role", "subject", "from", "until")
_TRIES = 20


@needs(Permission.ACCOUNT_VIEW)
def account(request: Request, number: int) -> HttpResponse:
    found = account_or_404(number)
    views = grant_views(request, list(found.grants.filter(college=request.college.code).order_by("-id")))
    opens = locks(clock.now()).get(found.username.casefold())
    context = {
        "account": found,
        "own": found.pk == request.user.pk,
        "grants": [each for each in views if each.when != "past"],
        "past": [each for each in views if each.when == "past"],
        "tries": tries(sign_ins(found.username, _TRIES)),
        "opens": clock_time(opens) if opens else "",
        "today": today(request.college),
        "may_edit": request.person.may(Permission.ACCOUNT_EDIT),
        "may_grant": request.person.may(Permission.GRANT_EDIT),
        **_renaming(request, found),
        **giving(request, found),
    }
    return answer(request, "desks/accounts/account.html", "desks/accounts/_give.html", context)


def _renaming(request: Request, found: User) -> dict[str, object]:
    typed, error = take_typed(request, f"account-{found.pk}", ["display_name", "person_number"])
    kept = typed if error else {"display_name": found.display_name, "person_number": found.person_number}
    return {"renamed": kept, "rename_error": error}


def giving(request: Request, found: User) -> dict[str, object]:
    """The form that gives a role; which object it asks for depends on the role that is chosen."""
    typed, error = take_typed(request, f"grant-{found.pk}", GRANT_FIELDS)
    chosen = typed["role"] or request.GET.get("role", "")
    role = ROLES.get(chosen)
    level = role.level if role else ""
    within = subjects(request.college, level) if level else None
    return {
        "typed": typed,
        "error": error,
        "role": role,
        "roles": [(each.code, each.name) for each in ROLES.values()],
        "object_name": OBJECT_NAMES.get(level, ""),
        "objects": offered(within) if within is not None else [],
        "more": max(within.count() - OFFERED, 0) if within is not None else 0,
        "by_person": role is not None and role.scope is Scope.SELF,
        "is_administrator": role is not None and role.code in ADMINISTRATORS,
    }
