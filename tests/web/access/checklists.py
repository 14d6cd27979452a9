"""Those who look after the data see what the documents ask of it."""

from tests.web.access.sources import LOOKING
from tests.web.access.words import Table

PAGES: Table = {"checklists": ("/data/checklists/", LOOKING)}
POSTS: Table = {}
