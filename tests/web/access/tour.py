"""The guided path: a sample college shows it to everybody who has signed in. Signing in as a demo account is open to
everybody who names one; without a name there is nobody to be."""

from tests.web.access.words import EVERYBODY, Table

PAGES: Table = {
    "tour": ("/tour/", EVERYBODY),
    "tour-file": ("/tour/files/1/", EVERYBODY),
}
POSTS: Table = {
    "tour-day": ("/tour/day/", EVERYBODY),
    "demo-sign-in": ("/sign-in/demo/", frozenset({""})),
}
