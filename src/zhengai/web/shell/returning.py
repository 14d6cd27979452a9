"""The way back to a page whose form did not arrive: signed out meanwhile, or signed in anew in another window."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode, urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

Answer = Callable[[HttpRequest], HttpResponse]


def page_sent_from(request: HttpRequest) -> str:
    """The address of the page on which the form stood; empty when the browser does not say it or it is elsewhere."""
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    try:
        parts = urlsplit(told)
    except ValueError:
        return ""
    if parts.netloc != request.get_host() or not parts.path.startswith("/"):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def back_to_the_page_of_a_form(get_response: Answer) -> Answer:
    """Whoever has to sign in to send a form comes back to its page, where the browser fills it in again. An address
    that only takes what is sent leads to the page around it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and _asks_to_sign_in(response):
            page = page_sent_from(request)
            if page:
                return HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({REDIRECT_FIELD_NAME: page})}")
        if request.method == "GET" and response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return HttpResponseRedirect(_page_around(request.path))
        return response

    return middleware


def _asks_to_sign_in(response: HttpResponse) -> bool:
    """Signing out leads to the same page, but names no way on."""
    if response.status_code != HTTPStatus.FOUND:
        return False
    led = urlsplit(response["Location"])
    return led.path == reverse("sign-in") and REDIRECT_FIELD_NAME in parse_qs(led.query)


def _page_around(path: str) -> str:
    """/goals/5/decide/ → /goals/5/"""
    parts = path.rstrip("/").split("/")[:-1]
    while len(parts) > 1:
        around = "/".join([*parts, ""])
        try:
            resolve(around)
        except Resolver404:
            parts.pop()
        else:
            return around
    return reverse("home")


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is not valid any more: mostly of a window older than the last sign-in."""
    if request.path == reverse("sign-in") and request.user.is_authenticated:
        return HttpResponseRedirect(reverse("home"))
    context = {"page": page_sent_from(request)}
    return render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN)
