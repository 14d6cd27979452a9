"""The pages of the system and the security administrator, and everybody's own account."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.web.school import NOW, PASSWORD, School
from zhengai.accounts.actions import disable_account, reset_password
from zhengai.accounts.models import Grant, Handout, SignInFailure, User
from zhengai.college.models import Subject
from zhengai.core.models import AuditEvent, Job
from zhengai.framework.models import Post, PostHolder

Browse = Callable[[str], Client]
DAY = NOW.date()
OWN = "my-own-2026-long"


def text(response: Any) -> str:
    return str(response.content.decode())


def sent(client: Client, address: str, **fields: str) -> str:
    """What the person reads next."""
    return text(client.post(address, fields, follow=True))


def rows(response: Any) -> list[list[Any]]:
    return list(CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python())


def account(school: School, username: str) -> str:
    return f"/accounts/{school.users[username].pk}/"


def first_sign_in(school: School, username: str = "wang") -> tuple[Client, str]:
    password = reset_password(user=school.users[username], on=DAY, by="sys")
    client = Client()
    client.post("/sign-in/", {"username": username, "password": password})
    return client, password


# the list


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"q": "王静"}, {"wang"}),
        ({"q": "T000"}, {"zhou", "wu", "zheng", "wang", "zhao"}),
        ({"role": "reviewer"}, {"qian"}),
        ({"state": "without"}, {"xu"}),
        ({"state": "disabled"}, {"sun"}),
        ({"state": "ending"}, {"qian"}),
        ({"state": "locked"}, {"li"}),
        ({"q": "nobody of this name"}, set()),
        ({"role": "nonsense", "state": "nonsense", "q": "feng"}, {"feng"}),
    ],
)
def test_the_list_is_narrowed(
    school: School, signed_in: Browse, wanted: dict[str, str], found: set[str]
) -> None:
    User.objects.filter(username="sun").update(is_active=False)
    Grant.objects.filter(user__username="qian").update(valid_until=DAY + timedelta(days=3))
    for _ in range(5):
        Client().post("/sign-in/", {"username": "li", "password": "guess"})
    page = signed_in("sys").get("/accounts/", wanted)
    assert {row.user.username for row in page.context["rows"]} == found


def test_the_list_says_in_what_state_each_is(school: School, signed_in: Browse) -> None:
    User.objects.filter(username="sun").update(is_active=False)
    page = signed_in("sec").get("/accounts/?sort=-name")
    words = {row.user.username: row.word for row in page.context["rows"]}
    assert (words["sun"], words["xu"], words["lin"]) == ("停用", "没有角色", "在用")
    assert "/accounts/new/" not in text(page)


def test_the_workbook_has_everybody_and_no_secret(school: School, signed_in: Browse) -> None:
    response = signed_in("sys").get("/accounts/?format=xlsx&sort=username")
    found = rows(response)
    assert found[0][:4] == ["用户名", "姓名", "工号或学号", "角色"]
    assert len(found) == 1 + len(school.users)
    assert next(row for row in found if row[0] == "zheng")[3] == "课程负责人（护理学基础）"
    assert not any("$" in str(cell) for row in found for cell in row)


# one account: the system administrator


def test_a_new_account_gets_a_password_that_is_shown_once(school: School, signed_in: Browse) -> None:
    client = signed_in("sys")
    told = {"username": "T0100", "display_name": "新教师", "person_number": "T0100"}
    page = client.post("/accounts/new/", told)
    password = page.context["password"]
    assert password in text(page)
    assert "no-store" in page["Cache-Control"]
    user = User.objects.get(username="T0100")
    assert user.check_password(password)
    assert password not in text(client.get(f"/accounts/{user.pk}/"))


def test_the_form_sent_twice_shows_a_password_that_holds(school: School, signed_in: Browse) -> None:
    told = {"username": "T0100", "display_name": "新教师", "person_number": ""}
    client = signed_in("sys")
    client.post("/accounts/new/", told)
    password = client.post("/accounts/new/", told).context["password"]
    assert User.objects.get(username="T0100").check_password(password)


def test_a_refused_account_keeps_what_was_typed(school: School, signed_in: Browse) -> None:
    page = text(
        signed_in("sys").post(
            "/accounts/new/", {"username": "lin", "display_name": "另一位林敏"}, follow=True
        )
    )
    assert "已经有人使用" in page
    assert "另一位林敏" in page


def test_resetting_names_what_happens_and_ends_the_session(school: School, signed_in: Browse) -> None:
    wang, client = signed_in("wang"), signed_in("sys")
    assert "马上失效" in text(client.get(account(school, "wang")))
    page = client.post(f"{account(school, 'wang')}reset/")
    assert re.search(r"[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}", text(page))
    assert wang.get("/").headers["Location"].startswith("/sign-in/")


def test_the_system_administrator_does_not_get_the_password_of_another(
    school: School, signed_in: Browse
) -> None:
    for username in ("sec", "aud"):
        assert "不能由系统管理员重置" in sent(signed_in("sys"), f"{account(school, username)}reset/")
    assert "自己的密码请在" in sent(signed_in("sys"), f"{account(school, 'sys')}reset/")


def test_who_is_disabled_at_work_reads_one_sentence(school: School, signed_in: Browse) -> None:
    wang, client = signed_in("wang"), signed_in("sys")
    assert wang.get("/").status_code == 200
    page = sent(client, f"{account(school, 'wang')}switch/", move="disable")
    assert "王静的账户已停用，登录已经结束。" in page
    seen = wang.get("/", follow=True)
    assert seen.request["PATH_INFO"] == "/sign-in/"
    assert "您的账户已停用，登录已经结束" in text(seen)
    sent(client, f"{account(school, 'wang')}switch/", move="enable")
    assert wang.get("/").headers["Location"].startswith("/sign-in/")
    assert "您的账户已停用" not in text(wang.get("/sign-in/"))


def test_a_fragment_of_a_disabled_person_opens_the_sign_in_page(school: School, signed_in: Browse) -> None:
    wang = signed_in("wang")
    disable_account(user=school.users["wang"], on=DAY, by="sys")
    response = wang.get("/alerts/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith("/sign-in/")


def test_the_last_system_administrator_stays(school: School, signed_in: Browse) -> None:
    assert "不能停用自己的账户" in sent(signed_in("sys"), f"{account(school, 'sys')}switch/", move="disable")
    assert "这是最后一位安全管理员" in sent(
        signed_in("sys"), f"{account(school, 'sec')}switch/", move="disable"
    )
    assert "没有看懂要做什么" in sent(signed_in("sys"), f"{account(school, 'wang')}switch/")


def test_a_lock_is_shown_and_lifted(school: School, signed_in: Browse) -> None:
    for _ in range(5):
        Client().post("/sign-in/", {"username": "wang", "password": "guess"})
    client = signed_in("sys")
    page = client.get(account(school, "wang"))
    assert "连续输错密码 5 次" in text(page)
    assert [each.succeeded for each in page.context["tries"]] == [False] * 5
    assert "解除锁定" not in text(signed_in("sec").get(account(school, "wang")))
    assert "现在可以登录" in sent(client, f"{account(school, 'wang')}switch/", move="unlock")
    response = Client().post("/sign-in/", {"username": "wang", "password": PASSWORD})
    assert response.status_code == 302


def test_a_name_is_corrected_and_a_refusal_keeps_what_was_typed(school: School, signed_in: Browse) -> None:
    client, address = signed_in("sys"), f"{account(school, 'wang')}rename/"
    assert "已保存" in sent(client, address, display_name="王敬", person_number="T0004")
    page = sent(client, address, display_name="王净", person_number="T0009")
    assert "有角色" in page
    assert 'value="王净"' in page
    assert User.objects.get(username="wang").person_number == "T0004"


# one account: the security administrator


def test_a_role_is_given_for_an_object_chosen_by_name(school: School, signed_in: Browse) -> None:
    client = signed_in("sec")
    page = sent(client, f"{account(school, 'xu')}grant/", role="programme_leader", subject="软件技术")
    assert "担任“专业负责人”" in page
    grant = Grant.objects.get(user=school.users["xu"])
    assert (grant.level, grant.subject, grant.valid_from, grant.valid_until) == (
        "programme", "P002", DAY, None,
    )  # fmt: skip
    again = sent(client, f"{account(school, 'xu')}grant/", role="programme_leader", subject="P002")
    assert "不用再给" in again
    assert Grant.objects.filter(user=school.users["xu"]).count() == 1


def test_a_role_by_person_names_the_person(school: School, signed_in: Browse) -> None:
    sent(signed_in("sec"), f"{account(school, 'xu')}grant/", role="teacher", until="2027-01-31")
    grant = Grant.objects.get(user=school.users["xu"])
    assert (grant.level, grant.subject, grant.valid_until) == ("teacher", "G0007", date(2027, 1, 31))


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "请选择角色"),
        ({"role": "rector"}, "请选择角色"),
        ({"role": "course_leader", "subject": "不存在的课"}, "本校没有“不存在的课”"),
        ({"role": "course_leader"}, "请写对象的名称或代码"),
        ({"role": "leader", "from": "2026-13-77"}, "不是一个日期"),
        ({"role": "leader", "from": "yesterday"}, "不是一个日期"),
        ({"role": "leader", "from": "2026-12-01", "until": "2026-11-01"}, "早于起日"),
    ],
)
def test_a_refused_role_keeps_what_was_typed(
    school: School, signed_in: Browse, told: dict[str, str], sentence: str
) -> None:
    page = signed_in("sec").post(f"{account(school, 'xu')}grant/", told, follow=True)
    assert sentence in text(page)
    assert page.context["typed"]["subject"] == told.get("subject", "")
    assert not Grant.objects.filter(user=school.users["xu"]).exists()


def test_nobody_gives_a_role_to_themselves(school: School, signed_in: Browse) -> None:
    page = sent(signed_in("sec"), f"{account(school, 'sec')}grant/", role="leader")
    assert [grant.role for grant in school.users["sec"].grants.all()] == ["security_admin"]
    assert "自己的角色由另一位安全管理员给出" in page


def test_the_form_asks_for_the_object_that_the_role_needs(school: School, signed_in: Browse) -> None:
    client, address = signed_in("sec"), account(school, "xu")
    part = client.get(f"{address}?role=class_adviser", headers={"HX-Request": "true"})
    assert "<html" not in text(part)
    assert [each.code for each in part.context["objects"]] == ["B001"]
    assert client.get(f"{address}?role=leader").context["objects"] == []


def test_a_role_ends_with_a_day_and_one_of_today_is_taken_back(school: School, signed_in: Browse) -> None:
    client, grant = signed_in("sec"), Grant.objects.get(user=school.users["wang"])
    assert "2026-11-19" in sent(client, f"/accounts/grants/{grant.pk}/end/", until="2026-11-19")
    page = client.get(account(school, "wang"))
    assert [each.name for each in page.context["past"]] == ["教师"]
    assert "不是一个日期" in sent(client, f"/accounts/grants/{grant.pk}/end/", until="2026-02-31")
    sent(client, f"{account(school, 'wang')}grant/", role="leader")
    fresh = Grant.objects.get(user=school.users["wang"], role="leader")
    assert "已撤销" in sent(client, f"/accounts/grants/{fresh.pk}/end/", move="withdraw")
    assert client.post(f"/accounts/grants/{fresh.pk}/end/", {"move": "withdraw"}).status_code == 404


def test_the_last_security_administrator_keeps_the_role(school: School, signed_in: Browse) -> None:
    grant = Grant.objects.get(user=school.users["sec"])
    assert "这是最后一位安全管理员" in sent(signed_in("sec"), f"/accounts/grants/{grant.pk}/end/")


# no role any more


def test_who_has_no_role_any_more_reads_one_sentence(school: School, signed_in: Browse) -> None:
    Grant.objects.filter(user__username="qian").update(valid_until=date(2026, 11, 19))
    client = signed_in("qian")
    said = "您的角色“复核专家”已于2026年11月19日到期"
    refused = client.get("/alerts/")
    assert refused.status_code == 403
    assert said in text(refused)
    assert said in text(client.get("/"))
    assert said in text(client.get("/account/"))


def test_who_has_no_role_yet_reads_from_when(school: School, signed_in: Browse) -> None:
    Grant.objects.filter(user__username="qian").update(valid_from=date(2026, 12, 1))
    assert "从2026年12月1日起可用" in text(signed_in("qian").get("/alerts/"))
    assert "请联系学校的安全管理员为您授权" in text(signed_in("xu").get("/alerts/"))


# the own account


def test_with_a_one_time_password_nothing_else_opens(school: School) -> None:
    client, password = first_sign_in(school)
    for address in ("/", "/alerts/", "/search/", "/notices/", "/accounts/", "/indicators/"):
        assert client.get(address).headers["Location"] == "/account/"
    assert client.post(f"/alerts/{school.alert.pk}/respond/").headers["Location"] == "/account/"
    page = client.get("/account/")
    assert "请先换成自己的密码" in text(page)
    assert page.context["menu"] == []
    done = client.post("/account/password/", {"current": password, "password": OWN, "again": OWN})
    assert done.headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_an_own_password_leaves_this_session_open_and_ends_the_others(
    school: School, signed_in: Browse
) -> None:
    here, elsewhere = signed_in("wang"), signed_in("wang")
    told = {"current": PASSWORD, "password": OWN, "again": OWN}
    assert here.post("/account/password/", told).headers["Location"] == "/account/"
    assert "密码已修改" in text(here.get("/account/"))
    assert elsewhere.get("/").headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"current": PASSWORD, "password": "short", "again": "short"}, "8"),
        ({"current": PASSWORD, "password": "password", "again": "password"}, "常见"),
        ({"current": PASSWORD, "password": OWN, "again": "other"}, "两次输入的新密码不一样"),
        ({"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "与现在的相同"),
        ({"current": "guess", "password": OWN, "again": OWN}, "现在的密码不对"),
        ({}, "请写新密码"),
    ],
)
def test_a_refused_password_says_why_and_is_shown_nowhere(
    school: School, signed_in: Browse, told: dict[str, str], sentence: str
) -> None:
    client = signed_in("wang")
    page = sent(client, "/account/password/", **told)
    assert sentence in page
    assert OWN not in page
    assert User.objects.get(username="wang").check_password(PASSWORD)


def test_guessing_the_present_password_locks(school: School, signed_in: Browse) -> None:
    client, told = signed_in("wang"), {"password": OWN, "again": OWN}
    for _ in range(5):
        sent(client, "/account/password/", current="guess", **told)
    assert SignInFailure.objects.filter(username="wang").count() == 5
    assert "已连续输错 5 次" in sent(client, "/account/password/", current=PASSWORD, **told)


def test_everybody_sees_their_own_roles_and_sign_ins(school: School) -> None:
    client = Client()
    client.post("/sign-in/", {"username": "zheng", "password": PASSWORD})
    page = client.get("/account/")
    assert [(each.name, each.scope) for each in page.context["grants"]] == [("课程负责人", "护理学基础")]
    assert [each.succeeded for each in page.context["tries"]] == [True]


# many at once


def test_accounts_for_all_students_and_their_passwords_once(school: School, signed_in: Browse) -> None:
    client = signed_in("sys")
    page = client.get("/accounts/open/")
    assert [(o.level, o.fresh) for o, _ in page.context["openings"]] == [("teacher", 1), ("student", 1)]
    response = client.post("/accounts/open/start/", {"level": "student"})
    job = Job.objects.get()
    assert response.headers["Location"] == f"/jobs/{job.pk}/"
    handout = Handout.objects.get()
    assert f"/accounts/handouts/{handout.pk}/" in text(client.get(f"/jobs/{job.pk}/"))
    assert "去领取" in text(client.get("/accounts/"))
    file = client.post(f"/accounts/handouts/{handout.pk}/take/")
    assert "no-store" in file["Cache-Control"]
    header, row = rows(file)
    assert header == ["部门", "班级", "姓名", "工号或学号", "用户名", "一次性密码"]
    assert row[:5] == ["医学院", "", "同学", "S0002", "S0002"]
    again = sent(client, f"/accounts/handouts/{handout.pk}/take/")
    assert "只能领取一次" in again
    new = Client()
    new.post("/sign-in/", {"username": "S0002", "password": str(row[5])})
    assert new.get("/").headers["Location"] == "/account/"


def test_bad_input_starts_nothing(school: School, signed_in: Browse) -> None:
    client = signed_in("sys")
    assert "只能为教师或学生" in sent(client, "/accounts/open/start/", level="course")
    sent(client, "/accounts/open/start/", level="teacher")
    assert "都已经有账户" in sent(client, "/accounts/open/start/", level="teacher")
    assert Job.objects.count() == 1
    assert client.get("/accounts/999999/").status_code == 404
    assert client.get("/accounts/handouts/999999/").status_code == 404


def test_a_lost_list_is_renewed(school: School, signed_in: Browse) -> None:
    client = signed_in("sys")
    sent(client, "/accounts/open/start/", level="teacher")
    first = Handout.objects.get()
    client.post(f"/accounts/handouts/{first.pk}/renew/")
    second = Handout.objects.exclude(pk=first.pk).get()
    assert "已经由新的一份代替" in text(client.get(f"/accounts/handouts/{first.pk}/"))
    assert "还没有做好，或者已经由新的一份代替" in sent(client, f"/accounts/handouts/{first.pk}/take/")
    password = rows(client.post(f"/accounts/handouts/{second.pk}/take/"))[1][5]
    assert User.objects.get(username="T0009").check_password(password)


def test_every_write_is_on_record_and_no_password_is(school: School, signed_in: Browse) -> None:
    client, passwords = signed_in("sys"), []
    told = {"username": "T0100", "display_name": "新教师", "person_number": "T0100"}
    passwords.append(client.post("/accounts/new/", told).context["password"])
    passwords.append(client.post(f"{account(school, 'wang')}reset/").context["password"])
    sent(client, f"{account(school, 'wang')}switch/", move="disable")
    sent(client, f"{account(school, 'wang')}switch/", move="enable")
    sent(client, f"{account(school, 'wang')}rename/", display_name="王敬", person_number="T0004")
    told_of = AuditEvent.objects.filter(by="sys", action__startswith="accounts.").order_by("-id")[:5]
    assert {each.action for each in told_of} == {
        "accounts.create", "accounts.reset_password", "accounts.disable", "accounts.enable", "accounts.rename",
    }  # fmt: skip
    trail = text(signed_in("aud").get("/audit/"))
    assert "停用账户 wang" in trail
    assert not any(password in str(list(AuditEvent.objects.values())) for password in passwords)


def test_the_security_administrator_gives_a_post_its_role(school: School, signed_in: Browse) -> None:
    department = Subject.objects.get(level="department", code="D01")
    post = Post.objects.create(department=department, name="教学秘书")
    PostHolder.objects.create(post=post, person_number="T0004", person_name="王静")
    sec = signed_in("sec")
    assert "岗位权限" in text(sec.get("/accounts/"))
    assert "教学秘书" in text(sec.get("/accounts/posts/?q=秘书"))
    assert "没有符合条件" in text(sec.get("/accounts/posts/?given=1"))
    assert "现在带“二级学院”的角色" in sent(sec, f"/accounts/posts/{post.pk}/", role="faculty")
    assert Grant.objects.filter(user=school.users["wang"], role="faculty", subject="D01").exists()
    assert "按人授予" in sent(sec, f"/accounts/posts/{post.pk}/", role="leader")
    assert signed_in("wang").get("/cockpit/").status_code == 200  # which her role as a teacher does not open
