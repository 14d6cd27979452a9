"""Tells people of goals and plans: those who decide, then who proposed it and who answers for it; and of tasks: the one
who is to do it."""

from collections.abc import Iterable
from datetime import datetime

from zhengai.accounts.queries import number_of
from zhengai.college.queries import now
from zhengai.goals.drafting import spoken
from zhengai.goals.models import Goal, Plan, Task
from zhengai.goals.queries import deciders_of, looser_than
from zhengai.goals.rules.machine import GoalState
from zhengai.goals.rules.plan import PlanState
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind


def tell_proposed(goal: Goal) -> None:
    looser = looser_than(goal)
    _tell(
        goal,
        deciders_of(goal.subject, goal.proposed_by),
        "proposed",
        goal.proposed_by,
        f"请审定：{spoken(goal)}的目标“{goal.limit}”",
        f"比之前的目标“{looser.limit}”宽，请留意。" if looser else goal.reason,
    )


def tell_decided(goal: Goal) -> None:
    approved = goal.state == GoalState.APPROVED
    word = "已审定" if approved else "没有通过审定"
    persons = [number_of(goal.proposed_by), *([goal.owner_number] if approved else [])]
    title = f"{spoken(goal)}的目标“{goal.limit}”{word}"
    _tell(goal, persons, "decided", goal.decided_by, title, goal.decision)


def _tell(goal: Goal, persons: Iterable[str], move: str, by: str, title: str, text: str) -> None:
    """Nobody is told of what they did themselves."""
    own = number_of(by)
    notify(
        college=goal.college.code,
        persons=[number for number in persons if number != own],
        kind=NoticeKind.GOAL,
        key=f"goal:{goal.pk}:{move}",
        about=f"goal:{goal.pk}",
        title=title,
        text=text,
        at=now(goal.college),
    )


def tell_submitted(plan: Plan) -> None:
    """Those who may decide a plan that waits."""
    _send(
        plan.college.code,
        deciders_of(plan.subject, plan.submitted_by),
        f"plan:{plan.pk}",
        f"submitted:{plan.version}",
        plan.submitted_by,
        f"请审定：{plan.title}",
        f"{plan.subject.name}，{plan.span} 年，第 {plan.version} 版。",
        plan.submitted_at,
    )


def tell_plan_decided(plan: Plan) -> None:
    word = "已审定" if plan.state == PlanState.APPROVED else "已退回修改"
    assert plan.decided_at is not None
    _send(
        plan.college.code,
        [number_of(plan.submitted_by)],
        f"plan:{plan.pk}",
        f"decided:{plan.decided_at.isoformat()}",
        plan.decided_by,
        f"{plan.title}{word}",
        plan.decision,
        plan.decided_at,
    )


def tell_assigned(task: Task, by: str) -> None:
    due = f"，{task.due.isoformat()} 前完成" if task.due else ""
    text = f"{task.department.name}{task.year}年的任务{due}。"
    _send(
        task.college.code,
        [task.owner_number] if task.owner_number else [],
        f"task:{task.pk}",
        "assigned",
        by,
        f"请完成：{task.title}"[:160],
        text,
        task.written_at,
    )


def _send(
    college: str,
    persons: Iterable[str],
    about: str,
    move: str,
    by: str,
    title: str,
    text: str,
    at: datetime | None,
) -> None:
    assert at is not None
    own = number_of(by)
    notify(
        college=college,
        persons=[number for number in persons if number and number != own],
        kind=NoticeKind.GOAL,
        key=f"{about}:{move}",
        about=about,
        title=title[:160],
        text=text,
        at=at,
    )
