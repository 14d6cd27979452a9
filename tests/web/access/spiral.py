from tests.web.access.words import REACHING_COURSE, Table

PAGES: Table = {"spiral": ("/levels/course/C001/spiral/", REACHING_COURSE)}
POSTS: Table = {}
