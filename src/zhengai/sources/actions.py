"""The writers of the register: what a source is, how it is reached, what it feeds."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import time
from typing import Any

from django.db import transaction

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.datacentre.queries import catalogue
from zhengai.framework import queries as framework
from zhengai.sources import sealing
from zhengai.sources.models import Feed, Source
from zhengai.sources.queries import waiting
from zhengai.sources.rules import Access, Frequency, SourceRefused
from zhengai.sources.rules.asked import FEED_SETTINGS, SECRETS, SETTINGS, taken
from zhengai.sources.rules.sections import DataSourceItem

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


@transaction.atomic
def adopt_sources(*, college: College, by: str) -> int:
    """Lists the sources that the packs name and the register does not have yet; what a college wrote about those it
    has stays. Returns how many are new."""
    known = set(Source.objects.filter(college=college).values_list("code", flat=True))
    new = 0
    for raw in framework.section(college, "data_sources"):
        item = DataSourceItem.model_validate(raw)
        if item.code in known:
            continue
        made = Source.objects.create(
            college=college,
            code=item.code,
            name=item.name,
            owner=item.owner,
            access=item.access,
            frequency=item.frequency,
            note=item.note,
            created_at=clock.now(),
        )
        for feed in item.feeds:
            Feed.objects.create(source=made, dataset=feed.dataset, mapping=feed.mapping)
        new += 1
    if new:
        record(action="sources.adopt", by=by, details={"new": new})
    return new


@transaction.atomic
def keep_source(
    *,
    college: College,
    code: str,
    name: str,
    owner: str = "",
    person: str = "",
    access: str = "",
    frequency: str = Frequency.MANUAL,
    at: time | None = None,
    note: str = "",
    settings: Mapping[str, str] | None = None,
    secret: Mapping[str, str] | None = None,
    by: str,
) -> Source:
    """Registers a source or changes it. `settings` and `secret` hold what its access asks for (rules.asked); an empty
    secret leaves the one that is there. Raises SourceRefused."""
    if not _CODE.fullmatch(code):
        raise SourceRefused("代码只能用英文字母、数字和 . _ -，以字母或数字开头")
    if not name.strip():
        raise SourceRefused("请写数据源的名称")
    if Source.objects.filter(college=college, name=name.strip()).exclude(code=code).exists():
        raise SourceRefused(f"已经有一个数据源叫“{name.strip()}”，请换一个名称，或去改那一个")
    kind = _one_of(Access, access, "接入方式")
    found, created = Source.objects.select_for_update().get_or_create(
        college=college, code=code, defaults={"name": name.strip(), "created_at": clock.now()}
    )
    moved = found.access != kind.value
    found.name, found.owner, found.person, found.note = (
        name.strip(),
        owner.strip(),
        person.strip(),
        note.strip(),
    )
    found.access, found.frequency = kind.value, _one_of(Frequency, frequency, "频率").value
    found.at = at
    found.settings = taken(SETTINGS[kind], settings or {})
    given = {key: text for key, text in (secret or {}).items() if key in SECRETS[kind] and text}
    if given:
        kept = {} if moved else _opened(found)
        found.secret = sealing.seal({**kept, **given})
    elif moved:
        found.secret = ""
    found.attempts, found.retry_at = 0, None
    if kind is Access.NONE:
        found.enabled = False
    found.save()
    # which secrets were set is told, never what they are
    details = {"access": kind.value, "frequency": found.frequency, "secret": sorted(given), "new": created}
    record(action="sources.keep", by=by, subject=f"source:{code}", details=details)
    return found


@transaction.atomic
def keep_feed(
    *,
    source: Source,
    dataset: str,
    mapping: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    by: str,
) -> Feed:
    """What the source feeds and how. Another query or mapping makes the columns be learnt anew, another cursor column
    makes the reading begin anew. Raises SourceRefused."""
    declared = catalogue(source.college).find(dataset)
    if declared is None:
        raise SourceRefused(f"方案里没有数据集“{dataset}”，请选一个")
    for code in (*(mapping or {}), *(constants or {})):
        if not declared.has(code):
            raise SourceRefused(f"数据集“{declared.name}”没有字段 {code}")
    wanted = taken(FEED_SETTINGS[Access(source.access)], settings or {})
    found, _ = Feed.objects.select_for_update().get_or_create(source=source, dataset=declared.code)
    if waiting(found) is not None:
        raise SourceRefused("有一次采集在等待决定：请先决定导入还是放弃，再改设置")
    before = (found.settings, found.mapping)
    if found.settings.get("cursor") != wanted.get("cursor"):
        found.cursor = ""
    found.settings, found.mapping = wanted, dict(mapping or {})
    found.constants = {code: text for code, text in (constants or {}).items() if text}
    if before != (found.settings, found.mapping):
        found.columns, found.used = {}, []
    found.save()
    Source.objects.filter(pk=source.pk).update(attempts=0, retry_at=None)
    record(
        action="sources.keep_feed",
        by=by,
        subject=f"source:{source.code}",
        details={"dataset": declared.code, "mapping": found.mapping, "settings": sorted(wanted)},
    )
    return found


@transaction.atomic
def drop_feed(*, feed: Feed, by: str) -> None:
    """The source feeds this dataset no longer; what it brought in stays in the data centre."""
    if waiting(feed) is not None:
        raise SourceRefused("有一次采集在等待决定：请先决定导入还是放弃")
    record(
        action="sources.drop_feed",
        by=by,
        subject=f"source:{feed.source.code}",
        details={"dataset": feed.dataset},
    )
    feed.delete()


@transaction.atomic
def switch_source(*, source: Source, enabled: bool, by: str) -> None:
    """On: it is asked at its times, and missed when nothing comes."""
    if enabled and (not source.access or not source.feeds.exists()):
        raise SourceRefused("先选接入方式，并至少写明供给一个数据集，再启用")
    source.enabled, source.attempts, source.retry_at = enabled, 0, None
    if enabled:
        source.since = clock.now()
    source.save(update_fields=["enabled", "attempts", "retry_at", "since"])
    record(action="sources.switch", by=by, subject=f"source:{source.code}", details={"enabled": enabled})


@transaction.atomic
def relearn(*, feed: Feed, again: bool = False, by: str) -> None:
    """Takes the columns as they come the next time; with `again`, reads from the beginning too."""
    feed.columns, feed.used = {}, []
    if again:
        feed.cursor = ""
    feed.save(update_fields=["columns", "used", "cursor"])
    Source.objects.filter(pk=feed.source_id).update(attempts=0, retry_at=None)
    record(
        action="sources.relearn",
        by=by,
        subject=f"source:{feed.source.code}",
        details={"dataset": feed.dataset, "again": again},
    )


def rotate_keys(*, by: str, also: Collection[Callable[[], int]] = ()) -> int:
    """Seals every secret with a new key, then forgets the old ones; killed between, both keys still open everything.
    With keys from the environment the administrator adds and removes them. Returns how many were sealed anew. `also`
    seals what rooms above keep."""
    if not sealing.from_environment():
        sealing.add_key()
    with transaction.atomic():
        found = list(Source.objects.select_for_update().exclude(secret=""))
        for source in found:
            source.secret = sealing.seal(sealing.unseal(source.secret))
            source.save(update_fields=["secret"])
        count = len(found) + sum(each() for each in also)
        record(action="sources.rotate_keys", by=by, details={"secrets": count})
    sealing.drop_old_keys()
    return count


def _opened(source: Source) -> dict[str, str]:
    """What is there already; a secret that no key opens any more is replaced as a whole."""
    try:
        return sealing.unseal(source.secret)
    except SourceRefused:
        return {}


def _one_of(kind: Any, text: str, name: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise SourceRefused(f"没有“{text}”这种{name}，请从列表里选") from None
