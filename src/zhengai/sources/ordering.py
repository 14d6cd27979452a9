"""What a connector is told for one collection."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.utils import timezone

from zhengai.core import clock
from zhengai.datacentre.queries import catalogue
from zhengai.sources import queries
from zhengai.sources.connectors.contract import Order
from zhengai.sources.models import Collection, Feed
from zhengai.sources.rules import SourceRefused
from zhengai.sources.sealing import unseal

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset


def order_of(one: Collection) -> Order:
    """Raises SourceRefused when the dataset has gone or the secret cannot be opened."""
    feed = one.feed
    declared = dataset_of(feed)
    dates = [each.code for each in declared.fields if each.type == "date"]
    columns = frozenset(column for code in dates for column in columns_for(feed, declared, code))
    return _order(one, declared.name, unseal(feed.source.secret), columns)


def bare_order(one: Collection) -> Order:
    """To put away what was fetched: asks nobody anything, so it needs no secret and no dataset."""
    return _order(one, one.feed.dataset, {}, frozenset())


def _order(one: Collection, name: str, secret: Mapping[str, str], dates: frozenset[str]) -> Order:
    feed = one.feed
    return Order(
        name=name,
        settings=feed.source.settings,
        wanted=feed.settings,
        secret=secret,
        cursor=feed.cursor,
        dates=dates,
        folder=queries.collection_folder(one),
        drop=queries.drop_folder(feed),
        say=_sayer(one),
    )


def _sayer(one: Collection) -> Callable[[str], None]:
    return lambda sentence: say(one, sentence)


def say(one: Collection, sentence: str) -> None:
    """Into the log, seen at once."""
    one.log = [*one.log, line(sentence)]
    Collection.objects.filter(pk=one.pk).update(log=one.log)


def line(sentence: str) -> list[str]:
    return [timezone.localtime(clock.now()).isoformat(timespec="seconds"), sentence]


def columns_for(feed: Feed, declared: "Dataset", code: str) -> tuple[str, ...]:
    """Columns that may hold a field: the one that was named, else those called as the field is."""
    mapping: Mapping[str, str] = feed.mapping
    return (mapping[code],) if code in mapping else declared.field(code).names


def dataset_of(feed: Feed) -> "Dataset":
    found = catalogue(feed.source.college).datasets.get(feed.dataset)
    if found is None:
        raise SourceRefused(f"数据集 {feed.dataset} 已不在方案里，请在数据源页面上去掉它或换一个")
    return found
