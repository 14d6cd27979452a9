"""Everybody but students sees who owns a module; the quality office says it."""

from tests.web.access.organisation import KEEPING, LOOKING
from tests.web.access.words import Table

PAGES: Table = {
    "modules": ("/modules/", LOOKING),
    "module": ("/modules/student/", KEEPING),
}
POSTS: Table = {}
