"""One assessed task of 郑怡's department, and what the office made of it: whoever oversees reads it, the office keeps it."""

from datetime import date

from tests.web.access import goal_chain
from tests.web.access.cockpit import OVERSEEING
from tests.web.access.organisation import KEEPING
from tests.web.access.words import Table
from tests.web.school import School
from zhengai.goals.actions.task import record_beat
from zhengai.goals.models import Task, TaskBeat
from zhengai.performance.actions import use_results
from zhengai.performance.models import ResultUse
from zhengai.performance.rules import Result, ResultKind, UseDraft, UseKind

YEAR = "2026-2027"

PAGES: Table = {
    "engine": ("/engine/", OVERSEEING),
    "engine-use": ("/engine/use/?result={assessed}", KEEPING),
    "engine-import": ("/engine/import/", KEEPING),
    "result-use": ("/engine/{use}/", OVERSEEING),
}
POSTS: Table = {
    # without a reason the office is told to write one
    "use-withdraw": ("/engine/{use}/withdraw/", KEEPING),
}


def assessed(school: School) -> TaskBeat:
    goal_chain.prepare(school)
    found = TaskBeat.objects.exclude(grade="").first()
    return found or record_beat(
        task=Task.objects.get(), beat="yearly", period="2026", text="按标准完成", grade="优秀", by="zhou"
    )


def prepare(school: School) -> dict[str, object]:
    beat = assessed(school)
    key = f"assessment:{beat.pk}"
    task = beat.task
    result = Result(
        key, ResultKind.ASSESSMENT, "错峰排课(2026 年)", "考核 优秀", date(2026, 11, 20), task.department_id, "",
        "T0003", "郑怡",
    )  # fmt: skip
    draft = UseDraft(UseKind.PERFORMANCE, "绩效加 2 分", "绩效通报", "校长办公会", date(2026, 11, 20))
    use_results(college=school.college, year=YEAR, uses=[(result, draft)], by="lin")
    return {"assessed": key, "use": ResultUse.objects.get().pk}
