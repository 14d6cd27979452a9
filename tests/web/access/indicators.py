from tests.web.access.words import REACHING_COURSE, SEEING, Table

PAGES: Table = {
    "indicators": ("/indicators/", SEEING),
    "indicator": ("/indicators/absence_rate/", SEEING),
    "indicator-value": ("/indicators/absence_rate/value/?subject=course:C001", REACHING_COURSE),
}
POSTS: Table = {}
