"""`zhengai administrators`: without it nobody could sign in to a new college."""

import json
from typing import Any

import pytest
from django.test import Client

from zhengai.accounts.actions import create_user, disable_account
from zhengai.accounts.models import Grant, User
from zhengai.cli.__main__ import main
from zhengai.college.actions import create_college
from zhengai.college.models import College
from zhengai.college.queries import today
from zhengai.core.models import AuditEvent

pytestmark = pytest.mark.django_db
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def college() -> College:
    return create_college(code="C1", name="试验学院", category="综合", by="何川")


def shown(capsys: Capture, *options: str) -> list[dict[str, Any]]:
    assert main(["administrators", *options, "--format", "json"]) == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


def test_a_new_college_gets_three_people_who_can_sign_in(college: College, capsys: Capture) -> None:
    assert shown(capsys) == []
    made = shown(capsys, "--open")
    assert [each["role"] for each in made] == ["系统管理员", "安全管理员", "审计管理员"]
    for each in made:
        client = Client()
        sent = {"username": each["username"], "password": each["password"]}
        assert client.post("/sign-in/", sent)["Location"] == "/"
        assert client.get("/")["Location"] == "/account/"  # the password is changed first
    assert not AuditEvent.objects.filter(details__icontains=made[0]["password"]).exists()
    assert [each["password"] for each in shown(capsys)] == ["", "", ""]


def test_what_is_held_is_left_alone(college: College, capsys: Capture) -> None:
    create_user(username="SysAdmin", display_name="别人", password="wie-9-vogel", by="test")
    first = shown(capsys, "--open")
    assert first[0]["username"] == "sysadmin2"
    assert shown(capsys, "--open") == []
    assert (User.objects.count(), Grant.objects.count()) == (4, 3)
    Grant.objects.filter(role="security_admin").delete()
    assert [each["username"] for each in shown(capsys, "--open")] == ["secadmin2"]


def test_a_forgotten_password_is_renewed_for_the_three_only(college: College, capsys: Capture) -> None:
    made = shown(capsys, "--open")
    renewed = shown(capsys, "--reset", "secadmin")
    assert renewed[0]["password"] != made[1]["password"]
    assert User.objects.get(username="secadmin").check_password(renewed[0]["password"])
    create_user(username="wang", display_name="王静", password="wie-9-vogel", by="test")
    assert main(["administrators", "--reset", "wang"]) == 2
    assert "由系统管理员在网页上重置" in capsys.readouterr().err
    Grant.objects.create(
        user=User.objects.get(username="wang"), college="C1", role="audit_admin", valid_from=today(college)
    )
    disable_account(user=User.objects.get(username="auditadmin"), on=today(college), by="test")
    assert [each["username"] for each in shown(capsys)] == ["sysadmin", "secadmin", "wang"]


def test_the_sign_in_page_says_how_to_begin(college: College, client: Client, capsys: Capture) -> None:
    assert "zhengai administrators --open" in client.get("/sign-in/").content.decode()
    shown(capsys, "--open")
    assert "zhengai administrators" not in client.get("/sign-in/").content.decode()
