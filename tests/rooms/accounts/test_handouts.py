"""Accounts for many people: each with a password nobody has seen, handed out exactly once."""

from datetime import date

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import override_settings

from zhengai.accounts import handouts, one_time
from zhengai.accounts.actions import change_password, reset_password
from zhengai.accounts.handouts import (
    Newcomer,
    begin_handout,
    finish_handout,
    open_accounts,
    renew_passwords,
    take_handout,
    void_handout,
    waiting_users,
)
from zhengai.accounts.models import Handout, User
from zhengai.accounts.rules import Refused
from zhengai.core.models import AuditEvent

DAY = date(2026, 11, 20)
PEOPLE = [Newcomer("student", f"S{n:04d}", f"学生{n}") for n in range(5)]


@pytest.fixture
def handout(db: None) -> Handout:
    made = begin_handout(college="C1", role="student", by="sys")
    open_accounts(handout=made, people=PEOPLE, on=DAY, by="sys")
    finish_handout(handout=made)
    made.refresh_from_db()
    return made


def test_one_time_passwords_are_long_legible_and_never_the_same() -> None:
    drawn = {one_time.one_time_password() for _ in range(200)}
    assert len(drawn) == 200
    assert {len(each) for each in drawn} == {14}
    assert not set("".join(drawn)) & set("01oil")
    assert one_time.derived("a", "S1") == one_time.derived("a", "S1")
    assert len({one_time.derived(s, u) for s in "ab" for u in ("S1", "S2")}) == 4


def test_a_one_time_password_is_hashed_quickly_and_stored_anew_at_full_strength_when_used() -> None:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        encoded = one_time.hashed("abcd-efgh-jkmn")
        hasher = PBKDF2PasswordHasher()
        assert hasher.decode(encoded)["iterations"] == one_time.ROUNDS
        assert hasher.verify("abcd-efgh-jkmn", encoded)
        assert hasher.must_update(encoded)


def test_each_gets_an_account_a_role_from_today_and_must_change_the_password(handout: Handout) -> None:
    assert User.objects.count() == 5
    user = User.objects.get(username="S0003")
    assert (user.person_number, user.display_name, user.must_change_password) == ("S0003", "学生3", True)
    grant = user.grants.get()
    assert (grant.role, grant.level, grant.subject, grant.valid_from) == ("student", "student", "S0003", DAY)
    assert AuditEvent.objects.get(action="accounts.open_many").details["usernames"][0] == "S0000"


def test_who_has_an_account_is_never_touched(handout: Handout) -> None:
    before = list(User.objects.values())
    again = begin_handout(college="C1", role="student", by="sys")
    more = [*PEOPLE, Newcomer("student", "S0009", "新同学")]
    assert open_accounts(handout=again, people=more, on=DAY, by="sys") == 1
    assert [each for each in User.objects.values() if each["username"] != "S0009"] == before


def test_the_passwords_are_right_and_told_once(handout: Handout) -> None:
    handed = take_handout(handout=handout, by="sys")
    assert [each.username for each in handed] == [each.number for each in PEOPLE]
    for each in handed:
        assert User.objects.get(username=each.username).check_password(each.password)
    with pytest.raises(Refused, match=r"已由 sys 于 .* 领取，只能领取一次"):
        take_handout(handout=handout, by="other")
    assert Handout.objects.get().seed == ""
    assert not any(each.password in str(list(AuditEvent.objects.values())) for each in handed)


def test_it_is_not_taken_before_it_is_ready(db: None) -> None:
    made = begin_handout(college="C1", role="student", by="sys")
    open_accounts(handout=made, people=PEOPLE, on=DAY, by="sys")
    with pytest.raises(Refused, match="还没有做好"):
        take_handout(handout=made, by="sys")


def test_who_has_a_password_of_their_own_is_not_on_it(handout: Handout) -> None:
    reset = reset_password(user=User.objects.get(username="S0000"), on=DAY, by="sys")
    changed = User.objects.get(username="S0000")
    change_password(user=changed, current=reset, password="long-enough-2026")
    assert "S0000" not in {each.username for each in take_handout(handout=handout, by="sys")}


def test_a_lost_list_is_replaced_for_those_who_still_need_it(handout: Handout) -> None:
    old = {each.username: each.password for each in take_handout(handout=handout, by="sys")}
    first = User.objects.get(username="S0000")
    waiting = list(waiting_users(handout))
    change_password(user=first, current=old["S0000"], password="long-enough-2026")
    void_handout(handout=handout, by="sys")
    new = begin_handout(college="C1", role="student", by="sys")
    assert renew_passwords(handout=new, users=waiting, by="sys") == 4
    finish_handout(handout=new)
    handed = {each.username: each.password for each in take_handout(handout=new, by="sys")}
    assert handed.keys() == old.keys() - {"S0000"}
    second = User.objects.get(username="S0001")
    assert second.check_password(handed["S0001"])
    assert not second.check_password(old["S0001"])
    first.refresh_from_db()
    assert first.check_password("long-enough-2026")


def test_a_changed_secret_key_is_noticed_instead_of_handing_out_wrong_passwords(handout: Handout) -> None:
    with override_settings(SECRET_KEY="another"), pytest.raises(Refused, match=r"密钥.*更换过"):
        take_handout(handout=handout, by="sys")
    assert Handout.objects.get().taken_at is None


def test_a_part_is_done_with_a_bounded_number_of_questions(
    db: None, django_assert_max_num_queries: object
) -> None:
    made = begin_handout(college="C1", role="student", by="sys")
    many = [Newcomer("student", f"X{n}", "某") for n in range(200)]
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert handouts.open_accounts(handout=made, people=many, on=DAY, by="sys") == 200
