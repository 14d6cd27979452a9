"""Filling in what no indicator computes, and a second person who accepts it."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.measuring import install_chain
from tests.web.school import School
from zhengai.indicators.feeding import Feed
from zhengai.indicators.models import Entry

Browse = Callable[[str], Client]
PLACE = "?subject=college:SAMPLE0001&period=2026-2027"
COURSE = "?subject=course:C001&period=2026-2027"


@pytest.fixture
def chained(school: School) -> School:
    install_chain(school.college)
    return school


def send(
    client: Client, move: str, what: str = "fill", code: str = "M-6", place: str = PLACE, **typed: str
) -> str:
    address = f"/measures/{code}/{what}/{place}"
    return client.post(address, {"move": move, **typed}, follow=True).content.decode()


def test_from_a_draft_to_what_counts(chained: School, signed_in: Browse) -> None:
    han, lin = signed_in("han"), signed_in("lin")
    assert "草稿已保存" in send(han, "save", answer="yes")
    assert "请写明佐证" in send(han, "submit", answer="yes", evidence="")
    assert "等待另一人审核" in send(han, "submit", answer="yes", evidence="学字〔2026〕3号")
    assert "不能是填报人本人" in send(han, "accept", "review")
    assert not han.get(f"/measures/M-6/entry/{PLACE}").context["may_review"]
    assert lin.get("/measures/").context["waiting"] == 1
    assert han.get("/measures/").context["waiting"] == 0
    assert "写明要改什么" in send(lin, "return", "review", note="")
    assert "已采纳" in send(lin, "accept", "review")
    (row,) = lin.get("/measures/?q=M-6").context["listing"]
    assert (row.fed.feed, row.why) == (Feed.COLLECTED, "已采纳 1/1")


def test_what_was_typed_is_still_there_after_a_refusal(chained: School, signed_in: Browse) -> None:
    text = send(signed_in("zheng"), "submit", code="M-3", place=COURSE, answer="教案齐全", evidence="")
    assert "教案齐全" in text
    assert "请写明佐证" in text
    assert not Entry.objects.exists()


def test_a_course_answers_for_itself_and_its_department_reviews(chained: School, signed_in: Browse) -> None:
    send(signed_in("zheng"), "submit", code="M-3", place=COURSE, answer="教案齐全", evidence="教研室存档")
    assert "已采纳" in send(signed_in("zhou"), "accept", "review", code="M-3", place=COURSE)
    (row,) = signed_in("lin").get("/measures/?q=M-3").context["listing"]
    assert (row.fed.feed, row.fed.accepted, row.fed.wanted) == (Feed.OPEN, 1, 40)
    assert signed_in("zheng").get("/measures/M-3/").context["lines"][0].answer == "教案齐全"


@pytest.mark.parametrize(
    ("user", "code", "place", "status"),
    [
        ("zheng", "M-3", "?subject=course:C003", 404),  # another's course
        ("lin", "M-3", "?subject=programme:P001", 404),  # answered per course
        ("lin", "M-1", "?subject=course:C001", 404),  # computed
        ("lin", "M-9", PLACE, 404),
        ("lin", "M-6", "?subject=college:SAMPLE0001&period=2026-2027-1", 404),  # a semester
        ("sun", "M-6", PLACE, 200),
    ],
)
def test_which_entries_there_are(
    chained: School, signed_in: Browse, user: str, code: str, place: str, status: int
) -> None:
    assert signed_in(user).get(f"/measures/{code}/entry/{place}").status_code == status


def test_the_list_of_entries(chained: School, signed_in: Browse) -> None:
    assert "还没有填报" in signed_in("lin").get("/measures/entries/").content.decode()
    send(signed_in("han"), "submit", answer="yes", evidence="学字〔2026〕3号")
    send(signed_in("zheng"), "save", code="M-3", place=COURSE, answer="教案齐全")
    counts = {
        query: signed_in("lin").get(f"/measures/entries/?{query}").context["listing"].count
        for query in ("", "state=submitted", "state=draft", "state=accepted", "q=护理学", "q=制度", "q=没有")
    }
    assert list(counts.values()) == [2, 1, 1, 0, 1, 1, 0]
    assert signed_in("zheng").get("/measures/entries/").context["listing"].count == 1
    file = signed_in("lin").get("/measures/entries/?format=xlsx&state=submitted").content
    rows = list(load_workbook(BytesIO(file)).active.values)
    assert rows[1][1:6] == (
        "是否有学生服务制度",
        "青禾职业技术学院(示例)",
        "SAMPLE0001",
        "是",
        "学字〔2026〕3号",
    )
