"""The only writers of the goals room."""

from zhengai.goals.actions.goal import (
    PLAN,
    ask_goal,
    carry_out_exemption,
    change_goal,
    decide_exemption,
    decide_goal,
    propose_goal,
)
from zhengai.goals.actions.plan import (
    answer_comment,
    comment,
    decide_plan,
    move_plan,
    open_plan,
    open_plans,
    write_plan,
    write_swot,
)
from zhengai.goals.actions.plan_goal import (
    link_beside,
    put_forward,
    remove_plan_goal,
    set_target,
    write_plan_goal,
)
from zhengai.goals.actions.system import write_system_task
from zhengai.goals.actions.task import (
    add_task,
    carry_tasks,
    change_task,
    move_task,
    record_beat,
    report_month,
)

__all__ = [
    "PLAN",
    "add_task",
    "answer_comment",
    "ask_goal",
    "carry_out_exemption",
    "carry_tasks",
    "change_goal",
    "change_task",
    "comment",
    "decide_exemption",
    "decide_goal",
    "decide_plan",
    "link_beside",
    "move_plan",
    "move_task",
    "open_plan",
    "open_plans",
    "propose_goal",
    "put_forward",
    "record_beat",
    "remove_plan_goal",
    "report_month",
    "set_target",
    "write_plan",
    "write_plan_goal",
    "write_swot",
    "write_system_task",
]
