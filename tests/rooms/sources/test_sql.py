"""Queries against the real PostgreSQL and the real MariaDB on this machine."""

import pytest

from tests.rooms.sources.conftest import PASSWORD, Database, feed_of, stored
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.sources.actions import keep_feed, relearn
from zhengai.sources.collecting import collect, decide
from zhengai.sources.models import Collection, Feed, Source
from zhengai.sources.rules import SourceRefused
from zhengai.sources.trying import check_source

TABLE = "CREATE TABLE dept (code varchar(20) PRIMARY KEY, title varchar(60), kind varchar(20), changed timestamp NULL)"
QUERY = "SELECT code, title, kind, changed FROM dept"
MAPPING = {"department_id": "code", "name": "title", "kind": "kind"}
FIELDS = ("department_id", "name")


def row(code: str, name: str, changed: str = "2026-11-18 08:00:00") -> str:
    return f"INSERT INTO dept VALUES ('{code}', '{name}', '职能部门', '{changed}')"


@pytest.fixture
def feed(sql_source: Source, database: Database) -> Feed:
    database.run(TABLE, row("D1", "教务处", "2026-11-16 08:00:00"), row("D2", "学工处"))
    return keep_feed(
        source=sql_source,
        dataset="departments",
        mapping=MAPPING,
        settings={"query": QUERY, "cursor": "changed"},
        by="he",
    )


def once(feed: Feed) -> Collection:
    source = Source.objects.select_related("college").get(pk=feed.source_id)
    (found,) = collect(source=source, by="he")
    return found


def test_rows_come_in_and_only_new_ones_the_next_time(
    college: College, feed: Feed, database: Database
) -> None:
    found = once(feed)
    assert (found.state, found.rows, found.message.startswith("已入库")) == ("done", 2, True), found.message
    assert stored(college, "departments", *FIELDS) == [("D1", "教务处"), ("D2", "学工处")]
    database.run(row("D3", "质管办", "2026-11-19 08:00:00"), "DELETE FROM dept WHERE code = 'D2'")
    database.run(row("D2", "学生处", "2026-11-19 09:00:00"))
    found = once(feed)
    assert (found.state, found.rows) == ("done", 2)
    assert stored(college, "departments", *FIELDS) == [("D1", "教务处"), ("D2", "学生处"), ("D3", "质管办")]
    feed.refresh_from_db()
    assert feed.cursor.startswith("time:2026-11-19T09:00:00")


def test_what_was_written_late_is_not_missed(college: College, feed: Feed, database: Database) -> None:
    """A transaction of the source that began earlier ends later: its rows are older than what we have read."""
    once(feed)
    database.run(row("D4", "后勤处", "2026-11-18 07:30:00"))
    assert once(feed).rows == 2  # the window goes an hour back: what comes twice is merged by its key
    assert ("D4", "后勤处") in stored(college, "departments", *FIELDS)


def test_a_row_from_the_future_does_not_hide_the_others(feed: Feed, database: Database) -> None:
    database.run(row("D9", "未来处", "2036-01-01 00:00:00"))
    once(feed)
    feed.refresh_from_db()
    assert feed.cursor < "time:2036"


def test_a_value_that_goes_back_is_taken_again(college: College, feed: Feed, database: Database) -> None:
    """The same content as an earlier time is news when another came between."""
    keep_feed(source=feed.source, dataset="departments", mapping=MAPPING, settings={"query": QUERY}, by="he")
    for name in ("教务处", "教学处", "教务处"):
        database.run(f"UPDATE dept SET title = '{name}' WHERE code = 'D1'")
        assert once(feed).state == "done"
        assert stored(college, "departments", *FIELDS)[0] == ("D1", name)


def test_a_renamed_column_is_one_sentence_and_changes_nothing(
    college: College, feed: Feed, database: Database
) -> None:
    once(feed)
    database.run(
        "ALTER TABLE dept RENAME COLUMN title TO dept_title", row("D3", "质管办", "2026-11-20 01:00:00")
    )
    feed.refresh_from_db()
    before = feed.cursor
    feed.settings["query"] = "SELECT * FROM dept"
    feed.save()
    found = once(feed)
    assert found.state == "refused"
    assert "没有“title”这一列了" in found.message
    assert "“dept_title”" in found.message
    assert len(stored(college, "departments", *FIELDS)) == 2
    feed.refresh_from_db()
    assert feed.cursor == before
    keep_feed(
        source=feed.source, dataset="departments", mapping={**MAPPING, "name": "dept_title"},
        settings={"query": "SELECT * FROM dept", "cursor": "changed"}, by="he",
    )  # fmt: skip
    assert once(feed).state == "done"
    assert len(stored(college, "departments", *FIELDS)) == 3


