"""What others send us: rows with a signed request. Each message becomes a collection, brought in as any other."""

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from zhengai.core import clock
from zhengai.core.locks import Held, only_one
from zhengai.sources import queries
from zhengai.sources.collecting import begin, bring_in, keep, recover
from zhengai.sources.connectors.contract import Fetched
from zhengai.sources.connectors.http.records import write_records
from zhengai.sources.models import Collection, Feed, Nonce, Source
from zhengai.sources.ordering import order_of
from zhengai.sources.rules import Access, SourceRefused, SourceTrouble
from zhengai.sources.rules.signing import SKEW, NotTrusted, check_signature
from zhengai.sources.sealing import unseal

MOST_ROWS = 10_000  # of one message
_PATIENCE = 20.0  # seconds to wait for another message of the same source


def trust(*, source: Source, timestamp: str, nonce: str, given: str, body: bytes) -> None:
    """Raises NotTrusted for a wrong signature, a clock too far off, and a request that was taken already."""
    now = clock.now()
    key = unseal(source.secret).get("key", "")
    check_signature(key=key, timestamp=timestamp, nonce=nonce, given=given, body=body, now=now.timestamp())
    Nonce.objects.filter(source=source, at__lt=now - timedelta(seconds=3 * SKEW)).delete()
    try:
        with transaction.atomic():
            Nonce.objects.create(source=source, value=nonce, at=now)
    except IntegrityError as problem:
        raise NotTrusted(
            "replay",
            "这个请求已经收过一次(随机串相同)，没有再接收；重发请换一个随机串，并带上原来的 Idempotency-Key",
        ) from problem


def feed_for(source: Source, dataset: str) -> Feed:
    """The feed that is meant; without a name the only one. Raises SourceRefused."""
    feeds = list(source.feeds.all())
    found = [each for each in feeds if each.dataset == dataset] if dataset else feeds
    if len(found) != 1:
        known = "、".join(each.dataset for each in feeds) or "还没有"
        raise SourceRefused(f"请用 dataset 写明送给哪个数据集(这个数据源供给：{known})")
    found[0].source = source
    return found[0]


def receive(
    *, source: Source, dataset: str, rows: Sequence[Any], key: str, by: str
) -> tuple[Collection, bool]:
    """One message, and whether it was here before: the same `key` with the same content is taken once. Raises
    SourceRefused for what is wrong as a whole, SourceTrouble when the source is busy for too long."""
    feed = feed_for(source, dataset)
    check_rows(rows)
    digest = hashlib.sha256(json.dumps([feed.dataset, rows], sort_keys=True).encode()).hexdigest()
    with in_turn(source):
        recover(source=source, by=by)
        earlier = feed.collections.filter(key=key).first() if key else None
        if earlier is not None and earlier.digest != digest:
            raise SourceRefused(f"Idempotency-Key {key} 已经用在另一份内容上，没有接收；新的内容请换一个键")
        if earlier is not None:
            return earlier, True
        return take_records(feed, rows, key=key or None, digest=digest, by=by), False


def take_records(
    feed: Feed, rows: Sequence[dict[str, Any]], *, key: str | None, digest: str, by: str
) -> Collection:
    """Writes what was sent as a file and brings it in; the caller holds the source's lock."""
    one = begin(feed=feed, by=by, key=key, digest=digest)
    order = order_of(one)
    path = order.folder / f"{order.name}.csv"
    # what one statement has and the next has not is no change of columns
    known = feed.mapping.values() if feed.source.access == Access.XAPI else ()
    count, kinds = write_records(path, rows, order.dates, known)
    keep(one, Fetched(path, count, kinds, ""))
    bring_in(one)
    return one


def check_rows(rows: Sequence[Any]) -> None:
    if not isinstance(rows, list) or not rows or not all(isinstance(each, dict) for each in rows):
        raise SourceRefused("rows 要是记录的列表，每条记录是一个对象，至少一条")
    if len(rows) > MOST_ROWS:
        raise SourceRefused(f"一次最多 {MOST_ROWS:,} 条，收到 {len(rows):,} 条，没有接收；请分几次发送")


@contextmanager
def in_turn(source: Source) -> Iterator[None]:
    """Messages of one source come in one after the other."""
    until = time.monotonic() + _PATIENCE
    while True:
        lock = only_one(queries.lock_of(source))
        try:
            lock.__enter__()
        except Held as held:
            if time.monotonic() > until:
                raise SourceTrouble("这个数据源正忙，没有接收，请稍后用同一个 Idempotency-Key 再发") from held
            time.sleep(0.02)
            continue
        break
    try:
        yield
    finally:
        lock.__exit__(None, None, None)
