"""Files of the task of the goal chain: whoever sees the task sees them, whoever reports on it attaches and removes."""

from tests.rooms.evidence.bytes import PDF
from tests.web.access import goal_chain
from tests.web.access.goal_chain import ASSIGNING, SEEING_TASK
from tests.web.access.words import SEEING, Table
from tests.web.school import School
from zhengai.evidence.actions import attach
from zhengai.evidence.models import Attachment
from zhengai.evidence.rules import About

PAGES: Table = {
    "evidence": ("/evidence/", SEEING),
    "evidence-file": ("/evidence/{file}/", SEEING_TASK),
    "evidence-box": ("/evidence/task/{task}/box/", SEEING_TASK),
    "evidence-record": ("/evidence/task/{task}/", SEEING_TASK),
}
POSTS: Table = {
    # without a file, a reason, a removed file: they are told what is wanted
    "evidence-attach": ("/evidence/task/{task}/attach/", ASSIGNING | {"zheng"}),
    "evidence-detach": ("/evidence/{file}/detach/", ASSIGNING | {"zheng"}),
    "evidence-restore": ("/evidence/{file}/restore/", ASSIGNING | {"zheng"}),
}


def prepare(school: School) -> dict[str, object]:
    task = goal_chain.prepare(school)["task"]
    about = About("task", str(task), "错峰排课", "D01")
    file = Attachment.objects.first() or attach(
        college=school.college.code,
        about=about,
        name="排课表.pdf",
        chunks=[PDF],
        description="新课表",
        by="zheng",
    )
    return {"file": file.pk, "task": task}
