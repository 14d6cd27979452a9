"""Who may do what to whom: the three administrators stay apart, and none of their roles is ever without a holder."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from zhengai.accounts.actions import (
    Refused,
    WrongPassword,
    change_password,
    create_user,
    disable_account,
    enable_account,
    open_account,
    record_failed_sign_in,
    rename_user,
    reset_password,
    unlock,
)
from zhengai.accounts.administering import accounts, in_state, locks, nearest_grant, sign_ins, with_role
from zhengai.accounts.granting import end_grant, grant_role, withdraw_grant
from zhengai.accounts.models import Grant, SignInFailure, User
from zhengai.accounts.rules import ADMINISTRATORS, ROLES, Permission, may_stand_together
from zhengai.core import clock
from zhengai.core.models import AuditEvent

DAY = date(2026, 11, 20)
BEFORE = date(2026, 9, 1)
Make = Callable[..., User]


@pytest.fixture
def make(db: None) -> Make:
    def made(username: str, role: str = "") -> User:
        user = create_user(
            username=username, display_name=username, password="qinghe-2026", person_number=f"N-{username}",
            by="installer",
        )  # fmt: skip
        if role:
            grant_role(user=user, role=role, college="C1", valid_from=BEFORE, by="installer")
        return user

    return made


def test_no_administrator_holds_a_permission_of_another_or_sees_business_data() -> None:
    held = {code: ROLES[code].permissions for code in ADMINISTRATORS}
    assert held == {
        "system_admin": {Permission.ACCOUNT_VIEW, Permission.ACCOUNT_EDIT},
        "security_admin": {Permission.ACCOUNT_VIEW, Permission.GRANT_EDIT},
        "audit_admin": {Permission.AUDIT_VIEW},
    }
    others = frozenset().union(*(r.permissions for c, r in ROLES.items() if c not in ADMINISTRATORS))
    assert not others & frozenset().union(*held.values())


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("system_admin", "security_admin", False),
        ("audit_admin", "teacher", False),
        ("teacher", "class_adviser", True),
        ("system_admin", "system_admin", True),
    ],
)
def test_which_roles_stand_together(one: str, other: str, together: bool) -> None:
    assert may_stand_together(one, other) is may_stand_together(other, one) is together


def test_an_administrator_holds_nothing_else_at_the_same_time(make: Make) -> None:
    sys = make("sys", "system_admin")
    with pytest.raises(Refused, match="“质管办”与“系统管理员”不能由同一个人同时担任"):
        grant_role(user=sys, role="quality_office", college="C1", valid_from=DAY, by="sec")
    teacher = make("wang", "teacher")
    with pytest.raises(Refused, match="三员分立"):
        grant_role(user=teacher, role="audit_admin", college="C1", valid_from=DAY, by="sec")
    end_grant(grant=Grant.objects.get(user=teacher), on=DAY, by="sec")
    grant_role(user=teacher, role="audit_admin", college="C1", valid_from=DAY + timedelta(days=1), by="sec")


def test_nobody_gives_a_role_to_themselves(make: Make) -> None:
    sec = make("sec", "security_admin")
    with pytest.raises(Refused, match="不能给自己授权"):
        grant_role(user=sec, role="security_admin", college="C2", valid_from=DAY, by="sec")


def test_a_role_by_person_is_for_the_person(make: Make) -> None:
    li = make("li")
    with pytest.raises(Refused, match="只能给本人"):
        grant_role(
            user=li, role="student", college="C1", level="student", subject="S2", valid_from=DAY, by="sec"
        )
    User.objects.filter(pk=li.pk).update(person_number="")
    with pytest.raises(Refused, match="按工号或学号认人"):
        grant_role(user=li, role="student", college="C1", valid_from=DAY, by="sec")


def test_the_object_of_a_role_is_of_its_level(make: Make) -> None:
    with pytest.raises(Refused, match="对象应是一个专业"):
        grant_role(
            user=make("wu"), role="programme_leader", college="C1", level="course", subject="C1",
            valid_from=DAY, by="sec",
        )  # fmt: skip


def test_a_role_is_held_once_on_any_day(make: Make) -> None:
    """A double click, or two administrators at the same account."""
    wang = make("wang", "teacher")
    with pytest.raises(Refused, match="已经有“教师”这个角色"):
        grant_role(user=wang, role="teacher", college="C1", valid_from=DAY, by="sec")
    assert wang.grants.count() == 1


def test_ending_twice_changes_nothing_and_a_later_day_is_a_new_grant(make: Make) -> None:
    make("wang", "teacher")
    for _ in range(2):
        end_grant(grant=Grant.objects.get(), on=DAY, by="sec")
    assert AuditEvent.objects.filter(action="accounts.end_grant").count() == 1
    with pytest.raises(Refused, match="要延长请重新给出角色"):
        end_grant(grant=Grant.objects.get(), on=DAY + timedelta(days=1), by="sec")


def test_a_role_given_by_mistake_is_taken_back_at_once(make: Make) -> None:
    wang = make("wang", "teacher")
    with pytest.raises(Refused, match="已经在用"):
        withdraw_grant(grant=Grant.objects.get(), on=DAY, by="sec")
    grant = grant_role(user=wang, role="leader", college="C1", valid_from=DAY, by="sec")
    for _ in range(2):
        withdraw_grant(grant=Grant(pk=grant.pk), on=DAY, by="sec")
    assert [each.role for each in wang.grants.all()] == ["teacher"]
    assert AuditEvent.objects.get(action="accounts.withdraw_grant").subject == "wang"
    with pytest.raises(Refused, match="已经撤销"):
        end_grant(grant=Grant(pk=grant.pk), on=DAY, by="sec")


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_the_last_holder_of_an_administrators_role_stays(make: Make, role: str) -> None:
    first = make("first", role)
    with pytest.raises(Refused, match=f"这是最后一位{ROLES[role].name}"):
        end_grant(grant=first.grants.get(), on=DAY, by="x")
    with pytest.raises(Refused, match=f"这是最后一位{ROLES[role].name}"):
        disable_account(user=first, on=DAY, by="x")
    second = make("second", role)
    end_grant(grant=first.grants.get(), on=DAY, by="x")
    with pytest.raises(Refused, match="这是最后一位"):
        disable_account(user=second, on=DAY, by="x")


def test_a_holder_who_is_disabled_or_leaves_does_not_count(make: Make) -> None:
    first, second = make("first", "system_admin"), make("second", "system_admin")
    disable_account(user=second, on=DAY, by="first")
    with pytest.raises(Refused, match="这是最后一位"):
        end_grant(grant=first.grants.get(), on=DAY, by="sec")
    enable_account(user=second, by="first")
    Grant.objects.filter(user=second).update(valid_until=DAY)
    with pytest.raises(Refused, match="这是最后一位"):
        end_grant(grant=first.grants.get(), on=DAY, by="sec")


def test_nobody_disables_themselves(make: Make) -> None:
    sys = make("sys", "system_admin")
    with pytest.raises(Refused, match="不能停用自己"):
        disable_account(user=sys, on=DAY, by="sys")


def test_disabling_ends_sessions_for_good(make: Make) -> None:
    wang = make("wang", "teacher")
    before = wang.get_session_auth_hash()
    disable_account(user=wang, on=DAY, by="sys")
    disable_account(user=wang, on=DAY, by="sys2")
    enable_account(user=wang, by="sys")
    enable_account(user=wang, by="sys")
    wang.refresh_from_db()
    assert wang.is_active
    assert wang.get_session_auth_hash() != before
    told = AuditEvent.objects.filter(action__in=("accounts.disable", "accounts.enable"))
    assert [each.action for each in told] == ["accounts.disable", "accounts.enable"]


def test_nothing_is_granted_to_a_disabled_account(make: Make) -> None:
    wang = make("wang")
    disable_account(user=wang, on=DAY, by="sys")
    with pytest.raises(Refused, match="已停用，启用之后才能授权"):
        grant_role(user=wang, role="teacher", college="C1", valid_from=DAY, by="sec")
    with pytest.raises(Refused, match="已停用，启用之后才能重置密码"):
        reset_password(user=wang, on=DAY, by="sys")


def test_a_new_account_has_a_password_for_once_and_no_role(db: None) -> None:
    user, password = open_account(username=" T9 ", display_name="新人", person_number="T9", by="sys")
    assert (user.username, user.must_change_password, user.grants.count()) == ("T9", True, 0)
    assert user.check_password(password)
    assert password not in str(list(AuditEvent.objects.values()))
    change_password(user=user, current=password, password="long-enough-2026")
    user.refresh_from_db()
    assert not user.must_change_password


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"username": ""}, "用户名只用字母"),
        ({"username": "a b"}, "用户名只用字母"),
        ({"username": "a" * 151}, "最长 150"),
        ({"display_name": "  "}, "请写姓名"),
        ({"display_name": "长" * 61}, "最长 60"),
        ({"username": "WANG"}, "已经有人使用"),
        ({"person_number": "T0004"}, "已经有账户 wang（王静）"),
    ],
)
def test_a_new_account_is_refused_with_a_sentence(wang: User, told: dict[str, str], sentence: str) -> None:
    given = {"username": "new", "display_name": "新人", "person_number": "", **told}
    with pytest.raises(Refused, match=sentence):
        open_account(**given, by="sys")
    assert User.objects.count() == 1


def test_a_reset_password_holds_once_and_ends_sessions(make: Make) -> None:
    wang = make("wang", "teacher")
    before = wang.get_session_auth_hash()
    password = reset_password(user=wang, on=DAY, by="sys")
    wang.refresh_from_db()
    assert wang.check_password(password)
    assert wang.must_change_password
    assert wang.get_session_auth_hash() != before


@pytest.mark.parametrize("role", ["security_admin", "audit_admin"])
def test_the_system_administrator_cannot_become_another(make: Make, role: str) -> None:
    with pytest.raises(Refused, match="不能由系统管理员重置"):
        reset_password(user=make("other", role), on=DAY, by="sys")
    reset_password(user=make("second", "system_admin"), on=DAY, by="sys")


def test_nobody_resets_their_own_password(make: Make) -> None:
    with pytest.raises(Refused, match="我的账户"):
        reset_password(user=make("sys", "system_admin"), on=DAY, by="sys")


def test_changing_the_own_password_asks_for_the_present_one(wang: User) -> None:
    with pytest.raises(WrongPassword):
        change_password(user=wang, current="guess", password="long-enough-2026")
    with pytest.raises(Refused, match="与现在的相同"):
        change_password(user=wang, current="qinghe-2026", password="qinghe-2026")
    with pytest.raises(Refused, match="密码"):
        change_password(user=wang, current="qinghe-2026", password="12345678")
    wang.refresh_from_db()
    assert wang.check_password("qinghe-2026")


def test_a_number_moves_no_role_to_other_rows(make: Make) -> None:
    wang = make("wang", "teacher")
    with pytest.raises(Refused, match="还有角色"):
        rename_user(user=wang, display_name="王静", person_number="N9", on=DAY, by="sys")
    rename_user(user=wang, display_name="王静", person_number="N-wang", on=DAY, by="sys")
    Grant.objects.update(valid_until=DAY - timedelta(days=1))
    make("other")
    with pytest.raises(Refused, match="已经有账户 other"):
        rename_user(user=wang, display_name="王静", person_number="N-other", on=DAY, by="sys")
    rename_user(user=wang, display_name="王静", person_number="N9", on=DAY, by="sys")
    wang.refresh_from_db()
    assert (wang.display_name, wang.person_number) == ("王静", "N9")
    with pytest.raises(Refused, match="请写姓名"):
        rename_user(user=wang, display_name="", person_number="N9", on=DAY, by="sys")


def test_a_lock_is_seen_and_lifted(wang: User) -> None:
    for _ in range(5):
        record_failed_sign_in(username="Wang", address="10.0.0.1", by="Wang")
    now = clock.now()
    assert list(locks(now)) == ["wang"]
    assert list(in_state(accounts("C1", DAY), "locked", now)) == [wang]
    unlock(user=wang, by="sys")
    unlock(user=wang, by="sys")
    assert not SignInFailure.objects.exists()
    assert AuditEvent.objects.filter(action="accounts.unlock").count() == 1
    assert list(in_state(accounts("C1", DAY), "locked", now)) == []


def test_states_of_accounts(make: Make) -> None:
    make("without")
    make("active", "leader")
    make("ending", "reviewer")
    Grant.objects.filter(user__username="ending").update(valid_until=DAY + timedelta(days=30))
    make("ended", "reviewer")
    Grant.objects.filter(user__username="ended").update(valid_until=DAY - timedelta(days=1))
    disable_account(user=make("disabled", "leader"), on=DAY, by="sys")
    everybody = accounts("C1", DAY)

    def names(state: str) -> set[str]:
        return {user.username for user in in_state(everybody, state, clock.now())}

    assert names("active") == {"active", "ending"}
    assert names("ending") == {"ending"}
    assert names("without") == {"without", "ended"}
    assert names("disabled") == {"disabled"}
    assert len(names("anything else")) == 5
    assert {user.username for user in with_role(everybody, "reviewer", "C1", DAY)} == {"ending"}


def test_the_nearest_role_of_somebody_without_one(make: Make) -> None:
    wang = make("wang", "reviewer")
    end_grant(grant=wang.grants.get(), on=DAY - timedelta(days=5), by="sec")
    found = nearest_grant(wang, "C1", DAY)
    assert found is not None
    assert found.valid_until == DAY - timedelta(days=5)
    grant_role(user=wang, role="leader", college="C1", valid_from=DAY + timedelta(days=3), by="sec")
    coming = nearest_grant(wang, "C1", DAY)
    assert coming is not None
    assert coming.role == "leader"
    assert nearest_grant(make("xu"), "C1", DAY) is None


def test_sign_ins_are_those_under_the_own_name(wang: User) -> None:
    record_failed_sign_in(username="wang", address="10.0.0.1", by="wang")
    record_failed_sign_in(username="li", address="10.0.0.2", by="li")
    assert [each.details["address"] for each in sign_ins("wang", 5)] == ["10.0.0.1"]
