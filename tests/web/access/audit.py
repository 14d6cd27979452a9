from tests.web.access.words import Table

PAGES: Table = {"audit": ("/audit/", frozenset({"aud"}))}
POSTS: Table = {}
