"""Those who look at a whole see how the platform is used in it."""

from tests.web.access.cockpit import OVERSEEING
from tests.web.access.words import Table

PAGES: Table = {"usage": ("/usage/", OVERSEEING)}
POSTS: Table = {}
