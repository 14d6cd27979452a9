"""Sent by 郑怡 for an improvement of the first course; the college of medicine (周岚) receives it."""

from datetime import date

from tests.web.access import improvement
from tests.web.access.words import SEEING, Table
from tests.web.school import School
from zhengai.college.models import Subject
from zhengai.improvement.actions import send_dependence
from zhengai.improvement.models import Dependence

SENDING = frozenset({"lin", "han", "zhou", "wu", "zheng"})

PAGES: Table = {
    "dependences": ("/dependences/", SEEING),
    # those who see the course or the department
    "dependence": (
        "/dependences/{dependence}/",
        frozenset({"chen", "lin", "han", "zhou", "wu", "zheng", "sun", "he", "qian", "feng"}),
    ),
    "dependence-new": ("/dependences/new/?source=improvement:{improvement}", SENDING),
}
POSTS: Table = {
    "dependence-send": ("/dependences/send/?source=improvement:{improvement}", SENDING),
    # to accept is what is meant where nothing is said; who sent it does not
    "dependence-move": ("/dependences/{dependence}/move/", frozenset({"lin", "han", "zhou"})),
}


def a_dependence(school: School, **fields: object) -> Dependence:
    made = improvement.prepare(school)["improvement"]
    wanted: dict[str, object] = {
        "source": f"improvement:{made}",
        "subject": Subject.objects.get(college=school.college, level="course", code="C001"),
        "target": Subject.objects.get(college=school.college, level="department", code="D01"),
        "problem": "实训室不够，分两批上课",
        "need": "增加一间实训室的排课",
        "due": date(2026, 12, 4),
        "by": "zheng",
    }
    return send_dependence(**wanted | fields)  # type: ignore[arg-type]


def prepare(school: School) -> dict[str, object]:
    made = improvement.prepare(school)
    found = Dependence.objects.first() or a_dependence(school)
    return {"dependence": found.pk} | made
