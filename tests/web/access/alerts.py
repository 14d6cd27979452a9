from tests.web.access.words import REACHING_COURSE, SEEING, Table
from tests.web.school import School

PAGES: Table = {
    "alerts": ("/alerts/", SEEING),
    "alert": ("/alerts/{alert}/", REACHING_COURSE),
}
# they may answer, and the alert is theirs or inside what they answer for
POSTS: Table = {"alert-respond": ("/alerts/{alert}/respond/", frozenset({"lin", "han", "zhou", "zheng"}))}


def prepare(school: School) -> dict[str, object]:
    return {"alert": school.alert.pk}
