"""A source that answers over HTTP: pages, a token that ends in the middle, and everything a network does."""

from collections.abc import Iterator

import pytest

from tests.rooms.sources.conftest import stored
from tests.rooms.sources.standin import StandIn, standing
from zhengai.college.models import College
from zhengai.sources.actions import keep_feed, keep_source
from zhengai.sources.collecting import collect
from zhengai.sources.connectors.http import client
from zhengai.sources.models import Collection, Feed, Source
from zhengai.sources.trying import check_source

FIELDS = ("department_id", "name")
MAPPING = {"department_id": "no", "name": "info.title", "kind": "info.kind"}


@pytest.fixture
def stand() -> Iterator[StandIn]:
    with standing() as found:
        found.rows = [rows(number) for number in range(25)]
        yield found


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(client, "pause", found.append)
    return found


def rows(number: int, at: str = "2026-11-18") -> dict[str, object]:
    return {
        "no": f"D{number:02d}",
        "info": {"title": f"处{number}", "kind": "职能部门"},
        "at": at,
        "rank": None,
    }


def feed_for(college: College, stand: StandIn, auth: str = "none", **settings: str) -> Feed:
    source = keep_source(
        college=college, code="oa", name="OA办公系统", access="http", by="he",
        settings={"auth": auth, "token_url": f"{stand.address}/token"},
        secret={"client_id": "me", "client_secret": "s3cret"},
    )  # fmt: skip
    wanted = {
        "url": f"{stand.address}/rows", "records": "data.list", "paging": "page", "page_name": "page",
        "size": "10", "total": "data.total",
    }  # fmt: skip
    return keep_feed(
        source=source, dataset="departments", mapping=MAPPING, settings=wanted | settings, by="he"
    )


def once(feed: Feed) -> Collection:
    (found,) = collect(source=Source.objects.select_related("college").get(pk=feed.source_id), by="he")
    return found


def test_all_pages_come_in(college: College, stand: StandIn, waits: list[float]) -> None:
    found = once(feed_for(college, stand))
    assert (found.state, found.rows) == ("done", 25), found.message
    assert len(stored(college, "departments", *FIELDS)) == 25
    assert [each["page"] for each in stand.asked] == ["1", "2", "3"]


def test_a_token_that_ends_in_the_middle_is_renewed(
    college: College, stand: StandIn, waits: list[float]
) -> None:
    stand.token, stand.uses = "old", 1
    found = once(feed_for(college, stand, "token"))
    assert (found.state, found.rows, stand.tokens) == ("done", 25, 3)
    assert any("令牌过期" in sentence for _, sentence in found.log)
    assert "s3cret" not in str(found.log)


@pytest.mark.parametrize("fault", [500, 502, 429, "half"])
def test_it_waits_and_asks_again(college: College, stand: StandIn, waits: list[float], fault: object) -> None:
    stand.faults = [None, fault, fault]
    found = once(feed_for(college, stand))
    assert (found.state, found.rows) == ("done", 25)
    assert waits == [0.5, 1.0]


@pytest.mark.parametrize("fault", [500, "half"])
def test_it_gives_up_in_the_end_and_nothing_has_changed(
    college: College, stand: StandIn, waits: list[float], fault: object
) -> None:
    feed = feed_for(college, stand)
    stand.faults = [None] + [fault] * 5
    found = once(feed)
    assert (found.state, "试了 5 次都没有完整的回答" in found.message) == ("failed", True)
    assert stored(college, "departments", *FIELDS) == []
    assert once(feed).state == "done"
    assert len(stored(college, "departments", *FIELDS)) == 25


def test_a_page_that_comes_twice_means_one_is_missing(
    college: College, stand: StandIn, waits: list[float]
) -> None:
    feed = feed_for(college, stand)
    stand.faults = [None, "repeat"]
    found = once(feed)
    assert (found.state, "第 2 页和第 1 页完全相同" in found.message) == ("failed", True)
    assert stored(college, "departments", *FIELDS) == []


def test_only_what_changed_the_next_time(college: College, stand: StandIn, waits: list[float]) -> None:
    feed = feed_for(college, stand, cursor="at", since="since")
    once(feed)
    stand.rows += [rows(30, "2026-11-19")]
    stand.asked.clear()
    found = once(feed)
    assert stand.asked[0]["since"] == "2026-11-18"
    assert found.state == "done"
    feed.refresh_from_db()
    assert feed.cursor == "2026-11-19"
    assert len(stored(college, "departments", *FIELDS)) == 26


@pytest.mark.parametrize(
    ("status", "word"),
    [(401, "不让进"), (403, "不让进"), (404, "没有这个地址"), (302, "转到了别处"), (400, "不接受")],
)
def test_a_no_is_a_sentence(
    college: College, stand: StandIn, waits: list[float], status: int, word: str
) -> None:
    stand.faults = [status]
    found = once(feed_for(college, stand))
    assert (found.state, word in found.message) == ("refused", True), found.message


def test_an_answer_of_another_shape_is_a_sentence(
    college: College, stand: StandIn, waits: list[float]
) -> None:
    found = once(feed_for(college, stand, records="data.rows"))
    assert (found.state, "“data.rows”不是记录的列表" in found.message) == ("refused", True)


def test_another_type_of_a_field_is_told(college: College, stand: StandIn, waits: list[float]) -> None:
    feed = feed_for(college, stand)
    once(feed)
    for row in stand.rows:
        row["no"] = 7
    found = once(feed)
    assert (found.state, "“no”列原来是文字，现在变成了数值" in found.message) == ("refused", True)


def test_trying_reads_the_first_page_only(college: College, stand: StandIn, waits: list[float]) -> None:
    sentence = check_source(feed=feed_for(college, stand))
    assert "第一页 10 条记录，字段：no、info.title、info.kind、at、rank" in sentence
    assert len(stand.asked) == 1
