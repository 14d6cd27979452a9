"""Whether a source can be reached and says what its dataset needs: nothing is fetched, nothing is written."""

from pathlib import Path
from tempfile import TemporaryDirectory

from zhengai.sources import queries
from zhengai.sources.connectors.contract import Order
from zhengai.sources.connectors.registry import CONNECTORS
from zhengai.sources.models import Feed
from zhengai.sources.ordering import dataset_of
from zhengai.sources.rules import Access, SourceRefused
from zhengai.sources.sealing import unseal


def check_source(*, feed: Feed) -> str:
    """One sentence. Raises SourceTrouble or SourceRefused with what is in the way."""
    source = feed.source
    connector = CONNECTORS.get(Access(source.access))
    name = dataset_of(feed).name
    if connector is None:
        raise SourceRefused(f"“{source.name}”是{Access(source.access).chinese}，没有可以试连的地方")
    with TemporaryDirectory() as folder:
        order = Order(
            name=name,
            settings=source.settings,
            wanted=feed.settings,
            secret=unseal(source.secret),
            cursor="",
            dates=frozenset(),
            folder=Path(folder),
            drop=queries.drop_folder(feed),
            say=lambda sentence: None,
        )
        return f"{name}：{connector.check(order)}"
