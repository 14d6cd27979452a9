"""What a reader sees of an error of the program, and what is written down of the request in which it happened."""

import secrets

from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

from zhengai.web.shell.person import PERSONAL

_LONGEST = 300  # characters of an address


def server_error(request: HttpRequest) -> HttpResponse:
    """A page with a short number. The entry in the error log carries the same one (core.errorlog); Django writes it
    when this page is made. Scripts read the number from the header."""
    number = str(100_000 + secrets.randbelow(900_000))
    user = _user(request)
    request.failure = (  # type: ignore[attr-defined]
        f"错误编号 {number} 用户 {'-' if user is None else user} {request.method} {_address(request)}"
    )
    page = render_to_string("500.html", {"number": number})
    return HttpResponseServerError(page, headers={"Error-Number": number})


def _user(request: HttpRequest) -> int | None:
    """The key of the account; None before somebody signed in, and when the database does not answer."""
    try:
        user = getattr(request, "user", None)
        return user.pk if user is not None else None
    except Error:
        return None


def _address(request: HttpRequest) -> str:
    """Without what was asked (?…), and without the number of a person where the page is about one."""
    path, match = request.path, request.resolver_match
    if match and match.kwargs.get("level") in PERSONAL:
        path = path.replace(f"/{match.kwargs.get('code')}/", "/…/")
    return "".join(sign if sign.isprintable() else "?" for sign in path)[:_LONGEST]
