"""The suggestion is 王静's, adopted and so read by everybody; its answer is for the office and the department's head."""

from tests.web.access.cockpit import OVERSEEING
from tests.web.access.words import SEEING, Table
from tests.web.school import School
from zhengai.college.models import Subject
from zhengai.framework.actions.suggestion import move_suggestion, suggest
from zhengai.framework.models import Suggestion
from zhengai.framework.rules.suggestion import SuggestionMove

_OUTSIDE = frozenset({"qian", "feng"})
# the heads of departments and offices beside the quality office
ANSWERING = frozenset({"lin", "han", "zhou"})

PAGES: Table = {
    "suggestions": ("/suggestions/", SEEING),
    "suggestion-new": ("/suggestions/new/", SEEING - _OUTSIDE),
    "suggestion": ("/suggestions/{suggestion}/", SEEING),
    "participation": ("/participation/", OVERSEEING),
}
POSTS: Table = {
    # without a move they are told to choose one
    "suggestion-move": ("/suggestions/{suggestion}/move/", ANSWERING),
}


def made(school: School, title: str = "错峰用餐", *, anonymous: bool = False, by: str = "wang") -> Suggestion:
    return suggest(
        college=school.college, title=title, text="各学院错开二十分钟。", author_name="王静", author_number="T0004",
        anonymous=anonymous, by=by,
    )  # fmt: skip


def prepare(school: School) -> dict[str, object]:
    found = Suggestion.objects.first()
    if found is None:
        found = made(school)
        department = Subject.objects.get(college=school.college, level="department", code="D01")
        move_suggestion(suggestion=found, move=SuggestionMove.ASSIGN, department=department, by="lin")
        move_suggestion(suggestion=found, move=SuggestionMove.ADOPT, text="下月试行", by="zhou")
    return {"suggestion": found.pk}
