"""Messages find each person once."""

from datetime import UTC, date, datetime

import pytest

from zhengai.core.models import AuditEvent
from zhengai.notices.actions import mark_read, notify, send
from zhengai.notices.models import Notice
from zhengai.notices.queries import inbox, unread_count
from zhengai.notices.rules import Message

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def tell(*persons: str, key: str = "goal:1:proposed", title: str = "请审定") -> None:
    notify(
        college="S1", persons=persons, kind="goal", key=key, about="goal:1", title=title, text="理由", at=AT,
        due=date(2026, 11, 27),
    )  # fmt: skip


def test_each_person_gets_one_however_often_it_is_sent() -> None:
    tell("T1", "T2", "T1")
    tell("T1", title="同一件事")
    assert Notice.objects.count() == 2
    notice = inbox("S1", "T1").get()
    assert (notice.title, notice.text, notice.about, notice.due) == (
        "请审定",
        "理由",
        "goal:1",
        date(2026, 11, 27),
    )
    assert str(notice) == "请审定"


def test_nobody_without_a_number_is_written_to() -> None:
    tell("", key="x")
    assert not Notice.objects.exists()
    assert not AuditEvent.objects.exists()
    assert not inbox("S1", "")
    assert unread_count("S1", "") == 0


def test_colleges_do_not_read_each_other() -> None:
    tell("T1")
    assert (unread_count("S1", "T1"), unread_count("S2", "T1")) == (1, 0)


def test_what_is_sent_last_lies_on_top() -> None:
    messages = [Message("T1", "alert", f"alert:{n}:raise", f"alert:{n}", f"第{n}条") for n in range(3)]
    send(college="S1", messages=messages, at=AT)
    assert [each.title for each in inbox("S1", "T1")] == ["第2条", "第1条", "第0条"]


def test_a_long_title_is_cut_and_says_so() -> None:
    tell("T1", title="长" * 200)
    assert inbox("S1", "T1").get().title == "长" * 159 + "…"


def test_reading_counts_once() -> None:
    tell("T1", "T2")
    assert mark_read(notices=inbox("S1", "T1"), by="zheng") == 1
    assert mark_read(notices=inbox("S1", "T1"), by="zheng") == 0
    assert (unread_count("S1", "T1"), unread_count("S1", "T2")) == (0, 1)
    assert AuditEvent.objects.filter(action="notices.mark_read", by="zheng").count() == 1


def test_thousands_are_sent_with_few_questions(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    messages = [Message(f"T{n}", "alert", "k", "alert:1", "标题") for n in range(3000)]
    with django_assert_max_num_queries(60):
        send(college="S1", messages=messages, at=AT)
    assert Notice.objects.count() == 3000
