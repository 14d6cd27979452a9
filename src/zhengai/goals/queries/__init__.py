"""Reading goals, plans and tasks."""

from zhengai.goals.queries.chain import check, checked_goals
from zhengai.goals.queries.goal import (
    baseline_of,
    chain_of,
    deciders_of,
    goal_before,
    goals,
    looser_than,
    proofs_of,
    standing,
    standing_goal,
    waiting_goal,
)
from zhengai.goals.queries.plan import achievements, grades_of, plan_goals, plan_items, plans
from zhengai.goals.queries.task import attributes, beats, classes, system_tasks, tasks, work_categories

__all__ = [
    "achievements",
    "attributes",
    "baseline_of",
    "beats",
    "chain_of",
    "check",
    "checked_goals",
    "classes",
    "deciders_of",
    "goal_before",
    "goals",
    "grades_of",
    "looser_than",
    "plan_goals",
    "plan_items",
    "plans",
    "proofs_of",
    "standing",
    "standing_goal",
    "system_tasks",
    "tasks",
    "waiting_goal",
    "work_categories",
]
