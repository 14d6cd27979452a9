from tests.web.access.cockpit import OVERSEEING
from tests.web.access.words import Table

PAGES: Table = {
    "matrix": ("/matrix/", OVERSEEING),
    "matrix-cell": ("/matrix/course/supervision/", OVERSEEING),
}
POSTS: Table = {}
