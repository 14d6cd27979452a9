from tests.web.access.words import Table

LOOKING = frozenset({"lin", "han", "he"})

PAGES: Table = {
    "lineage": ("/lineage/", LOOKING),
    "lineage-of": ("/lineage/dataset/attendance/", LOOKING),
}
POSTS: Table = {}
