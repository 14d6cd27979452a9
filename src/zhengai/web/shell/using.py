"""Counts every page that somebody opened and everything they sent, by module and level (INF-18)."""

from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from django.http import HttpRequest, HttpResponse

from zhengai.college.queries import today
from zhengai.core.using import TALLY, Use
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.module import module_at
from zhengai.web.shell.request import Request


def count_uses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if _counts(request, response):
            known = cast(Request, request)
            TALLY.add(_use(known), acted=known.method == "POST")
        return response

    return middleware


def _counts(request: HttpRequest, response: HttpResponse) -> bool:
    """Pages as people open them: no fragments that follow by themselves, nothing that was refused."""
    if not hasattr(request, "person") or response.status_code >= HTTPStatus.BAD_REQUEST:
        return False
    if request.method == "POST":
        return True
    whole = response.status_code == HTTPStatus.OK and "HX-Request" not in request.headers
    return request.method == "GET" and whole


def _use(request: Request) -> Use:
    person, college = request.person, request.college
    module = module_at(college, request.path)
    return Use(
        college=college.code,
        day=today(college),
        by=request.user.username,
        role=person.roles[0].code if person.roles else "",
        module=module.code if module else "",
        level=_level(request),
    )


def _level(request: Request) -> str:
    """The level that the address speaks of."""
    match = request.resolver_match
    said = str((match.kwargs if match else {}).get("level") or request.GET.get("level", ""))
    return said if said and said in level_names(request) else ""
