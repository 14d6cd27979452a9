from tests.web.access.words import REACHING_COURSE, SEEING, Table

PAGES: Table = {
    "indicators": ("/indicators/", SEEING),
    "indicator": ("/indicators/absence_rate/", SEEING),
    "indicator-value": ("/indicators/absence_rate/value/?subject=course:C001", REACHING_COURSE),
    "indicator-new": ("/indicators/new/", frozenset({"lin"})),
    "indicator-edit": ("/indicators/absence_rate/edit/", frozenset({"lin"})),
}
POSTS: Table = {
    "indicator-check": ("/indicators/check/", frozenset({"lin"})),
    "indicator-wanted": ("/indicators/wanted/", frozenset({"lin"})),
}
