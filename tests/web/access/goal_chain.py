"""Plans, tasks and the goal chain. The plan is the first course's, written by 郑怡; the task is of her department and
hers to do."""

from tests.web.access.chains import PROPOSING
from tests.web.access.cockpit import OVERSEEING
from tests.web.access.words import REACHING_COURSE, SEEING, Table
from tests.web.school import School
from zhengai.college.models import Subject
from zhengai.goals.actions import (
    add_task,
    comment,
    move_plan,
    open_plan,
    set_target,
    write_plan_goal,
)
from zhengai.goals.actions.plan import Draft
from zhengai.goals.actions.plan_goal import GoalDraft
from zhengai.goals.actions.task import TaskDraft
from zhengai.goals.models import AnnualTarget, Plan, PlanComment, PlanGoal, Task
from zhengai.goals.rules.plan import Direction, PlanMove

# a student writes the plan of their own
WRITING = PROPOSING | {"li"}
# they answer for the course, by their role
OF_COURSE = frozenset({"lin", "han", "zhou", "wu", "zheng"})
ASSIGNING = frozenset({"lin", "han", "zhou"})
# its department, and the one who does it; she teaches in it too
SEEING_TASK = frozenset({"chen", "lin", "han", "zhou", "wu", "zheng", "sun", "he", "qian", "feng"})

PAGES: Table = {
    "goal-chain": ("/chain/", OVERSEEING),
    "execution": ("/chain/execution/", OVERSEEING),
    "plans": ("/plans/", SEEING),
    "plan": ("/plans/{plan}/", REACHING_COURSE),
    "plan-new": ("/plans/new/", WRITING),
    "plan-write": ("/plans/{plan}/write/", OF_COURSE),
    "plan-capacity": ("/plans/{plan}/capacity/", REACHING_COURSE),
    "plan-breakdown": ("/plans/{plan}/breakdown/", REACHING_COURSE),
    "plan-swot": ("/plans/{plan}/swot/", OF_COURSE),
    "plan-goal-new": ("/plans/{plan}/goals/new/", OF_COURSE),
    "plan-goal": ("/plans/goals/{plan_goal}/", OF_COURSE),
    "tasks": ("/tasks/", SEEING),
    "task-book": ("/tasks/book/", SEEING),
    "task": ("/tasks/{task}/", SEEING_TASK),
    "task-new": ("/tasks/new/", ASSIGNING),
    "task-change": ("/tasks/{task}/change/", ASSIGNING),
    "tasks-leftover": ("/tasks/leftover/", ASSIGNING),
    "system-task": ("/tasks/system/", ASSIGNING),
    "table": ("/tasks/tables/table-6/", SEEING),
    "table-import": ("/tasks/tables/table-6/import/", ASSIGNING),
}
POSTS: Table = {
    "plans-open": ("/plans/open/", frozenset({"lin"})),
    "plan-move": ("/plans/{plan}/move/", OF_COURSE),
    # nobody has submitted it yet: those whose decisions reach it are told so
    "plan-decide": ("/plans/{plan}/decide/", frozenset({"chen", "lin", "han", "zhou"})),
    "plan-say": ("/plans/{plan}/say/", REACHING_COURSE - {"qian", "feng"}),
    "plan-answer": ("/plans/comments/{plan_comment}/answer/", OF_COURSE),
    "plan-target": ("/plans/goals/{plan_goal}/target/", OF_COURSE),
    "plan-goal-remove": ("/plans/goals/{plan_goal}/remove/", OF_COURSE),
    "target-forward": ("/plans/targets/{target}/forward/", OF_COURSE),
    "tasks-carry": ("/tasks/carry/", ASSIGNING),
    "task-months": ("/tasks/{task}/months/", ASSIGNING | {"zheng"}),
    "task-move": ("/tasks/{task}/move/", SEEING_TASK),  # without a move they are told to choose one
    "task-beat": ("/tasks/{task}/beat/", ASSIGNING | {"zheng", "chen"}),
}


def a_plan(school: School) -> Plan:
    course = Subject.objects.select_related("college", "department").get(level="course", code="C001")
    draft = Draft("护理学基础三年建设规划", "课程", 2026, 3, department=course.department, text="建设思路")
    return open_plan(subject=course, draft=draft, by="zheng")


def prepare(school: School) -> dict[str, object]:
    """A plan goal with a target and a task is not removed: those who may are told why."""
    plan = Plan.objects.first() or a_plan(school)
    goal = PlanGoal.objects.first() or write_plan_goal(
        plan=plan, draft=GoalDraft("降低缺课率", indicator="absence_rate"), by="zheng"
    )
    target = AnnualTarget.objects.first() or set_target(
        goal=goal, period="2026-2027", limit="≤ 3%", by="zheng"
    )
    if not PlanComment.objects.exists():
        move_plan(plan=plan, move=PlanMove.CONSULT, by="zheng")
        comment(plan=plan, direction=Direction.DOWN, text="再具体一些", by="zhou")
    department = Subject.objects.get(level="department", code="D01")
    task = Task.objects.first() or add_task(
        college=school.college,
        draft=TaskDraft(2026, "错峰排课", department, target=target, owner_number="T0003", owner_name="郑怡"),
        by="zhou",
    )
    said = PlanComment.objects.get()
    return {
        "plan": plan.pk, "plan_goal": goal.pk, "target": target.pk, "task": task.pk, "plan_comment": said.pk,
    }  # fmt: skip
