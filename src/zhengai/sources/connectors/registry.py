"""Which connector asks which kind of source."""

from collections.abc import Mapping

from zhengai.sources.connectors.contract import Connector
from zhengai.sources.connectors.files.dropped import Dropped
from zhengai.sources.connectors.http.pulling import Pulled
from zhengai.sources.connectors.sql.querying import Queried
from zhengai.sources.rules import Access

CONNECTORS: Mapping[Access, Connector] = {
    Access.FILES: Dropped(),
    Access.SQL: Queried(),
    Access.HTTP: Pulled(),
}
