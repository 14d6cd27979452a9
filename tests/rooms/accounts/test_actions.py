from datetime import date

import pytest
from django.db import IntegrityError, transaction

from zhengai.accounts.actions import Refused, create_user, end_grant, grant_role, set_password
from zhengai.accounts.models import Grant, User
from zhengai.core.models import AuditEvent

TERM = date(2026, 9, 1)


def test_a_new_user_can_sign_in_with_the_password_and_is_on_record(wang: User) -> None:
    assert wang.check_password("qinghe-2026")
    event = AuditEvent.objects.get(action="accounts.create")
    assert (event.by, event.subject) == ("sys", "wang")
    assert "qinghe" not in str(event.content())


def test_a_name_is_given_once(wang: User) -> None:
    with pytest.raises(Refused, match="已经有人使用"):
        create_user(username="wang", display_name="另一位", password="qinghe-2026", by="sys")


@pytest.mark.parametrize("password", ["12345678", "wang", "password1"])
def test_a_weak_password_is_refused_with_the_name_of_the_user(db: None, password: str) -> None:
    with pytest.raises(Refused, match="用户 wang 的密码不合要求"):
        create_user(username="wang", display_name="王静", password=password, by="sys")
    assert not User.objects.exists()


def test_setting_a_password_replaces_the_old_one(wang: User) -> None:
    set_password(user=wang, password="another-2026", by="sys")
    wang.refresh_from_db()
    assert wang.check_password("another-2026")
    assert not wang.check_password("qinghe-2026")


def test_a_grant_remembers_scope_and_time(wang: User) -> None:
    grant = grant_role(
        user=wang, role="faculty", college="C1", level="department", subject="D01", valid_from=TERM, by="sec"
    )
    assert str(grant) == "王静 二级学院"
    assert AuditEvent.objects.get(action="accounts.grant").details == {
        "role": "faculty",
        "scope": "department:D01",
    }


@pytest.mark.parametrize(
    ("role", "level", "subject", "sentence"),
    [
        ("dean", "", "", "没有“dean”这个角色"),
        ("faculty", "", "", "要写明负责的对象"),
        ("faculty", "course", "C001", "应是一个部门"),
        ("course_leader", "course", "", "要写明负责的对象"),
        ("leader", "department", "D01", "不限定对象"),
    ],
)
def test_a_grant_must_fit_how_far_its_role_reaches(
    wang: User, role: str, level: str, subject: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        grant_role(
            user=wang, role=role, college="C1", level=level, subject=subject, valid_from=TERM, by="sec"
        )
    assert not Grant.objects.exists()


def test_a_grant_cannot_end_before_it_begins(wang: User) -> None:
    early = date(2026, 8, 1)
    with pytest.raises(Refused, match="早于起日"):
        grant_role(user=wang, role="teacher", college="C1", valid_from=TERM, valid_until=early, by="sec")
    grant = grant_role(user=wang, role="teacher", college="C1", valid_from=TERM, by="sec")
    with pytest.raises(Refused, match="早于起日"):
        end_grant(grant=grant, on=early, by="sec")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(valid_until=early)


def test_an_ended_grant_stays_for_the_past(wang: User) -> None:
    grant = grant_role(user=wang, role="teacher", college="C1", valid_from=TERM, by="sec")
    end_grant(grant=grant, on=date(2026, 10, 1), by="sec")
    assert Grant.objects.get().valid_until == date(2026, 10, 1)
    assert AuditEvent.objects.get(action="accounts.end_grant").details["until"] == "2026-10-01"
