"""What is wanted (goals, plans) and what is done for it (tasks)."""

from zhengai.goals.models.goal import Goal
from zhengai.goals.models.plan import AnnualTarget, Plan, PlanComment, PlanGoal, PlanRound, PlanVersion, Swot
from zhengai.goals.models.task import SystemTask, Task, TaskBeat, TaskMonth

__all__ = [
    "AnnualTarget",
    "Goal",
    "Plan",
    "PlanComment",
    "PlanGoal",
    "PlanRound",
    "PlanVersion",
    "Swot",
    "SystemTask",
    "Task",
    "TaskBeat",
    "TaskMonth",
]
