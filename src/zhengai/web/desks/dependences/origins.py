"""Where a dependence comes from: a finding of a diagnosis or an improvement, of a subject for which the person acts."""

from dataclasses import dataclass

from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.models import College, Subject
from zhengai.diagnosis import queries as diagnosis
from zhengai.diagnosis.rules.machine import DONE, Conclusion
from zhengai.improvement.models import Improvement
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Origin:
    """What is known there already, so that nothing is written twice."""

    source: str
    title: str
    address: str
    subject: Subject
    problem: str


def origin_of(college: College, source: str) -> Origin | None:
    """Null where there is no such finding or improvement, or the finding sees no problem."""
    kind, _, key = source.partition(":")
    number = int(key) if key.isdecimal() else 0
    if kind == "finding":
        return _finding(college, number)
    return _improvement(college, number) if kind == "improvement" else None


def _finding(college: College, number: int) -> Origin | None:
    found = diagnosis.finding(college, number)
    if found is None or found.record.state not in DONE or found.conclusion != Conclusion.PROBLEM:
        return None
    told = "。".join(text.strip().rstrip("。") for text in (found.opinion, found.cause) if text.strip())
    return Origin(
        source=f"finding:{found.pk}",
        title=f"诊断 {found.record.round.title}",
        address=reverse("record", args=[found.record_id]),
        subject=found.record.subject,
        problem=told,
    )


def _improvement(college: College, number: int) -> Origin | None:
    rows = Improvement.objects.filter(college=college, pk=number).select_related("subject__department")
    found = rows.first()
    if found is None:
        return None
    return Origin(
        source=f"improvement:{found.pk}",
        title=f"改进 {found.indicator_name}",
        address=reverse("improvement", args=[found.pk]),
        subject=found.subject,
        problem=found.problem,
    )


def may_send(request: Request, origin: Origin) -> bool:
    """Those who may improve the subject, and the owner of the improvement."""
    person = request.person
    if not person.may(Permission.IMPROVEMENT_EDIT):
        return False
    reached = person.subjects(Permission.IMPROVEMENT_EDIT).filter(pk=origin.subject.pk)
    return reached.exists() or _owns(request, origin.source)


def _owns(request: Request, source: str) -> bool:
    kind, _, key = source.partition(":")
    number = request.user.person_number
    owned = Improvement.objects.filter(college=request.college, owner_number=number)
    return kind == "improvement" and bool(number) and owned.filter(pk=int(key)).exists()
