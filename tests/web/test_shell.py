from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.web.school import School, week

Browse = Callable[[str], Client]


def test_the_theme_is_kept_in_the_browser(signed_in: Browse) -> None:
    client = signed_in("lin")
    assert 'data-bs-theme="' not in client.get("/alerts/").content.decode()
    assert client.post("/theme/", {"theme": "dark", "back": "/alerts/"}).headers["Location"] == "/alerts/"
    assert 'data-bs-theme="dark"' in client.get("/alerts/").content.decode()
    client.post("/theme/", {"theme": ""})
    assert 'data-bs-theme="' not in client.get("/alerts/").content.decode()


def test_the_theme_leads_back_to_this_product_only(signed_in: Browse) -> None:
    response = signed_in("lin").post("/theme/", {"theme": "dark", "back": "https://example.com/"})
    assert response.headers["Location"] == "/"


def test_a_made_up_theme_is_not_written_into_the_page(signed_in: Browse) -> None:
    client = signed_in("lin")
    client.cookies["theme"] = '"><script>'
    assert "<script>" not in client.get("/").content.decode().split("<head>")[0]


def test_pages_may_load_nothing_from_elsewhere(signed_in: Browse) -> None:
    page = signed_in("lin").get("/components/")
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    text = page.content.decode()
    assert "//cdn" not in text
    assert 'src="http' not in text


def test_a_fragment_after_the_session_ended_opens_the_sign_in_page_whole(client: Client, db: None) -> None:
    response = client.get("/alerts/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"].startswith("/sign-in/")


def test_an_address_that_does_not_exist(signed_in: Browse) -> None:
    response = signed_in("lin").get("/no/such/page/")
    assert response.status_code == 404
    assert "回到工作台" in response.content.decode()


def test_an_expired_form_says_what_was_kept(school: School) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(school.users["lin"])
    response = client.post("/theme/")
    assert response.status_code == 403
    assert "刚才的内容没有保存" in response.content.decode()


def test_the_page_of_an_error_needs_nothing() -> None:
    text = render_to_string("500.html")
    assert "已经保存的内容不受影响" in text
    assert "{" not in text.split("</style>")[1]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/alerts/",
        "/alerts/{alert}/",
        "/indicators/",
        "/indicators/absence_rate/?level=course",
        f"/indicators/absence_rate/value/?subject=course:C001&period={week(12)}",
        "/components/",
    ],
)
@pytest.mark.parametrize("username", ["lin", "zhou", "zheng"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    school: School,
    signed_in: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    address: str,
    username: str,
) -> None:
    client = signed_in(username)
    with django_assert_max_num_queries(24):
        assert client.get(address.format(alert=school.alert.pk)).status_code == 200
