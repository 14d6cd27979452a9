from tests.web.access.words import Table

# those who look at a whole: the college, or their department
OVERSEEING = frozenset({"chen", "lin", "han", "zhou", "sun", "qian", "feng"})

PAGES: Table = {
    "cockpit": ("/cockpit/", OVERSEEING),
    "cockpit-states": ("/cockpit/states/", OVERSEEING),
    "cockpit-subjects": ("/cockpit/subjects/?level=course&which=still", OVERSEEING),
    "cockpit-goals": ("/cockpit/goals/?level=course", OVERSEEING),
    "wall": ("/cockpit/wall/", OVERSEEING),
}
POSTS: Table = {}
