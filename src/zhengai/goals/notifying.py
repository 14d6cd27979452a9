"""Tells people of goals: those who decide, then the proposer and the one who answers for it."""

from collections.abc import Iterable

from zhengai.accounts.queries import number_of
from zhengai.college.queries import now
from zhengai.goals.drafting import spoken
from zhengai.goals.models import Goal
from zhengai.goals.queries import deciders_of, looser_than
from zhengai.goals.rules.machine import GoalState
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
