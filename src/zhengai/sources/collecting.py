"""Collecting: fetch, check, bring in, each step such that a process may die after it. What was fetched whole is brought
in again under the same name, so nothing is lost and nothing is there twice; the cursor moves with the end."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from zhengai.college.queries import today
from zhengai.core import clock
from zhengai.core.locks import Held, only_one
from zhengai.datacentre.actions import ImportFailed, import_file
from zhengai.datacentre.faults import reached
from zhengai.datacentre.queries import limits
from zhengai.datacentre.reading.headers import Wish
from zhengai.datacentre.reading.looking import look
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BadFile
from zhengai.sources import queries
from zhengai.sources.connectors.contract import Connector, Fetched
from zhengai.sources.connectors.registry import CONNECTORS
from zhengai.sources.ending import clear, done, end, remember_outcome, state_after, sweep
from zhengai.sources.models import Collection, Feed, Source
from zhengai.sources.ordering import columns_for, dataset_of, order_of, say
from zhengai.sources.rules import (
    Access,
    CollectionState,
    SourceRefused,
    SourceTrouble,
    unusual,
)
from zhengai.sources.rules.columns import changed, unfit

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset


def collect(*, source: Source, by: str) -> list[Collection]:
    """Asks the source for the data of each of its feeds. What goes wrong is told by the collections; raises
    SourceRefused when it cannot be asked at all or is being asked now."""
    if not Access(source.access).asks:
        raise SourceRefused(f"“{source.name}”是{Access(source.access).chinese}，由对方送来，不用去取")
    with _alone(source):
        recover(source=source, by=by)
        found = [each for feed in source.feeds.all() for each in _collect_feed(feed, by)]
        remember_outcome(source, found)
    return found


def decide(*, collection: Collection, accept: bool, by: str) -> Collection:
    """A person's word on a collection that waits. Raises SourceRefused when it does not wait any more."""
    source = collection.feed.source
    with _alone(source):
        collection.refresh_from_db()
        if collection.state != CollectionState.WAITING:
            raise SourceRefused(f"这次采集现在是“{collection.get_state_display()}”，不用再决定")
        collection.by = by
        if accept:
            say(collection, f"{by} 决定照样导入")
            bring_in(collection, accepted=True)
        else:
            end(collection, CollectionState.DECLINED, f"{by} 决定不导入，读到的位置没有移动，下次重新取")
            clear(collection)
        remember_outcome(source, [collection])
    return collection


def recover(*, source: Source, by: str) -> int:
    """Settles what a dead process left: what was fetched whole is brought in, the rest is as if it had not begun. The
    caller holds the source's lock. Returns how many there were."""
    dead = list(queries.collections(source).filter(state=CollectionState.RUNNING).order_by("id"))
    for each in dead:
        each.feed.source = source
        if each.fetched:
            say(each, "上次的进程中断了，接着导入已取到的数据")
            bring_in(each)
        else:
            end(each, CollectionState.FAILED, "采集的进程中断了，没有导入任何数据，下次重新取")
            clear(each)
    sweep(source)
    return len(dead)


class _alone:  # noqa: N801 - reads as a word at its place
    """Holds the source's lock; another who holds it is a sentence."""

    def __init__(self, source: Source) -> None:
        self._lock = only_one(queries.lock_of(source))
        self._name = source.name

    def __enter__(self) -> None:
        try:
            self._lock.__enter__()
        except Held as held:
            raise SourceRefused(f"“{self._name}”正在采集，请等它结束") from held

    def __exit__(self, *about: Any) -> None:
        self._lock.__exit__(*about)


def _collect_feed(feed: Feed, by: str) -> list[Collection]:
    if queries.waiting(feed) is not None:
        return []
    connector = CONNECTORS[Access(feed.source.access)]
    first = begin(feed=feed, by=by)
    try:
        parts = connector.parts(order_of(first))
    except (SourceTrouble, SourceRefused) as problem:
        end(first, state_after(problem), str(problem))
        return [first]
    if not parts:
        shutil.rmtree(queries.collection_folder(first), ignore_errors=True)
        first.delete()
        return []
    found: list[Collection] = []
    for part in parts:
        one = begin(feed=feed, by=by) if found else first
        found.append(one)
        _fetch(one, part, connector)
        if one.state == CollectionState.WAITING:
            break
    return found


