"""All proofs told anew from what the rooms know: the picture must not depend on when it was drawn."""

from dataclasses import asdict, dataclass

from django.db import transaction

from zhengai.college.models import College
from zhengai.core.actions import record
from zhengai.cycles.actions import drop_proofs, record_proofs
from zhengai.improvement.queries import proof_differences


@dataclass(frozen=True)
class RebuildReport:
    """How many proofs were missing and are told now, and how many spoke of nothing any more and are gone."""

    added: int
    dropped: int


@transaction.atomic
def rebuild_proofs(*, college: College, by: str) -> RebuildReport:
    """What is there and true stays untouched."""
    college = College.objects.select_for_update(no_key=True).get(pk=college.pk)
    wanted, missing, stale = proof_differences(college)
    for key in stale:
        drop_proofs(college=college, prefix=key, by=by)
    # with a key go those that begin with it, so that all are told again; what is there is told only once
    record_proofs(college=college, proofs=wanted, by=by)
    report = RebuildReport(added=len(missing), dropped=len(stale))
    record(action="improvement.rebuild_proofs", by=by, subject=college.code, details=asdict(report))
    return report
