"""Doors for machines: nobody comes in with a person's session, everybody is told why without being sent to sign in."""

from tests.web.access.words import Table

PAGES: Table = {}
POSTS: Table = {
    "inbound-push": ("/in/S1/nobody/push/", frozenset({""})),
    "inbound-xapi": ("/in/S1/nobody/xapi/statements", frozenset({""})),
}
