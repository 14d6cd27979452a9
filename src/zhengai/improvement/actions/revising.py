"""A plan is adjusted while it is not carried out: another measure, deadline or owner. What data is to show stays."""

from datetime import date

from django.db import transaction

from zhengai.accounts.queries import number_of
from zhengai.college.queries import now, today
from zhengai.cycles.actions import drop_proofs, record_proofs
from zhengai.improvement.actions.moving import locked, moved
from zhengai.improvement.actions.opening import InvalidImprovement
from zhengai.improvement.models import Improvement
from zhengai.improvement.proofs import opening_proofs
from zhengai.improvement.rules.machine import Move
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind


@transaction.atomic
def revise(
    *,
    improvement: Improvement,
    measure: str,
    owner_number: str,
    owner_name: str,
    due: date,
    reason: str,
    by: str,
    revision: int | None = None,
) -> Improvement:
    """Raises InvalidImprovement, MoveRefused or Outdated. A new owner is told."""
    found = locked(improvement, revision)
    _check(found, measure, owner_number, due, reason)
    before = found.owner_number
    changes = _changes(found, measure.strip(), owner_name.strip(), due)
    found.measure, found.due = measure.strip(), due
    found.owner_number, found.owner_name = owner_number.strip(), owner_name.strip()
    found = moved(found, Move.REVISE, by, "\n".join([reason.strip(), *changes]))
    drop_proofs(college=found.college, prefix=f"improvement:{found.pk}:open", by=by)
    record_proofs(college=found.college, proofs=opening_proofs(found), by=by)
    if found.owner_number not in (before, number_of(by)):
        notify(
            college=found.college.code,
            persons=[found.owner_number],
            kind=NoticeKind.IMPROVEMENT,
            key=f"improvement:{found.pk}:owner:{found.revision}",
            about=f"improvement:{found.pk}",
            title=f"请负责一项改进：{found.subject.name} {found.indicator_name}",
            text=f"{found.problem}\n措施：{found.measure}",
            at=now(found.college),
            due=found.due,
        )
    return found


def _check(found: Improvement, measure: str, owner_number: str, due: date, reason: str) -> None:
    problems = {}
    if not measure.strip():
        problems["measure"] = "请写明措施：准备做什么。"
    if not owner_number.strip():
        problems["owner_number"] = "请选择责任人。"
    if due != found.due and due < today(found.college):
        problems["due"] = "期限不能早于今天，请另选日期。"
    if not reason.strip():
        problems["reason"] = "请写明为什么调整。"
    if problems:
        raise InvalidImprovement(problems)


def _changes(found: Improvement, measure: str, owner_name: str, due: date) -> list[str]:
    """What is different now, in words."""
    changes = []
    if due != found.due:
        changes.append(f"期限由 {found.due.isoformat()} 改为 {due.isoformat()}")
    if owner_name != found.owner_name:
        changes.append(f"责任人由{found.owner_name}改为{owner_name}")
    if measure != found.measure:
        changes.append(f"措施改为：{measure}")
    return changes
