"""What people do with an improvement: begin, note, finish, keep what was learned, cancel."""

from datetime import datetime

from django.db import transaction

from zhengai.college.queries import now
from zhengai.core.actions import record
from zhengai.cycles.actions import drop_proofs, record_proofs
from zhengai.improvement.models import Improvement, ImprovementEvent
from zhengai.improvement.proofs import lesson_proofs
from zhengai.improvement.rules.machine import (
    Actor,
    ImprovementState,
    Move,
    MoveRefused,
    check_cancelling,
    next_state,
)
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind


class Outdated(MoveRefused):
    """Somebody else was quicker: what this person saw is no longer so."""


@transaction.atomic
def start(*, improvement: Improvement, by: str, text: str = "", revision: int | None = None) -> Improvement:
    """开始实施. `revision` is what the person saw; raises Outdated when it has moved on since, MoveRefused when
    the move is not possible now."""
    found = locked(improvement, revision)
    found.started_at = now(found.college)
    return moved(found, Move.START, by, text.strip())


@transaction.atomic
def note(*, improvement: Improvement, text: str, by: str) -> Improvement:
    """Progress in words; two people may note at once. The same words again (a button pressed twice) change nothing."""
    words = text.strip()
    if not words:
        raise MoveRefused("请写明进展再提交")
    found = locked(improvement, None)
    last = found.events.order_by("-id").first()
    if last is not None and (last.move, last.by, last.text) == (Move.NOTE, by, words):
        return found
    return moved(found, Move.NOTE, by, words)


@transaction.atomic
def carry_out(*, improvement: Improvement, text: str, by: str, revision: int | None = None) -> Improvement:
    """完成措施: what was done. From now on only data speaks of the effect."""
    if not text.strip():
        raise MoveRefused("请写明做了什么再记为完成")
    found = locked(improvement, revision)
    found.carried_out_at = now(found.college)
    return moved(found, Move.CARRY_OUT, by, text.strip())


@transaction.atomic
def keep_lesson(*, improvement: Improvement, text: str, by: str, revision: int | None = None) -> Improvement:
    """记录经验: what others can learn. The same text again changes nothing; another one takes its place."""
    words = text.strip()
    if not words:
        raise MoveRefused("请写明学到了什么再保存")
    found = locked(improvement, None)
    if found.lesson == words:
        return found
    _check_revision(found, revision)
    found.lesson = words
    at = now(found.college)
    found = moved(found, Move.LEARN, by, words, at=at)
    drop_proofs(college=found.college, prefix=f"improvement:{found.pk}:lesson", by=by)
    record_proofs(college=found.college, proofs=lesson_proofs(found, at=at, by=by), by=by)
    return found


@transaction.atomic
def cancel(
    *, improvement: Improvement, reason: str, requested_by: str, by: str, revision: int | None = None
) -> Improvement:
    """取消: `by` approves what `requested_by` asked for. The measure is no longer planned: its proof goes."""
    check_cancelling(reason=reason, requested_by=requested_by, by=by)
    found = locked(improvement, revision)
    found = moved(found, Move.CANCEL, by, f"{reason.strip()}（{requested_by.strip()} 提出）", Actor.APPROVER)
    drop_proofs(college=found.college, prefix=f"improvement:{found.pk}:open", by=by)
    notify(
        college=found.college.code,
        persons=[found.owner_number],
        kind=NoticeKind.IMPROVEMENT,
        key=f"improvement:{found.pk}:cancel",
        about=f"improvement:{found.pk}",
        title=f"改进已取消：{found.subject.name} {found.indicator_name}",
        text=reason.strip(),
        at=now(found.college),
    )
    return found


def locked(improvement: Improvement, revision: int | None) -> Improvement:
    found = (
        Improvement.objects.select_for_update(of=("self",))
        .select_related("college", "subject")
        .get(pk=improvement.pk)
    )
    _check_revision(found, revision)
    return found


def _check_revision(found: Improvement, revision: int | None) -> None:
    if revision is not None and revision != found.revision:
        raise Outdated("这项改进刚刚有了新的进展，请看过之后再提交")


def moved(
    found: Improvement,
    move: Move,
    by: str,
    text: str,
    actor: Actor = Actor.RESPONSIBLE,
    at: datetime | None = None,
) -> Improvement:
    before = ImprovementState(found.state)
    found.state = next_state(before, move, actor)
    found.revision += 1
    found.save()
    ImprovementEvent.objects.create(
        improvement=found,
        at=at or now(found.college),
        by=by,
        move=move,
        from_state=before,
        to_state=found.state,
        text=text,
    )
    record(
        action=f"improvement.{move}",
        by=by,
        subject=f"improvement:{found.pk}",
        details={"text": text},
    )
    return found
