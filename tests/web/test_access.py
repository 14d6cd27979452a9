"""Who may open which page: one row a page, one column a person. A new address without a row fails."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import unescape
from importlib import import_module
from pkgutil import iter_modules
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.web import access
from tests.web.access.words import EVERYBODY, Table
from tests.web.school import School

AREAS = [
    import_module(f"{access.__name__}.{each.name}")
    for each in iter_modules(access.__path__)
    if each.name != "words"
]
PAGES: Table = {route: row for area in AREAS for route, row in area.PAGES.items()}
_LINK = re.compile(r'<a [^>]*href="(/[^"]*)"')
POSTS: Table = {route: row for area in AREAS for route, row in area.POSTS.items()}


def filled(route: str, school: School) -> str:
    """The route's address, with what it names made by its own area."""
    area = next(each for each in AREAS if route in each.PAGES | each.POSTS)
    address, _ = (PAGES | POSTS)[route]
    words = area.prepare(school) if hasattr(area, "prepare") else {}
    return address.format(**words)


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


def test_every_address_has_a_row() -> None:
    named = {each.name for each in patterns(get_resolver())}
    assert named == PAGES.keys() | POSTS.keys()


def test_every_view_is_marked() -> None:
    """`needs`, `for_everyone` or Django's login_not_required: nothing is open by forgetting."""
    unmarked = [
        each.name
        for each in patterns(get_resolver())
        if not hasattr(each.callback, "needs") and getattr(each.callback, "login_required", True)
    ]
    assert unmarked == ["sign-out"]


@pytest.mark.parametrize("page", PAGES)
def test_who_may_open_a_page(school: School, signed_in: Callable[[str], Client], page: str) -> None:
    address, allowed = filled(page, school), PAGES[page][1]
    answers = {name: signed_in(name).get(address) for name in EVERYBODY}
    assert {name for name, answer in answers.items() if _opens(answer)} == allowed - {""}
    dead = {name: found for name, answer in answers.items() if (found := _refused(name, answer, school))}
    assert dead == {}, "links to pages that refuse who sees them"


def _refused(name: str, answer: Any, school: School) -> list[str]:
    """Addresses on the page that are a row of the table, and not this person's. A row says nothing of other objects."""
    if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
        return []
    found = []
    for link in dict.fromkeys(_LINK.findall(answer.content.decode())):
        parts = urlsplit(unescape(link))
        with suppress(Resolver404):
            route = resolve(parts.path).url_name
            if route in PAGES and not PAGES[route][1] & {name, ""}:
                row = urlsplit(_address(route, school))
                if parts.path == row.path and (not row.query or parts.query == row.query):
                    found.append(link)
    return found


def _address(route: str, school: School) -> str:
    address = PAGES[route][0]
    return filled(route, school) if "{" in address else address


@pytest.mark.parametrize("page", POSTS)
def test_who_may_send(school: School, signed_in: Callable[[str], Client], page: str) -> None:
    address, allowed = filled(page, school), POSTS[page][1]
    sent = {name for name in EVERYBODY if signed_in(name).post(address).status_code < 400}
    assert sent == allowed - {""}


def _opens(response: Any) -> bool:
    """The sign-in page sends those who are in already home."""
    assert response.status_code in (200, 302, 403, 404)
    return response.status_code in (200, 302)


@pytest.mark.either_database
@pytest.mark.parametrize("page", [*PAGES, *POSTS])
def test_a_stranger_is_asked_to_sign_in(school: School, client: Client, page: str) -> None:
    address, allowed = filled(page, school), (PAGES | POSTS)[page][1]
    send = client.post if page in POSTS else client.get
    response = send(address)
    if "" in allowed:
        assert not response.headers.get("Location", "").startswith("/sign-in/")
    else:
        assert response.headers["Location"].startswith("/sign-in/?next=/")


def test_a_refusal_says_what_to_do(signed_in: Callable[[str], Client]) -> None:
    text = signed_in("sys").get("/alerts/").content.decode()
    assert "系统管理员" in text
    assert "请联系学校的安全管理员授权" in text
    assert "还没有角色" in signed_in("xu").get("/alerts/").content.decode()
