from tests.web.access.words import EVERYBODY, PUBLIC, Table

PAGES: Table = {
    "home": ("/", EVERYBODY),
    "components": ("/components/", EVERYBODY),
    "sign-in": ("/sign-in/", PUBLIC),
}
POSTS: Table = {"sign-out": ("/sign-out/", EVERYBODY), "theme": ("/theme/", PUBLIC)}
