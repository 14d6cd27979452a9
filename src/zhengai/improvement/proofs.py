"""What improvements prove in the cycle of their subject: told when it happens, and told again when rebuilt."""

from collections.abc import Iterator
from datetime import datetime

from zhengai.cycles.rules.proof import NewProof
from zhengai.cycles.rules.stages import Stage
from zhengai.improvement.models import Improvement
from zhengai.improvement.rules.machine import ImprovementState

_HELPED = (ImprovementState.EFFECTIVE, ImprovementState.PARTLY)


def opening_proofs(improvement: Improvement) -> Iterator[NewProof]:
    """A measure planned out of a diagnosis is what is new in this cycle."""
    if improvement.source.startswith("finding:") and improvement.state != ImprovementState.CANCELLED:
        yield _proof(
            improvement,
            Stage.INNOVATE,
            "open",
            f"针对“{improvement.problem}”提出措施：{improvement.measure}",
            improvement.opened_at,
            improvement.opened_by,
        )


def effect_proofs(improvement: Improvement, *, text: str, by: str) -> Iterator[NewProof]:
    if improvement.state in _HELPED and improvement.verified_at is not None:
        yield _proof(improvement, Stage.IMPROVE, "effect", text, improvement.verified_at, by)


def lesson_proofs(improvement: Improvement, *, at: datetime, by: str) -> Iterator[NewProof]:
    """What was learned, and that it is kept where others find it."""
    if improvement.lesson:
        kept = f"{improvement.indicator_name}的经验已存入“类似问题的做法”"
        yield _proof(improvement, Stage.LEARN, "lesson", improvement.lesson, at, by)
        yield _proof(improvement, Stage.STORE, "lesson:store", kept, at, by)


def _proof(
    improvement: Improvement, stage: Stage, key: str, sentence: str, at: datetime, by: str
) -> NewProof:
    return NewProof(
        level=improvement.subject.level,
        subject=improvement.subject.code,
        period=improvement.cycle_period,
        stage=stage,
        key=f"improvement:{improvement.pk}:{key}",
        about=f"improvement:{improvement.pk}",
        sentence=sentence,
        at=at,
        by=by,
    )
