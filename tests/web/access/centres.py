"""The centres gather what the other pages show: whoever sees the organisation opens them, each for their own part."""

from tests.web.access.organisation import LOOKING
from tests.web.access.words import Table

PAGES: Table = {
    "centres": ("/centres/", LOOKING),
    "centre": ("/centres/programme/", LOOKING),
    "architecture": ("/centres/architecture/", LOOKING),
}
POSTS: Table = {}
