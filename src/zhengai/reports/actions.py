"""The only writers of the reports room: making frozen reports."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from zhengai.college.models import College, Subject
from zhengai.college.queries import now
from zhengai.core.actions import record
from zhengai.evidence.actions import hold
from zhengai.evidence.models import Attachment
from zhengai.evidence.queries import of_records
from zhengai.reports.composing import Composed, compose
from zhengai.reports.gathering import Gathered, gather
from zhengai.reports.material import Material
from zhengai.reports.models import Report
from zhengai.reports.rules.figures import digest_of
from zhengai_engine.model.period import Period

CHUNK = 50


def make_report(*, college: College, kind: str, subject: Subject, period: Period, by: str) -> Report:
    """Freezes what is known now; the same content again is the same report. Raises UnknownKind."""
    return next(make_reports(college=college, kind=kind, subjects=[subject], period=period, by=by))


def make_reports(
    *, college: College, kind: str, subjects: Sequence[Subject], period: Period, by: str
) -> Iterator[Report]:
    """One of each subject, all of one level. What they share is read once; each chunk is one transaction, so a batch
    that is stopped keeps what was made. Raises UnknownKind."""
    if not subjects:
        return
    material = Material(college, kind, subjects[0].level, period)
    for start in range(0, len(subjects), CHUNK):
        yield from _make_chunk(material, subjects[start : start + CHUNK], by)


@transaction.atomic
def _make_chunk(material: Material, subjects: Sequence[Subject], by: str) -> list[Report]:
    gathered = gather(material, subjects)
    wanted = [_new(material, each.subject, compose(material, each), by) for each in gathered]
    # two who ask for the same at once take turns on the college's row
    College.objects.select_for_update(no_key=True).get(pk=material.college.pk)
    rows = Report.objects.filter(college=material.college, digest__in=[each.digest for each in wanted])
    existing = {each.digest: each for each in rows.select_related("college", "subject")}
    fresh = [each for each in wanted if each.digest not in existing]
    Report.objects.bulk_create(fresh)
    if fresh:
        proofs = _proofs(material.college, gathered)
        hold(holdings={f"report:{each.code}": proofs[each.subject_id] for each in fresh}, by=by)
        record(
            action="reports.make",
            by=by,
            subject=fresh[0].code if len(fresh) == 1 else f"{material.level}/{material.period.code}",
            details={"kind": material.kind_code, "reports": {each.code: each.digest for each in fresh}},
        )
    return [existing.get(each.digest, each) for each in wanted]


def _proofs(college: College, gathered: Sequence[Gathered]) -> dict[int, list[Attachment]]:
    """Subject → the files of the judgements and improvements that its report tells of: they outlive a removal."""
    kinds = {
        "finding": {str(f.pk): each.subject.pk for each in gathered for f in each.findings.values()},
        "improvement": {str(i.pk): each.subject.pk for each in gathered for i in each.improvements},
    }
    found: dict[int, list[Attachment]] = {each.subject.pk: [] for each in gathered}
    for kind, keys in kinds.items():
        for attachment in of_records(college.code, kind, keys):
            found[keys[attachment.key]].append(attachment)
    return found


def note_verified(*, code: str, figures: int, differences: int, by: str) -> None:
    """复算 leaves a trace: who asked whether the report's figures compute again, and what came out."""
    record(
        action="reports.verify",
        by=by,
        subject=f"report:{code}",
        details={"figures": figures, "differences": differences},
    )


def _new(material: Material, subject: Subject, composed: Composed, by: str) -> Report:
    made, digest = now(material.college), digest_of(composed.content, composed.figures)
    return Report(
        college=material.college,
        code=f"{made:%Y%m%d}-{digest[:10]}",
        kind=material.kind_code,
        subject=subject,
        period=material.period.code,
        title=composed.title,
        content=composed.content,
        figures=composed.figures,
        digest=digest,
        made_at=made,
        made_by=by,
    )
