"""One search box: grouped, ranked, and never more than the person may see."""

from collections.abc import Callable

import pytest
from django.test import Client

from zhengai.web.desks.search.hits import Hit, rank_of
from zhengai.web.desks.search.sources import SOURCES

Browse = Callable[[str], Client]


def found(client: Client, text: str) -> dict[str, list[str]]:
    groups = client.get("/search/", {"q": text}).context["groups"]
    return {group.title: [hit.title for hit, *_ in hits] for group, hits in groups}


def test_an_exact_code_comes_first_then_what_begins_so_then_what_holds_it(signed_in: Browse) -> None:
    client = signed_in("lin")
    assert found(client, "C003")["主体"][0] == "程序设计基础"
    assert found(client, "护理")["主体"] == ["护理", "护理2501", "护理学基础"]
    assert found(client, "absence_rate")["指标"][0] == "缺课率"
    assert found(client, "驾驶")["页面"] == ["驾驶舱"]


def test_a_group_shows_eight_and_leads_to_the_rest(signed_in: Browse) -> None:
    client = signed_in("lin")
    text = client.get("/search/", {"q": "专业课"}).content.decode()
    assert len(found(client, "专业课")["主体"]) == 8
    assert len(found(client, "专业课")["预警"]) == 8
    assert "/alerts/?q=%E4%B8%93%E4%B8%9A%E8%AF%BE&amp;state=all" in text


@pytest.mark.parametrize(
    ("username", "text", "hidden"),
    [
        ("li", "同学", "主体"),  # another student
        ("li", "护理学基础", "预警"),
        ("zhou", "程序设计", "主体"),  # of another department
        ("zhou", "程序设计", "预警"),
        ("wang", "他人", "主体"),
        ("feng", "李晓", "主体"),  # a single person, seen from outside
        ("li", "课程周缺课率", "质控点"),
        ("zheng", "考勤", "数据集"),
        ("sys", "缺课率", "指标"),
        ("xu", "护理", "主体"),
    ],
)
def test_what_may_not_be_seen_is_not_found(signed_in: Browse, username: str, text: str, hidden: str) -> None:
    assert hidden in found(signed_in("lin"), text)
    assert hidden not in found(signed_in(username), text)


def test_everybody_finds_their_own(signed_in: Browse) -> None:
    assert found(signed_in("li"), "S0001")["主体"] == ["李晓"]
    assert "预警" in found(signed_in("zheng"), "护理学基础")


def test_nothing_found_says_what_to_do(signed_in: Browse) -> None:
    text = signed_in("lin").get("/search/", {"q": "查无此物"}).content.decode()
    assert "没有找到“查无此物”" in text
    assert "换短一点的词" in text
    assert "输入名称、代码" in signed_in("lin").get("/search/").content.decode()


def test_typing_gets_the_hits_alone(signed_in: Browse) -> None:
    text = signed_in("lin").get("/search/", {"q": "护理"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    assert "<mark>护理</mark>" in text


def test_what_was_typed_is_never_markup(signed_in: Browse) -> None:
    assert (
        "<script>"
        not in signed_in("lin").get("/search/", {"q": "<script>"}).content.decode().split("<main")[1]
    )


def test_the_matching_part_is_told_apart() -> None:
    assert Hit("缺课率(absence)", "", "").parts("ABS") == ("缺课率(", "abs", "ence)")
    assert Hit("护理", "", "").parts("P001") == ("护理", "", "")


def test_ranks() -> None:
    assert [rank_of("a", "A", "b"), rank_of("a", "ab"), rank_of("a", "ba"), rank_of("a", "c")] == [
        0,
        1,
        2,
        None,
    ]


def test_every_source_but_the_pages_asks_for_a_permission() -> None:
    assert [needed for needed, _ in SOURCES].count(None) == 1
