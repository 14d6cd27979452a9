from tests.web.access.words import REACHING_COURSE, SEEING, Table

PAGES: Table = {
    "subjects": ("/levels/course/", SEEING),
    "profile": ("/levels/course/C001/", REACHING_COURSE),
    "profile-loop": ("/levels/course/C001/loop/", REACHING_COURSE),
    "profile-holdings": ("/levels/course/C001/holdings/", REACHING_COURSE),
    "profile-run": ("/levels/course/C001/runs/absence_rate/?kind=week", REACHING_COURSE),
}
POSTS: Table = {}