def begin(*, feed: Feed, by: str, key: str | None = None, digest: str = "") -> Collection:
    found = Collection.objects.create(
        feed=feed,
        by=by,
        started_at=clock.now(),
        key=key,
        digest=digest,
        first=not feed.cursor and not feed.succeeded_at,
    )
    queries.collection_folder(found).mkdir(parents=True, exist_ok=True)
    reached("source-begun")
    return found


def _fetch(one: Collection, part: str, connector: Connector) -> None:
    order = order_of(one)
    try:
        fetched = connector.fetch(order, part)
    except (SourceTrouble, SourceRefused) as problem:
        end(one, state_after(problem), str(problem))
        clear(one)
        return
    except Exception as problem:
        end(one, CollectionState.FAILED, f"采集没有完成({type(problem).__name__})，没有导入任何数据，会再试")
        clear(one)
        raise
    reached("source-fetched")
    keep(one, fetched)
    reached("source-kept")
    bring_in(one)


def keep(one: Collection, fetched: Fetched) -> None:
    """From here on the file is whole and can be brought in by anybody."""
    one.file_name, one.fetched = fetched.path.name, True
    one.rows, one.cursor = fetched.rows or 0, fetched.cursor
    one.columns = fetched.columns or {}
    one.save()


def bring_in(one: Collection, *, accepted: bool = False) -> None:
    """Ends as done, refused, failed, or waiting for a decision."""
    path = queries.collection_folder(one) / one.file_name
    try:
        why = _checked(one, path) if not accepted else ""
        if why:
            end(one, CollectionState.WAITING, f"{why}。数据先放着，没有导入，请决定导入还是放弃")
            return
        counted = Access(one.feed.source.access) is not Access.FILES
        if counted and not one.rows:
            done(one, None)
        else:
            report = _import(one, path)
            if report.refused:
                raise BadFile(report.message)
            done(one, report)
    except (BadFile, SourceRefused) as problem:
        end(one, CollectionState.REFUSED, _on_the_page(str(problem)))
    except ImportFailed as problem:
        end(one, CollectionState.FAILED, str(problem))
    reached("source-ended")
    clear(one)


def _on_the_page(sentence: str) -> str:
    """The data centre tells people at a command line which option helps; here the remedy is on a page."""
    said, option, _ = sentence.partition("--map")
    if not option:
        return sentence
    return f"{said.rpartition('；')[0] or said}；请在数据源页面上改列对应"


def _checked(one: Collection, path: Path) -> str:
    """Why a person should decide, "" when nobody need. Raises SourceRefused, BadFile for columns that are not right."""
    feed, declared = one.feed, dataset_of(one.feed)
    if Access(feed.source.access) is Access.FILES:
        one.columns = _header(feed, declared, path)
    if broken := changed(feed.columns, one.columns, {*feed.used, *feed.mapping.values()}):
        raise SourceRefused(broken)
    fields = {
        column: (each.name, each.type)
        for each in declared.fields
        for column in columns_for(feed, declared, each.code)
        if column in one.columns
    }
    if broken := unfit(one.columns, fields):
        raise SourceRefused(broken)
    if not Access(feed.source.access).asks:
        return ""
    before = queries.usual_rows(feed)
    if before and Access(feed.source.access) is Access.FILES:
        one.rows = _import(one, path, dry_run=True).read
    return "" if one.first else unusual(one.rows, before)


def _header(feed: Feed, declared: "Dataset", path: Path) -> dict[str, str]:
    """The columns of a file; empty when no header is found, which the import will say."""
    with TemporaryDirectory(dir=path.parent) as folder:
        wish = Wish(said=feed.mapping)
        found = look(path, declared, wish, sheet=None, folder=Path(folder), limits=limits())
    return {cell: "" for cell in found.header.cells if cell} if found.header else {}


def _import(one: Collection, path: Path, *, dry_run: bool = False) -> BatchReport:
    feed = one.feed
    return import_file(
        college=feed.source.college,
        dataset=feed.dataset,
        path=path,
        by=one.by,
        mapping=feed.mapping,
        constants=feed.constants,
        dry_run=dry_run,
        source=f"source:{feed.source.code}"[:60],
        until=today(feed.source.college),
        occasion=f"collection:{one.pk}",
    )