def test_a_column_of_another_type_waits_for_a_word(college: College, feed: Feed, database: Database) -> None:
    once(feed)
    database.run(
        "DROP TABLE dept",
        TABLE.replace("title varchar(60)", "title integer"),
        "INSERT INTO dept VALUES ('D1', 7, '职能部门', '2026-11-19 08:00:00')",
    )
    found = once(feed)
    assert found.state == "refused"
    assert "“title”列原来是文字，现在变成了数值" in found.message
    assert stored(college, "departments", *FIELDS)[0] == ("D1", "教务处")
    relearn(feed=feed, by="he")
    assert once(feed).state == "done"
    assert stored(college, "departments", *FIELDS)[0] == ("D1", "7")


def test_ten_times_the_usual_rows_wait_for_a_decision(
    college: College, feed: Feed, database: Database
) -> None:
    keep_feed(source=feed.source, dataset="departments", mapping=MAPPING, settings={"query": QUERY}, by="he")
    for _ in range(4):
        assert once(feed).state == "done"
    database.run(*(row(f"X{number}", f"处{number}") for number in range(30)))
    found = once(feed)
    assert found.state == "waiting"
    assert "超过平时(约 2 行)的 10 倍" in found.message
    assert len(stored(college, "departments", *FIELDS)) == 2
    source = Source.objects.select_related("college").get(pk=feed.source_id)
    assert collect(source=source, by="he") == []  # nothing is asked for behind it
    assert decide(collection=found, accept=True, by="he").state == "done"
    assert len(stored(college, "departments", *FIELDS)) == 32
    with pytest.raises(SourceRefused, match="不用再决定"):
        decide(collection=found, accept=True, by="he")


def test_no_rows_at_all_wait_for_a_decision_too(college: College, feed: Feed, database: Database) -> None:
    keep_feed(source=feed.source, dataset="departments", mapping=MAPPING, settings={"query": QUERY}, by="he")
    for _ in range(4):
        once(feed)
    database.run("DELETE FROM dept")
    found = once(feed)
    assert (found.state, "一行数据也没有" in found.message) == ("waiting", True)
    assert decide(collection=found, accept=False, by="he").state == "declined"
    assert len(stored(college, "departments", *FIELDS)) == 2


def test_the_session_cannot_write(feed: Feed, database: Database) -> None:
    """Even what a function hides from the check of the text."""
    if database.where["database_kind"] == "postgresql":
        database.run(
            "CREATE OR REPLACE FUNCTION wipe() RETURNS integer LANGUAGE sql AS 'DELETE FROM dept; SELECT 1'"
        )
    else:
        database.run(
            "CREATE OR REPLACE FUNCTION wipe() RETURNS integer MODIFIES SQL DATA BEGIN DELETE FROM dept; RETURN 1; END"
        )
    feed.settings = {"query": "SELECT code, title, kind, wipe() AS n FROM dept"}
    feed.save()
    found = once(feed)
    assert found.state in ("refused", "failed")
    assert "read-only" in found.message.lower() or "READ ONLY" in found.message
    feed.settings = {"query": QUERY}
    feed.save()
    assert once(feed).rows == 2


def test_a_server_that_is_down_is_asked_again_later(feed: Feed) -> None:
    source = feed.source
    source.settings = {**source.settings, "port": "1"}
    source.save()
    found = once(feed)
    assert (found.state, PASSWORD in found.message) == ("failed", False)
    assert "这个端口上没有数据库服务，请核对端口" in found.message
    source.refresh_from_db()
    assert source.attempts == 1
    assert source.retry_at is not None
    feed.refresh_from_db()
    assert feed.cursor == ""


def test_a_wrong_password_is_told_without_it(feed: Feed) -> None:
    source = feed.source
    source.settings = {**source.settings, "user": "nobody-here"}
    source.save()
    found = once(feed)
    assert found.state == "failed"
    assert "请核对名称(原文：" in found.message or "用户名或密码不对" in found.message
    assert PASSWORD not in found.message + str(found.log)
    assert PASSWORD not in str(list(AuditEvent.objects.values_list("details", flat=True)))


def test_trying_says_what_is_there(feed: Feed) -> None:
    assert check_source(feed=feed_of(feed.source)).endswith("查询可以执行，列：code、title、kind、changed")


def test_a_number_goes_on_from_where_it_was(college: College, sql_source: Source, database: Database) -> None:
    database.run(
        "CREATE TABLE dept (id integer PRIMARY KEY, code varchar(20), title varchar(60), kind varchar(20))",
        "INSERT INTO dept VALUES (1, 'D1', '教务处', '职能部门')",
    )
    feed = keep_feed(
        source=sql_source, dataset="departments", mapping=MAPPING, by="he",
        settings={"query": "SELECT id, code, title, kind FROM dept WHERE code LIKE 'D%'", "cursor": "id", "overlap": "0"},
    )  # fmt: skip
    assert once(feed).rows == 1
    database.run("INSERT INTO dept VALUES (2, 'D2', '学工处', '职能部门')")
    assert once(feed).rows == 2  # the row it stopped at comes again
    feed.refresh_from_db()
    assert feed.cursor == "number:2"
    assert len(stored(college, "departments", *FIELDS)) == 2
