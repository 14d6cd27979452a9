from tests.web.access.words import REACHING_COURSE, SEEING, Table
from tests.web.school import School

PAGES: Table = {
    "alerts": ("/alerts/", SEEING),
    "alert": ("/alerts/{alert}/", REACHING_COURSE),
}
# they may answer, and the alert is theirs or inside what they answer for
ANSWERING = frozenset({"lin", "han", "zhou", "wu", "zheng"})
POSTS: Table = {
    "alert-respond": ("/alerts/{alert}/respond/", ANSWERING),
    "alert-exception": ("/alerts/{alert}/exception/", ANSWERING),
}


def prepare(school: School) -> dict[str, object]:
    return {"alert": school.alert.pk}
