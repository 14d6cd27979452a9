"""The writers of ladders: a document is noted for a requirement, a step is recognised by another person."""

from datetime import date

from django.db import transaction

from zhengai.accounts.queries import number_of
from zhengai.college.models import Subject
from zhengai.college.queries import now, today
from zhengai.core.actions import record
from zhengai.standards.ladders import ladder_of
from zhengai.standards.models import RequirementProof, StepReached
from zhengai.standards.rules.library import StandardRefused


@transaction.atomic
def note_document(
    *, subject: Subject, ladder: str, requirement: str, document: str, by: str
) -> RequirementProof:
    """For a requirement that no indicator measures; a second document takes the place of the first. Raises
    StandardRefused."""
    found = ladder_of(subject, ladder)
    asked = next(
        (each for step in found.steps for each in step.requirements if each.name == requirement), None
    )
    if asked is None:
        raise StandardRefused(f"“{found.name}”里没有要求“{requirement}”")
    if asked.indicator is not None:
        raise StandardRefused(f"“{requirement}”由数据判断，不用登记佐证")
    if not document.strip():
        raise StandardRefused(f"请写“{requirement}”的佐证：文件名称、编号或存放处")
    proof, _ = RequirementProof.objects.update_or_create(
        subject=subject,
        ladder=ladder,
        requirement=requirement,
        defaults={"document": document.strip()[:300], "noted_by": by, "noted_at": now(subject.college)},
    )
    _recorded("note_document", subject, ladder, by)
    return proof


@transaction.atomic
def recognise(
    *, subject: Subject, ladder: str, step: str, document: str, reached_on: date | None = None, by: str
) -> StepReached:
    """认定, by somebody else than the person. What is short does not stop it, since there are other grounds than data,
    but it needs a document. Raises StandardRefused."""
    found = ladder_of(subject, ladder)
    if step not in {each.code for each in found.steps}:
        raise StandardRefused(f"“{found.name}”没有这一级")
    if number_of(by) == subject.code:
        raise StandardRefused("自己的台阶由别人认定")
    day = reached_on or today(subject.college)
    if day > today(subject.college):
        raise StandardRefused("达到日期不能晚于今天")
    if not document.strip():
        raise StandardRefused("请写认定文件：名称、文号或存放处")
    reached, is_new = StepReached.objects.get_or_create(
        subject=subject,
        ladder=ladder,
        step=step,
        defaults={
            "reached_on": day,
            "document": document.strip()[:300],
            "decided_by": by,
            "decided_at": now(subject.college),
        },
    )
    if not is_new:
        raise StandardRefused("这一级已经认定过")
    _recorded("recognise", subject, ladder, by)
    return reached


def _recorded(move: str, subject: Subject, ladder: str, by: str) -> None:
    record(
        action=f"standards.{move}",
        by=by,
        subject=f"{subject.level}:{subject.code}",
        details={"ladder": ladder},
    )
