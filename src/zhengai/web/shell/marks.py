"""Marks on views: who may open a page. A view without a mark is refused by the tests."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from zhengai.accounts.rules import Permission
from zhengai.college.queries import NoCollege, only_college, semesters_beside
from zhengai.framework.queries import marks_of_packs
from zhengai.web.shell.person import Person
from zhengai.web.shell.request import Request

P = ParamSpec("P")
Page = Callable[Concatenate[Request, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def needs(permission: Permission) -> Callable[[Page[P]], View[P]]:
    """Only for people one of whose roles holds `permission`; the others get a sentence, not a page."""

    def mark(page: Page[P]) -> View[P]:
        return _marked(page, permission)

    return mark


def for_everyone(page: Page[P]) -> View[P]:
    """For everybody who has signed in, whatever the role."""
    return _marked(page, None)


def for_own_account(page: Page[P]) -> View[P]:
    """For everybody who has signed in, also with a one-time password: nothing else opens before it is changed."""
    return _marked(page, None, with_one_time_password=True)


def _marked(page: Page[P], permission: Permission | None, *, with_one_time_password: bool = False) -> View[P]:
    @wraps(cast(Callable[..., Any], page))
    def view(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            # every page asks the calendar and the scheme several times
            college = only_college(**semesters_beside(), **marks_of_packs())
        except NoCollege as reason:
            return _no_college(request, reason)
        known = cast(Request, request)
        known.college = college
        known.person = Person(known.user, college)
        if known.user.must_change_password and not with_one_time_password:
            return redirect("my-account")
        if permission is not None and not known.person.may(permission):
            raise PermissionDenied(_sentence(known.person))
        return page(known, *args, **kwargs)

    view.needs = permission  # type: ignore[attr-defined]
    return cast(View[P], view)


def _no_college(request: HttpRequest, reason: NoCollege) -> HttpResponse:
    return render(request, "shell/no_college.html", {"reason": str(reason)}, status=503)


def _sentence(person: Person) -> str:
    roles = "、".join(role.name for role in person.roles)
    if not roles:
        return person.why_without_role
    return f"您现在的角色是{roles}，这个页面不在其职责之内。需要查看时，请联系学校的安全管理员授权。"
