"""How a collection ends, and what is left of it."""

import shutil

from django.db import transaction

from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.datacentre.report import BatchReport
from zhengai.sources import queries
from zhengai.sources.connectors.registry import CONNECTORS
from zhengai.sources.models import Collection, Source
from zhengai.sources.ordering import bare_order, line
from zhengai.sources.rules import Access, CollectionState, SourceTrouble, retry_after

_RETRY_EMPTY = retry_after(1)  # nothing lay in the folder: look again


def done(one: Collection, report: BatchReport | None) -> None:
    feed = one.feed
    if report is not None:
        one.batch, one.rows = report.batch, report.read
        feed.columns = one.columns
        feed.used = sorted(set(report.mapping.values()))
    feed.cursor = one.cursor or feed.cursor
    feed.succeeded_at = clock.now()
    with transaction.atomic():
        feed.save(update_fields=["cursor", "succeeded_at", "columns", "used"])
        end(one, CollectionState.DONE, report.message if report else "没有新的数据")


@transaction.atomic
def end(one: Collection, state: CollectionState, message: str) -> None:
    one.state, one.message = state, message
    one.finished_at = clock.now()
    if state is CollectionState.FAILED:
        one.key = None  # the sender may send it again
    one.log = [*one.log, line(message)]
    one.save()
    record(
        action="sources.collect",
        by=one.by,
        subject=f"source:{one.feed.source.code}",
        details={
            "dataset": one.feed.dataset,
            "state": state,
            "rows": one.rows,
            "batch": one.batch,
            "message": message,
        },
    )


def remember_outcome(source: Source, found: list[Collection]) -> None:
    """When to ask again: after what went wrong, later each time."""
    bad = {CollectionState.FAILED}
    if source.access != Access.FILES:  # a file that was refused has gone; the next one may be right
        bad.add(CollectionState.REFUSED)
    if any(each.state in bad for each in found):
        source.attempts += 1
        source.retry_at = clock.now() + retry_after(source.attempts)
    else:
        source.attempts = 0
        source.retry_at = clock.now() + _RETRY_EMPTY if not found else None
    source.save(update_fields=["attempts", "retry_at"])


def state_after(problem: Exception) -> CollectionState:
    return CollectionState.FAILED if isinstance(problem, SourceTrouble) else CollectionState.REFUSED


def clear(one: Collection) -> None:
    """What was fetched goes where it belongs, and the folder goes."""
    folder = queries.collection_folder(one)
    if not folder.exists():
        return
    connector = CONNECTORS.get(Access(one.feed.source.access))
    if connector is not None and one.state == CollectionState.FAILED:
        connector.give_back(bare_order(one))
    elif connector is not None:
        connector.settle(bare_order(one), "" if one.state == CollectionState.DONE else one.message)
    shutil.rmtree(folder, ignore_errors=True)


def sweep(source: Source) -> None:
    """Folders of collections that ended while their process died before it could clear them."""
    live = (CollectionState.RUNNING, CollectionState.WAITING)
    for folder in queries.source_folder(source).glob("[0-9]*"):
        one = queries.collections(source).filter(pk=int(folder.name)).first()
        if one is None:
            shutil.rmtree(folder, ignore_errors=True)
        elif one.state not in live:
            one.feed.source = source
            clear(one)
