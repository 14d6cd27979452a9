from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.web.school import NOW, School
from zhengai.notices.actions import notify
from zhengai.notices.models import Notice
from zhengai.notices.queries import unread_count

Browse = Callable[[str], Client]


@pytest.fixture
def told(school: School) -> School:
    for number in range(30):
        notify(
            college=school.college.code, persons=["T0003"], kind="alert" if number % 3 else "goal",
            key=f"n{number}", about=f"alert:{school.alert.pk}", title=f"第{number}件", text="内容",
            at=NOW - timedelta(days=number // 4), due=NOW.date(),
        )  # fmt: skip
    return school


def test_the_unread_come_first_day_by_day(told: School, signed_in: Browse) -> None:
    newest = Notice.objects.filter(person_number="T0003").first()
    assert newest is not None
    signed_in("zheng").post(f"/notices/{newest.pk}/open/")
    page = signed_in("zheng").get("/notices/")
    listing = page.context["listing"]
    assert (listing.count, len(listing), page.context["unread"]) == (30, 25, 29)
    assert newest not in list(listing)
    assert [len(day.notices) for day in page.context["days"]] == [3, 4, 4, 4, 4, 4, 2]
    assert next(iter(signed_in("zheng").get("/notices/?page=2").context["listing"])).read_at is None
    assert list(signed_in("zheng").get("/notices/?page=2").context["listing"])[-1] == newest


def test_a_kind_can_be_chosen(told: School, signed_in: Browse) -> None:
    client = signed_in("zheng")
    assert client.get("/notices/?kind=goal").context["listing"].count == 10
    assert "换一个种类" in client.get("/notices/?kind=report").content.decode()
    assert client.get("/notices/?kind=nonsense").context["listing"].count == 30


def test_opening_one_marks_it_and_goes_there(told: School, signed_in: Browse) -> None:
    notice = Notice.objects.filter(person_number="T0003").first()
    assert notice is not None
    answer = signed_in("zheng").post(f"/notices/{notice.pk}/open/")
    assert answer.headers["Location"] == f"/alerts/{told.alert.pk}/"
    assert unread_count(told.college.code, "T0003") == 29
    notice.refresh_from_db()
    first = notice.read_at
    signed_in("zheng").post(f"/notices/{notice.pk}/open/")
    notice.refresh_from_db()
    assert notice.read_at == first


def test_what_has_no_page_leads_back_to_the_inbox(told: School, signed_in: Browse) -> None:
    Notice.objects.update(about="run:1")
    notice = Notice.objects.first()
    assert notice is not None
    assert signed_in("zheng").post(f"/notices/{notice.pk}/open/").headers["Location"] == "/notices/"


def test_all_can_be_marked_read(told: School, signed_in: Browse) -> None:
    client = signed_in("zheng")
    assert "30 条消息已标为已读" in client.post("/notices/read/", follow=True).content.decode()
    assert "没有未读的消息" in client.post("/notices/read/", follow=True).content.decode()


def test_nobody_opens_what_was_sent_to_another(told: School, signed_in: Browse) -> None:
    notice = Notice.objects.first()
    assert notice is not None
    answer = signed_in("lin").post(f"/notices/{notice.pk}/open/")
    assert answer.status_code == 404
    assert "不是发给您的" in answer.content.decode()
    assert unread_count(told.college.code, "T0003") == 30


def test_an_empty_inbox_says_what_will_come(signed_in: Browse, school: School) -> None:
    assert "还没有消息" in signed_in("xu").get("/notices/").content.decode()
    assert "还没有消息" in signed_in("qian").get("/notices/").content.decode()  # without a number
