from datetime import date

from tests.web.access.words import REACHING_COURSE, SEEING, Table
from tests.web.school import School, week
from zhengai.college.models import Subject
from zhengai.improvement.actions import open_improvement
from zhengai.improvement.models import Improvement

# they answer for the course, by their role or as the owner
_MOVING = frozenset({"lin", "han", "zhou", "wu", "zheng"})
_FIRST = "subject=course:C001&indicator=absence_rate&kind=week"

PAGES: Table = {
    "improvements": ("/improvements/", SEEING),
    "improvement": ("/improvements/{improvement}/", REACHING_COURSE),
    "improvement-plan": ("/improvements/{improvement}/plan/", _MOVING),
    "improvement-new": (f"/improvements/new/?{_FIRST}", _MOVING),
}
POSTS: Table = {
    "improvement-open": (f"/improvements/open/?{_FIRST}", _MOVING),
    "improvement-move": ("/improvements/{improvement}/move/", _MOVING),
    "improvement-revise": ("/improvements/{improvement}/revise/", _MOVING),
    # who confirms diagnoses there, and does not own it
    "improvement-cancel": ("/improvements/{improvement}/cancel/", frozenset({"lin", "han", "zhou"})),
}


def an_improvement(school: School, **fields: object) -> Improvement:
    """Of the first course, owned by 郑怡."""
    wanted: dict[str, object] = {
        "subject": Subject.objects.get(college=school.college, level="course", code="C001"),
        "source": f"alert:{school.alert.pk}",
        "cycle_period": week(12),
        "problem": "第12周缺课率为17.1%，连续5周上升",
        "cause": "甲流传播",
        "measure": "错峰授课，逐一联系缺课学生",
        "indicator": "absence_rate",
        "period_kind": "week",
        "baseline_period": week(11),
        "limit": "≤ 5%",
        "owner_number": "T0003",
        "owner_name": "郑怡",
        "due": date(2026, 12, 4),
        "by": "lin",
    }
    return open_improvement(**wanted | fields)  # type: ignore[arg-type]


def prepare(school: School) -> dict[str, object]:
    found = Improvement.objects.first() or an_improvement(school)
    return {"improvement": found.pk}
