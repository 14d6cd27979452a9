"""An instant evaluation of 王静's lesson: she alone asks, students answer."""

from datetime import date, timedelta

from tests.web.access.words import Table
from tests.web.school import School
from zhengai.classroom.models import InstantEvaluation
from zhengai.core import clock

ASKING, ANSWERING = frozenset({"wang"}), frozenset({"li"})
CODE = "ABC234"

PAGES: Table = {
    "lessons": ("/lessons/", ASKING),
    "lesson": ("/lessons/{lesson}/", ASKING),
    "lesson-code": ("/lessons/answer/", ANSWERING),
    "lesson-answer": (f"/lessons/answer/{CODE}/", ANSWERING),
}
POSTS: Table = {"lesson-close": ("/lessons/{lesson}/close/", ASKING)}


def prepare(school: School) -> dict[str, object]:
    now = clock.now()
    found, _ = InstantEvaluation.objects.get_or_create(
        college=school.college,
        code=CODE,
        defaults={
            "form": "f", "form_name": "这节课听懂了吗", "theme": "learning", "offering": "O1", "offering_name": "护理学基础",
            "teacher": "T0004", "semester": "2026-2027-1", "week": 12, "day": date(2026, 11, 20), "by": "wang",
            "opened_at": now, "closes_at": now + timedelta(hours=1),
            "questions": [{"code": "q", "text": "好吗", "choices": [{"text": "好", "score": 100}, {"text": "坏", "score": 0}]}],
        },
    )  # fmt: skip
    return {"lesson": found.pk}
