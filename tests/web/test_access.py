"""Who may open which page: one row a page, one column a person. A new address without a row fails."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.school import CAST, School

EVERYBODY = frozenset(username for username, *_ in CAST)
ADMINISTRATORS = frozenset({"sys", "sec", "aud"})
SEEING = EVERYBODY - ADMINISTRATORS - {"xu"}
# they may answer, and the alert is theirs or inside what they answer for
ANSWERING = frozenset({"lin", "han", "zhou", "zheng"})
PUBLIC = EVERYBODY | {""}

SUBJECT = "?subject=course:C001"
PAGES: dict[str, tuple[str, frozenset[str]]] = {
    "home": ("/", EVERYBODY),
    "components": ("/components/", EVERYBODY),
    "sign-in": ("/sign-in/", PUBLIC),
    "alerts": ("/alerts/", SEEING),
    # beyond this line the row is about one course of one department
    "alert": (
        "/alerts/{alert}/",
        frozenset({"chen", "lin", "han", "zhou", "zheng", "sun", "he", "qian", "feng"}),
    ),
    "indicators": ("/indicators/", SEEING),
    "indicator": ("/indicators/absence_rate/", SEEING),
    "indicator-value": (
        f"/indicators/absence_rate/value/{SUBJECT}",
        frozenset({"chen", "lin", "han", "zhou", "zheng", "sun", "he", "qian", "feng"}),
    ),
}
POSTS: dict[str, tuple[str, frozenset[str]]] = {
    "sign-out": ("/sign-out/", EVERYBODY),
    "theme": ("/theme/", PUBLIC),
    "alert-respond": ("/alerts/{alert}/respond/", ANSWERING),
}


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
    address, allowed = PAGES[page]
    address = address.format(alert=school.alert.pk)
    opened = {name for name in EVERYBODY if _opens(signed_in(name).get(address))}
    assert opened == allowed - {""}


@pytest.mark.parametrize("page", POSTS)
def test_who_may_send(school: School, signed_in: Callable[[str], Client], page: str) -> None:
    address, allowed = POSTS[page]
    address = address.format(alert=school.alert.pk)
    sent = {name for name in EVERYBODY if signed_in(name).post(address).status_code == 302}
    assert sent == allowed - {""}


def _opens(response: Any) -> bool:
    """The sign-in page sends those who are in already home."""
    assert response.status_code in (200, 302, 403, 404)
    return response.status_code in (200, 302)


@pytest.mark.parametrize("page", [*PAGES, *POSTS])
def test_a_stranger_is_asked_to_sign_in(school: School, client: Client, page: str) -> None:
    address, allowed = (PAGES | POSTS)[page]
    send = client.post if page in POSTS else client.get
    response = send(address.format(alert=school.alert.pk))
    if "" in allowed:
        assert not response.headers.get("Location", "").startswith("/sign-in/")
    else:
        assert response.headers["Location"].startswith("/sign-in/?next=/")


def test_a_refusal_says_what_to_do(signed_in: Callable[[str], Client]) -> None:
    text = signed_in("sys").get("/alerts/").content.decode()
    assert "系统管理员" in text
    assert "请联系学校的安全管理员授权" in text
    assert "还没有角色" in signed_in("xu").get("/alerts/").content.decode()


def test_the_menu_shows_what_may_be_opened(signed_in: Callable[[str], Client]) -> None:
    def titles(username: str) -> list[str]:
        return [item.title for item in signed_in(username).get("/").context["menu"]]

    assert titles("lin") == ["工作台", "监测预警", "指标与数据"]
    assert titles("aud") == ["工作台"]
