"""Notices, exemptions, goals and standards."""

from tests.web.access.words import EVERYBODY, REACHING_COURSE, SEEING, Table
from tests.web.school import NOW, SEMESTER, School
from zhengai.alerts.actions import ask_exception
from zhengai.college.models import Subject
from zhengai.cycles.models import Exemption
from zhengai.goals.actions import propose_goal
from zhengai.notices.actions import notify
from zhengai.notices.models import Notice

PROPOSING = frozenset({"lin", "han", "zhou", "wu", "zheng", "wang", "zhao"})
STANDARDS = frozenset({"chen", "sun", "he", "qian", "feng"}) | PROPOSING

PAGES: Table = {
    "notices": ("/notices/", EVERYBODY),
    "exemptions": ("/exemptions/", SEEING),
    "exemption": ("/exemptions/{exemption}/", REACHING_COURSE),
    "goals": ("/goals/", SEEING),
    "goal": ("/goals/{goal}/", REACHING_COURSE),
    "goal-new": ("/goals/new/?subject=course:C001&indicator=absence_rate", PROPOSING),
    "standards": ("/standards/", STANDARDS),
    "standard": ("/standards/course_absence_week/", STANDARDS),
}
POSTS: Table = {
    "notice-open": ("/notices/{notice}/open/", frozenset({"zheng"})),
    "notices-read": ("/notices/read/", EVERYBODY),
    "exemption-decide": ("/exemptions/{exemption}/decide/", frozenset({"chen", "lin"})),
    "exemption-withdraw": ("/exemptions/{exemption}/withdraw/", REACHING_COURSE),
    "goal-decide": ("/goals/{goal}/decide/", frozenset({"chen", "lin", "han", "zhou"})),
    "goal-change": ("/goals/{goal}/change/", frozenset({"lin", "han", "zhou", "wu", "zheng"})),
    "standard-limits": ("/standards/course_absence_week/limits/", PROPOSING),
}


def prepare(school: School) -> dict[str, object]:
    """What each address needs, once however often it is asked for."""
    course = Subject.objects.get(college=school.college, level="course", code="C001")
    exemption = Exemption.objects.first() or ask_exception(
        alert=school.alert, reason="校庆周停课", by="zheng"
    )
    goal = course.goals.first() or propose_goal(
        subject=course, indicator="absence_rate", period=SEMESTER, limit="≤ 3%", reason="偏高",
        owner_number="T0003", owner_name="郑怡", by="zheng",
    )  # fmt: skip
    notify(
        college=school.college.code, persons=["T0003"], kind="goal", key="test", about=f"goal:{goal.pk}",
        title="请看目标", at=NOW,
    )  # fmt: skip
    notice = Notice.objects.get(person_number="T0003", key="test")
    return {"exemption": exemption.pk, "goal": goal.pk, "notice": notice.pk}
