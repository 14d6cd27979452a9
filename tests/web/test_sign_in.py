from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.web.school import PASSWORD, School
from zhengai.accounts.models import SignInFailure
from zhengai.college.models import College
from zhengai.core import clock


def attempt(client: Client, password: str = PASSWORD, username: str = "lin") -> str:
    response = client.post(
        "/sign-in/?next=/alerts/", {"username": username, "password": password, "next": "/alerts/"}
    )
    return response.headers.get("Location") or response.content.decode()


def test_signing_in_leads_to_where_one_wanted(school: School, client: Client) -> None:
    assert attempt(client) == "/alerts/"
    assert client.get("/alerts/").status_code == 200


def test_a_foreign_address_is_not_followed(school: School, client: Client) -> None:
    response = client.post(
        "/sign-in/", {"username": "lin", "password": PASSWORD, "next": "https://example.com/"}
    )
    assert response.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_read_the_same(school: School, client: Client) -> None:
    wrong, unknown = attempt(client, "nonsense"), attempt(client, username="nobody")
    assert "用户名或密码不对" in wrong
    assert "用户名或密码不对" in unknown


def test_five_failures_lock_even_the_right_password_for_ten_minutes(
    school: School, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        assert "用户名或密码不对" in attempt(client, "nonsense")
    assert "暂停登录" in attempt(client, "nonsense")
    assert "暂停登录" in attempt(client)
    assert "用户名或密码不对" in attempt(client, "nonsense", "wang")
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert attempt(client) == "/alerts/"
    assert not SignInFailure.objects.filter(username="lin").exists()


def test_empty_fields_are_asked_for_and_not_counted(school: School, client: Client) -> None:
    assert "请填写密码" in attempt(client, "")
    assert not SignInFailure.objects.exists()


def test_a_disabled_account_does_not_open(school: School, client: Client) -> None:
    school.users["lin"].is_active = False
    school.users["lin"].save()
    assert "这个账户已停用" in attempt(client)
    assert "用户名或密码不对" in attempt(client, "nonsense")  # told only to who knows the password


def test_signing_out_needs_a_post(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("lin")
    assert client.get("/sign-out/").headers["Location"] == "/"
    assert client.get("/").status_code == 200  # still signed in
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/").status_code == 302


def test_a_demo_offers_one_account_for_each_role_with_a_sentence(school: School, client: Client) -> None:
    accounts = client.get("/sign-in/").context["demo"]
    assert [account.username for account in accounts][:3] == ["chen", "lin", "han"]
    assert accounts[-1].username == "xu"
    assert len(accounts) == len(school.users)
    assert all(account.sentence for account in accounts)


def test_only_a_demo_offers_accounts(school: School, client: Client) -> None:
    College.objects.update(is_sample=False)
    page = client.get("/sign-in/")
    assert page.context["demo"] == []
    assert PASSWORD not in page.content.decode()


def test_before_there_is_a_college_the_pages_say_what_to_do(db: None, client: Client) -> None:
    assert "还没有建立学校" in client.get("/sign-in/").content.decode()


def test_a_page_without_a_college_says_what_to_do(
    school: School, signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhengai.college.queries import NoCollege
    from zhengai.web.shell import marks

    def none(**beside: object) -> College:
        raise NoCollege("还没有建立学校")

    monkeypatch.setattr(marks, "only_college", none)
    response = signed_in("lin").get("/")
    assert response.status_code == 503
    assert "还没有建立学校" in response.content.decode()
