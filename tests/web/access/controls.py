"""Control items and workflows."""

from typing import Any

from tests.web.access.regulations import EDITING, OVERSEEING
from tests.web.access.words import SEEING, Table
from tests.web.school import School
from zhengai.framework.actions import set_own_item
from zhengai.regulations.controls import Control, keep_controls
from zhengai.regulations.models import ControlItem, WorkflowRun
from zhengai.regulations.running import start_run

WORKFLOW: dict[str, Any] = {
    "code": "change_lesson",
    "name": "调停课申请",
    "department": "教务处",
    "steps": [
        {"name": "申请", "role": "任课教师", "form": "班级、时间、理由", "days": 1},
        {"name": "审核", "role": "二级学院", "days": 2},
        {"name": "备案", "role": "教务处"},
    ],
}

PAGES: Table = {
    "controls": ("/controls/", OVERSEEING),
    "workflows": ("/workflows/", SEEING),
    "workflow": ("/workflows/of/change_lesson/", SEEING),
    # the teacher's own, and those who oversee
    "workflow-run": ("/workflows/runs/{run}/", OVERSEEING | {"wang"}),
}
POSTS: Table = {
    "control-keep": ("/controls/keep/", EDITING),
    "controls-import": ("/controls/import/", EDITING),
    "control-check": ("/controls/{control}/check/", EDITING),
    "workflow-start": ("/workflows/of/change_lesson/start/", SEEING),
    "workflow-move": ("/workflows/runs/{run}/move/", OVERSEEING | {"wang"}),
}


def prepare(school: School) -> dict[str, object]:
    college = school.college
    if not ControlItem.objects.exists():
        keep_controls(college=college, rows=[Control("教务处", "调停课")], by="han")
        set_own_item(college=college, section="workflows", item=WORKFLOW, by="lin")
        start_run(college=college, workflow="change_lesson", title="出差调课", by="wang")
    return {"control": ControlItem.objects.get().pk, "run": WorkflowRun.objects.get().pk}
