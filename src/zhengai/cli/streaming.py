"""Events as a source sends them: signed messages to the running server, at a steady rate, and how far behind the values
and warnings are meanwhile."""

import http.client
import json
import os
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from django.db import OperationalError, connection

from zhengai.alerts.models import JudgedRun
from zhengai.cli.load import HOST
from zhengai.college.models import College
from zhengai.core.actions import SYSTEM
from zhengai.datacentre.benchmarks import ARRIVING, rows_stored, rows_to_send
from zhengai.datacentre.queries import lake
from zhengai.indicators.queries import newest_whole
from zhengai.sources.actions import keep_feed, keep_source, switch_source
from zhengai.sources.rules import Access
from zhengai.sources.rules.signing import signature

_SOURCE, _KEY = "bench-events", uuid.uuid4().hex
_LOOK = 0.05  # seconds between two looks at what has become of the rows
_PATIENCE = 180.0  # seconds after the last message; what is not followed by then is not counted as followed

Post = Callable[[bytes, dict[str, str]], int]


class Lost(RuntimeError):
    """Rows were sent that are not in the lake, or not in the values; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Streamed:
    """`rows` were sent in `seconds`, all of them stored and followed; `lag` is the longest and `median_lag` the middle
    time from a message's answer until values and warnings rested on it. `late`: how far the sender fell behind its
    rate, because answers took longer."""

    name: str
    seconds: float
    rows: int
    stored: int
    per_second: float
    lag: float
    median_lag: float
    late: float
    load: float


@dataclass
class _Followed:
    """Which version each answer left behind, and when values rested on it."""

    waiting: list[tuple[int, float]] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)

    def settle(self, version: int, at: float) -> None:
        self.lags += [at - since for needed, since in self.waiting if needed <= version]
        self.waiting = [each for each in self.waiting if each[0] > version]


def stream(college: College, post: Post, *, rate: int, seconds: int, size: int) -> Streamed:
    """Sends `rate` rows a second for so long, in messages of `size` rows. Raises Lost, or LookupError when the college
    has no attendance to go by."""
    rows = rows_to_send(college, rate * seconds)
    messages = [rows[start : start + size] for start in range(0, len(rows), size)]
    before, held, followed = rows_stored(college), lake(college), _Followed()
    with _watched(college, followed) as wait:
        began, late = time.perf_counter(), 0.0
        for number, each in enumerate(messages):
            due = began + number * size / rate
            time.sleep(max(due - time.perf_counter(), 0.0))
            late = max(late, time.perf_counter() - due)
            if post(*_signed(each)) != 200:
                raise Lost(f"第 {number + 1} 个消息没有收下")
            followed.waiting.append((held.latest(ARRIVING) or 0, time.perf_counter()))
        took = time.perf_counter() - began
        wait()
    arrived = rows_stored(college) - before
    if arrived != len(rows) or followed.waiting:
        raise Lost(
            f"送出 {len(rows):,} 行，入库 {arrived:,} 行，{len(followed.waiting)} 个消息没有反映到值和预警里"
        )
    lags = sorted(followed.lags)
    return Streamed(
        "events",
        took,
        len(rows),
        arrived,
        len(rows) / took if took else 0.0,
        lags[-1],
        lags[len(lags) // 2],
        late,
        os.getloadavg()[0],
    )


def door(college: College) -> str:
    """A source that may send attendance; its address."""
    source = keep_source(
        college=college,
        code=_SOURCE,
        name="测速",
        access=Access.PUSH,
        secret={"key": _KEY},
        by=SYSTEM,
    )
    if not source.feeds.filter(dataset=ARRIVING).exists():
        keep_feed(source=source, dataset=ARRIVING, by=SYSTEM)
    switch_source(source=source, enabled=True, by=SYSTEM)
    return f"/in/{college.code}/{_SOURCE}/push/"


def over_http(port: int, address: str) -> Post:
    """As a device sends: one request after the other."""

    def post(body: bytes, headers: dict[str, str]) -> int:
        client = http.client.HTTPConnection(HOST, port, timeout=60)
        try:
            client.request("POST", address, body, {**headers, "Content-Type": "application/json"})
            answer = client.getresponse()
            answer.read()
            return answer.status
        finally:
            client.close()

    return post


def _signed(rows: Sequence[dict[str, Any]]) -> tuple[bytes, dict[str, str]]:
    body = json.dumps({"dataset": ARRIVING, "rows": rows}).encode()
    stamp, nonce = str(int(time.time())), uuid.uuid4().hex
    return body, {
        "X-Zhengai-Timestamp": stamp,
        "X-Zhengai-Nonce": nonce,
        "X-Zhengai-Signature": signature(_KEY, stamp, nonce, body),
        "Idempotency-Key": nonce,
    }


@contextmanager
def _watched(college: College, followed: _Followed) -> Iterator[Callable[[], None]]:
    """Looks at the newest values that are judged, in a thread of its own; gives back what waits for the last."""
    stopped = Event()

    def look() -> None:
        while not stopped.wait(_LOOK):
            with suppress(OperationalError):  # the database is busy: the next look is soon
                followed.settle(judged_version(college), time.perf_counter())
        connection.close()

    def wait() -> None:
        until = time.monotonic() + _PATIENCE
        while followed.waiting and time.monotonic() < until:
            time.sleep(_LOOK)

    thread = Thread(target=look, daemon=True)
    thread.start()
    try:
        yield wait
    finally:
        stopped.set()
        thread.join()


def judged_version(college: College) -> int:
    """The version of the arriving rows on which values and warnings rest."""
    base = newest_whole(college)
    judged = JudgedRun.objects.filter(college=college).first()
    if base is None or judged is None or judged.run_id < base.pk:
        return -1
    return int(base.data_versions.get(ARRIVING, -1))
