from tests.web.access.words import EVERYBODY, Table

PAGES: Table = {"search": ("/search/?q=护理", EVERYBODY)}
POSTS: Table = {}
