"""A form that did not arrive: whoever signs in again is back on its page."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.web.school import School
from tests.web.test_access import POSTS, filled

Browse = Callable[[str], Client]
HERE = "http://testserver"


def way_on(location: str) -> str:
    parts = urlsplit(location)
    assert parts.path == "/sign-in/"
    return parse_qs(parts.query)["next"][0]


@pytest.mark.parametrize(
    ("headers", "page"),
    [
        ({"Referer": f"{HERE}/?q=1"}, "/?q=1"),
        ({"Referer": f"{HERE}/alerts/1/"}, "/alerts/1/"),
        ({"Referer": f"{HERE}/alerts/", "HX-Current-URL": f"{HERE}/alerts/2/"}, "/alerts/2/"),
        ({"Referer": "https://example.com/alerts/"}, "/alerts/1/respond/"),
        ({"Referer": "http://[broken"}, "/alerts/1/respond/"),
        ({}, "/alerts/1/respond/"),
    ],
)
def test_signing_in_again_leads_to_the_page_of_the_form(
    school: School, headers: dict[str, str], page: str
) -> None:
    answer = Client().post("/alerts/1/respond/", {"text": "甲流"}, headers=headers)
    assert way_on(answer["Location"]) == page


def test_a_fragment_that_was_sent_leads_there_too(school: School) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": f"{HERE}/diagnosis/records/1/?step=2"}
    answer = Client().post("/diagnosis/records/1/point/", {}, headers=headers)
    assert answer.status_code == 204
    assert way_on(answer["HX-Redirect"]) == "/diagnosis/records/1/?step=2"


def test_signing_out_leads_nowhere_else(signed_in: Browse) -> None:
    answer = signed_in("lin").post("/sign-out/", headers={"Referer": f"{HERE}/alerts/"})
    assert answer["Location"] == "/sign-in/"


@pytest.mark.parametrize(
    ("sent_to", "page"),
    [
        ("/goals/1/decide/", "/goals/1/"),
        ("/reports/new/make/", "/reports/new/"),
        ("/account/password/", "/account/"),
        ("/theme/", "/"),
    ],
)
def test_an_address_that_only_takes_what_is_sent_leads_to_its_page(
    signed_in: Browse, sent_to: str, page: str
) -> None:
    answer = signed_in("lin").get(sent_to)
    assert (answer.status_code, answer["Location"]) == (302, page)


@pytest.mark.either_database
@pytest.mark.parametrize("route", POSTS)
def test_no_address_answers_with_an_empty_page(school: School, signed_in: Browse, route: str) -> None:
    """Opened by hand, or after signing in again. Ends on a page or the file it is about, whoever opens it."""
    address = filled(route, school)
    for username in ("lin", "sys"):
        answer = signed_in(username).get(address, follow=True)
        assert answer.status_code in (200, 403, 404), (username, answer.status_code)
        assert answer.streaming or "</html>" in answer.content.decode()


def test_an_expired_form_leads_back_to_its_page(school: School) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(school.users["lin"])
    text = client.post("/theme/", headers={"Referer": f"{HERE}/goals/new/"}).content.decode()
    assert "写的内容会放回原处" in text
    assert 'href="/goals/new/"' in text
    assert "请返回上一页" in client.post("/theme/").content.decode()


def test_signing_in_in_a_second_window_is_no_error(school: School) -> None:
    """The first window signed in, so the form of the second is of before; its person is in already."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(school.users["lin"])
    answer = client.post("/sign-in/", {"username": "lin", "password": "x"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert Client(enforce_csrf_checks=True).post("/sign-in/", {}).status_code == 403


def test_the_pages_where_a_form_stopped_are_marked(school: School) -> None:
    """The browser keeps what was typed as long as it stands on one of them."""
    assert "data-unsent" in Client().get("/sign-in/").content.decode()
    assert "data-unsent" in Client(enforce_csrf_checks=True).post("/theme/").content.decode()
    client = Client()
    client.force_login(school.users["lin"])
    assert "data-unsent" not in client.get("/").content.decode()
