"""`zhengai bench events` in small: signed messages through the real door, followed as the worker follows them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client

from tests.rooms.indicators.conftest import college, members, take, taught, write
from zhengai.cli import streaming
from zhengai.cli.streaming import Lost, door, stream
from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.datacentre.benchmarks import rows_stored
from zhengai.improvement.actions import carry_through
from zhengai.improvement.watching import Watch
from zhengai.indicators.actions import default_periods
from zhengai.indicators.queries import current_value

__all__ = ["college", "members", "take", "taught", "write"]

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = "2026-2027-1-W01"


@pytest.fixture(autouse=True)
def readers_lock_nothing() -> Iterator[None]:
    """On SQLite the tests' threads share one database in memory. There a reader makes the writer fail, where on disk
    nobody would even wait."""

    def begin(connection: BaseDatabaseWrapper, **told: Any) -> None:
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA read_uncommitted = 1")

    connection_created.connect(begin)
    yield
    connection_created.disconnect(begin)


@pytest.fixture
def computed(taught: College) -> College:
    periods = [*default_periods(taught), calendar_of(taught).period(WEEK)]
    carry_through(college=taught, by="lin", periods=periods)
    return taught


def _post(address: str, seen: Watch | None = None) -> streaming.Post:
    def post(body: bytes, headers: dict[str, str]) -> int:
        status = (
            Client(enforce_csrf_checks=True)
            .post(address, body, content_type="application/json", headers=headers)
            .status_code
        )
        if seen is not None:
            seen.look()
        return status

    return post


def test_every_row_that_was_sent_is_stored_and_followed(computed: College) -> None:
    seen = Watch()
    before = rows_stored(computed)
    found = stream(computed, _post(door(computed), seen), rate=12, seconds=1, size=5)
    assert (found.rows, found.stored) == (12, 12)
    assert rows_stored(computed) == before + 12
    value = current_value(
        computed, indicator="expected_attendances", level="college", subject="S1", period=WEEK
    )
    assert value is not None
    assert value.value == before - 1 + 12  # one of those that were there is exempt
    assert found.lag >= found.median_lag >= 0


def test_what_nobody_followed_is_told(computed: College, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_PATIENCE", 0.0)
    with pytest.raises(Lost, match="2 个消息没有反映到值和预警里"):
        stream(computed, _post(door(computed)), rate=4, seconds=1, size=2)


def test_a_message_that_is_refused_is_told(computed: College) -> None:
    with pytest.raises(Lost, match="第 1 个消息没有收下"):
        stream(computed, _post("/in/S1/nobody/push/"), rate=4, seconds=1, size=2)
