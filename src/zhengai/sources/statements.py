"""xAPI statements (IEEE 9274.1.1) that course platforms send: each is taken once, and becomes a row of a dataset."""

import hashlib
import hmac
import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from zhengai.sources.collecting import recover
from zhengai.sources.models import Source, Statement
from zhengai.sources.receiving import MOST_ROWS, feed_for, in_turn, take_records
from zhengai.sources.rules import CollectionState, SourceRefused, SourceTrouble
from zhengai.sources.sealing import unseal

# what a store adds to a statement says nothing of whether it is the same one (§4.1 of the standard)
_ADDED = ("stored", "authority", "version", "timestamp")


class StatementConflict(ValueError):
    """Another statement has this id already; the message is a Chinese sentence."""


def knows(*, source: Source, user: str, password: str) -> bool:
    """Whether these are the name and password of this source's sender."""
    secret = unseal(source.secret)
    pairs = ((secret.get("user", ""), user), (secret.get("password", ""), password))
    same = [hmac.compare_digest(held.encode(), given.encode()) for held, given in pairs]
    return all(same) and all(held for held, _ in pairs)


def receive_statements(*, source: Source, sent: Sequence[Any], by: str) -> list[str]:
    """All or none; returns the ids in the order they were sent. Raises SourceRefused, SourceTrouble,
    StatementConflict."""
    if not sent or len(sent) > MOST_ROWS:
        raise SourceRefused(f"一次送 1 到 {MOST_ROWS:,} 条学习记录，收到 {len(sent):,} 条")
    feed = feed_for(source, "")
    statements = {str(each["id"]): each for each in (_whole(raw) for raw in sent)}
    if len(statements) < len(sent):
        raise SourceRefused("同一次发送里有两条学习记录的 id 相同，没有接收")
    digests = {code: _digest(each) for code, each in statements.items()}
    with in_turn(source):
        recover(source=source, by=by)
        known = dict(source.statements.filter(code__in=statements).values_list("code", "digest"))
        for code, digest in known.items():
            if digest != digests[str(code)]:
                raise StatementConflict(f"已经有一条 id 是 {code} 的学习记录，内容不同，没有接收")
        new = {code: each for code, each in statements.items() if uuid.UUID(code) not in known}
        wanted = [each for each in new.values() if _wanted(each, str(feed.settings.get("verbs", "")))]
        if wanted:
            one = take_records(feed, wanted, key=None, digest="", by=by)
            if one.state == CollectionState.REFUSED:
                raise SourceRefused(one.message)
            if one.state != CollectionState.DONE:
                raise SourceTrouble(one.message)
        # after the rows are in: a process that dies between is sent them again, and they merge by their key
        with transaction.atomic():
            Statement.objects.bulk_create(
                Statement(source=source, code=uuid.UUID(code), digest=digests[code]) for code in new
            )
    return list(statements)


def _whole(raw: Any) -> dict[str, Any]:
    """With an id; raises SourceRefused when a statement lacks what every statement has."""
    if not isinstance(raw, dict):
        raise SourceRefused("学习记录要是一个对象")
    for name in ("actor", "verb", "object"):
        if not isinstance(raw.get(name), dict):
            raise SourceRefused(f"学习记录缺少 {name}，没有接收")
    if not raw["verb"].get("id"):
        raise SourceRefused("学习记录缺少 verb.id，没有接收")
    try:
        code = str(uuid.UUID(str(raw["id"]))) if "id" in raw else str(uuid.uuid4())
    except ValueError:
        raise SourceRefused(f"学习记录的 id 要是 UUID，不是“{str(raw['id'])[:60]}”") from None
    return {**raw, "id": code}


def _digest(statement: dict[str, Any]) -> str:
    kept = {name: value for name, value in statement.items() if name not in _ADDED}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _wanted(statement: dict[str, Any], verbs: str) -> bool:
    """`verbs`: last parts of their ids, or whole ids, separated by commas; "" wants all."""
    asked = {each.strip() for each in verbs.replace("，", ",").split(",") if each.strip()}
    verb = str(statement["verb"]["id"])
    return not asked or bool({verb, verb.rstrip("/").rpartition("/")[2]} & asked)
