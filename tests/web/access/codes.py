from tests.web.access.words import Table

LOOKING = frozenset({"lin", "han", "he"})

PAGES: Table = {
    "code-tables": ("/codes/", LOOKING),
    "code-table": ("/codes/GBT-2261.1/", LOOKING),
}
POSTS: Table = {}
