"""Decisions about sources."""

from datetime import UTC, datetime, time, timedelta

import pytest

from zhengai.sources.rules import (
    Access,
    CollectionState,
    Frequency,
    SourceRefused,
    SourceState,
    next_due,
    retry_after,
    state_of,
    unusual,
)
from zhengai.sources.rules.columns import changed, unfit
from zhengai.sources.rules.statements import read_only

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a FROM t",
        "select a from t;",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        "SELECT 'drop table t; delete' AS a FROM t",
        'SELECT "update" FROM t -- insert here',
        "SELECT `set` FROM t /* delete */",
        "SELECT replace(name, ' ', '') FROM t",
        "SELECT created, updated_at FROM t WHERE name LIKE '%处'",
    ],
)
def test_what_only_reads_passes(text: str) -> None:
    assert read_only(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "还没有写查询"),
        ("DELETE FROM t", "要以 SELECT 或 WITH 开头"),
        ("SELECT 1; DROP TABLE t", "只能有一条语句"),
        ("WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", "DELETE"),
        ("SELECT * INTO other FROM t", "INTO"),
        ("SELECT a FROM t INTO OUTFILE '/tmp/x'", "INTO"),
        ("SELECT a FROM t FOR UPDATE", "UPDATE"),
        ("SELECT a FROM t FOR SHARE", "加锁"),
        ("SELECT /*! SQL_NO_CACHE */ a FROM t", "注释"),
    ],
)
def test_what_may_write_is_a_sentence(text: str, word: str) -> None:
    with pytest.raises(SourceRefused, match=word):
        read_only(text)


@pytest.mark.parametrize(
    ("rows", "before", "said"),
    [
        (0, [], ""),
        (10_000, [1, 1], ""),  # too little is known
        (0, [5, 5, 5], "一行数据也没有"),
        (51, [5, 5, 5], "超过平时"),
        (50, [5, 5, 5], ""),
        (0, [0, 0, 5], ""),  # often there is nothing
        (900, [5, 5, 1000], "超过平时"),
    ],
)
def test_what_is_unusual(rows: int, before: list[int], said: str) -> None:
    assert (said in unusual(rows, before)) if said else unusual(rows, before) == ""


@pytest.mark.parametrize(
    ("frequency", "due"),
    [
        (Frequency.MANUAL, None),
        (Frequency.MINUTES, NOW + timedelta(minutes=15)),
        (Frequency.HOUR, NOW + timedelta(hours=1)),
        (Frequency.DAY, datetime(2026, 11, 21, 2, 30, tzinfo=UTC)),
        (Frequency.WEEK, datetime(2026, 11, 27, 2, 30, tzinfo=UTC)),
    ],
)
def test_when_it_is_due(frequency: Frequency, due: datetime | None) -> None:
    assert next_due(NOW, frequency, time(2, 30)) == due


def test_it_waits_longer_each_time_but_not_for_ever() -> None:
    waits = [retry_after(number) for number in range(1, 12)]
    assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert waits[-1] == timedelta(hours=6)


S, C = SourceState, CollectionState


@pytest.mark.parametrize(
    ("access", "feeds", "enabled", "latest", "due", "succeeded", "state"),
    [
        (Access.NONE, 0, False, [], None, False, S.UNCONNECTED),
        (Access.SQL, 0, True, [], None, False, S.UNCONNECTED),
        (Access.SQL, 1, False, [C.FAILED], None, True, S.DISABLED),
        (Access.SQL, 2, True, [C.WAITING, C.RUNNING], None, True, S.WAITING),
        (Access.SQL, 2, True, [C.DONE, C.RUNNING], None, True, S.RUNNING),
        (Access.SQL, 1, True, [C.REFUSED], None, True, S.FAILED),
        (Access.SQL, 1, True, [C.DONE], NOW - timedelta(hours=3), True, S.LATE),
        (Access.SQL, 1, True, [C.DONE], NOW - timedelta(hours=1), True, S.SOUND),
        (Access.PUSH, 1, True, [], None, False, S.NEW),
        (Access.SQL, 1, True, [C.DECLINED], NOW + timedelta(hours=1), True, S.SOUND),
    ],
)
def test_how_a_source_stands(
    access: Access,
    feeds: int,
    enabled: bool,
    latest: list[C],
    due: datetime | None,
    succeeded: bool,
    state: S,
) -> None:
    found = state_of(
        access=access, feeds=feeds, enabled=enabled, latest=latest, due=due, succeeded=succeeded, now=NOW
    )
    assert found is state


def test_columns_that_are_not_used_may_come_and_go() -> None:
    assert changed({"a": "文字", "b": "数值"}, {"a": "文字", "c": "日期"}, {"a"}) == ""
    assert "“a”列原来是文字，现在变成了日期" in changed({"a": "文字"}, {"a": "日期"}, {"a"})
    assert changed({"a": ""}, {"a": "日期"}, {"a"}) == ""


@pytest.mark.parametrize(
    ("kind", "field", "fits"),
    [
        ("数值", "date", False),
        ("日期", "integer", False),
        ("文字", "date", True),
        ("", "date", True),
    ],
)
def test_what_can_never_fit(kind: str, field: str, fits: bool) -> None:
    assert (unfit({"a": kind}, {"a": ("字段", field)}) == "") is fits
