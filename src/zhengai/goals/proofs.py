"""What an approved goal proves: the goal itself and, when somebody answers for it, its design and organisation."""

from collections.abc import Iterator

from zhengai.cycles.rules.proof import NewProof
from zhengai.cycles.rules.stages import Stage
from zhengai.goals.models import Goal
from zhengai_engine.model.period import Calendar


def proofs_of_goal(goal: Goal, calendar: Calendar) -> Iterator[NewProof]:
    """Told when a goal is approved, and again when all proofs are rebuilt: both times the same."""
    what = f"{goal.subject.name}{calendar.period(goal.period).name}{goal.indicator_name}"
    yield _proof(goal, Stage.GOAL, "", f"{what}的目标“{goal.limit}”已审定。")
    if goal.owner_name:
        yield _proof(goal, Stage.DESIGN, ":design", f"{what}要达到“{goal.limit}”，周期、指标和责任人已定。")
        yield _proof(goal, Stage.ORGANISE, ":owner", f"{what}的目标由{goal.owner_name}负责。")


def _proof(goal: Goal, stage: Stage, part: str, sentence: str) -> NewProof:
    about = f"goal:{goal.pk}"
    return NewProof(
        level=goal.subject.level,
        subject=goal.subject.code,
        period=goal.period,
        stage=stage,
        key=f"{about}{part}",
        about=about,
        sentence=sentence,
        at=goal.decided_at,
        by=goal.decided_by,
    )
