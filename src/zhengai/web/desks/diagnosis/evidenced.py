"""The files that support a judgement (DIA-11). They stand still once the record was submitted."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.diagnosis.models import Finding
from zhengai.diagnosis.rules.machine import OPEN
from zhengai.web.components.evidence import Keeper, keeps
from zhengai.web.components.scoped import within_key
from zhengai.web.desks.diagnosis.seen import counted_records, may_fill
from zhengai.web.shell.request import Request
from zhengai_engine.model.level import COLLEGE


def _seen(request: Request) -> QuerySet[Finding]:
    """What is still being written is for those who write there. An opinion on a very small group is hidden from people
    from outside, and a file may tell as much: they see those of the college itself."""
    seen = counted_records(request)
    writing = within_key(request.person, Permission.DIAGNOSIS_FILL, seen)
    readable = seen.exclude(state__in=OPEN)
    found = Finding.objects.filter(Q(record__in=readable.values("pk")) | Q(record__in=writing.values("pk")))
    if request.person.is_outside:
        found = found.filter(record__round__level=COLLEGE)
    return found.select_related("record__round", "record__subject__department")


def _unit(found: Finding) -> str:
    subject = found.record.subject
    if subject.level == "department":
        return subject.code
    return subject.department.code if subject.department else ""


KEEPER = keeps(
    Keeper(
        kind="finding",
        name="诊断结论",
        seen=_seen,
        may_change=lambda request, found: may_fill(request, found.record),
        title=lambda found: f"{found.record.subject.name} {found.record.round.title} {found.point}",
        unit=_unit,
        address=lambda found: reverse("record", args=[found.record_id]),
    )
)
