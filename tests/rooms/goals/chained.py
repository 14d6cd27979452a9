"""A college with plans, written by hand in few words."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhengai.college.actions import SubjectRow, sync_subjects
from zhengai.college.models import College, Subject
from zhengai.framework.actions import install
from zhengai.goals.actions import add_task, open_plan, set_target, write_plan_goal
from zhengai.goals.actions.plan import Draft
from zhengai.goals.actions.plan_goal import GoalDraft
from zhengai.goals.actions.task import TaskDraft
from zhengai.goals.models import AnnualTarget, Plan, PlanGoal, Task

if TYPE_CHECKING:
    from tests.rooms.goals.conftest import Plans


@dataclass
class Chained:
    college: College
    whole: Subject
    department: Subject
    course: Subject

    def plan(self, subject: Subject, title: str, category: str = "总规划", **fields: Any) -> Plan:
        told = {"first_year": 2026, "years": 3, "text": "正文"} | fields
        return open_plan(subject=subject, draft=Draft(title, category, **told), by="zheng")

    def goal(self, plan: Plan, title: str, **fields: Any) -> PlanGoal:
        return write_plan_goal(plan=plan, draft=GoalDraft(title, **fields), by="zheng")

    def target(self, goal: PlanGoal, limit: str = "≤ 3%", period: str = "2026-2027") -> AnnualTarget:
        return set_target(goal=goal, period=period, limit=limit, by="zheng")

    def task(self, title: str = "错峰排课", **fields: Any) -> Task:
        told: dict[str, Any] = {"year": 2026, "department": self.department, "owner_name": "郑怡"} | fields
        return add_task(college=self.college, draft=TaskDraft(title=title, **told), by="lin")


def chained(plans: "Plans") -> Chained:
    college = plans.college
    install(college=college, pack="foundation", by="lin")
    sync_subjects(college=college, level="teacher", rows=[SubjectRow("T0004", "王静", "D01")], by="he")
    found = Subject.objects.filter(college=college).select_related("college", "department")
    return Chained(
        college, found.get(level="college"), found.get(level="department"), found.get(level="course")
    )


DUE = date(2026, 12, 20)
