"""The only writers of what results are used for."""

from collections.abc import Iterable

from django.db import transaction

from zhengai.accounts.models import User
from zhengai.college.models import College
from zhengai.college.queries import now, today
from zhengai.core.actions import record
from zhengai.performance.models import ResultUse
from zhengai.performance.rules import Result, UseDraft, UseRefused, check_own, check_use


@transaction.atomic
def use_results(
    *, college: College, year: str, uses: Iterable[tuple[Result, UseDraft]], dry_run: bool = False, by: str
) -> int:
    """All or nothing; returns how many are new. The same use of the same result once more changes nothing, another text
    is refused: what was decided is withdrawn first. Raises UseRefused."""
    own = User.objects.filter(username=by).values_list("person_number", flat=True).first() or ""
    mark, made = transaction.savepoint(), 0
    for result, draft in uses:
        check_use(draft, today(college))
        check_own(result, own)
        made += _use(college, year, result, draft, by)
    if dry_run:
        transaction.savepoint_rollback(mark)
        return made
    transaction.savepoint_commit(mark)
    if made:
        record(
            action="performance.use", by=by, subject=f"college:{college.code}", details={"year": year, "count": made}
        )  # fmt: skip
    return made


def _use(college: College, year: str, result: Result, draft: UseDraft, by: str) -> int:
    found = ResultUse.objects.filter(
        college=college, result=result.key, kind=draft.kind, withdrawn_at__isnull=True
    ).first()
    content = {
        "text": draft.text.strip(), "document": draft.document.strip(), "decided_by": draft.decided_by.strip(),
        "decided_on": draft.decided_on,
    }  # fmt: skip
    if found is not None:
        if all(getattr(found, name) == value for name, value in content.items()):
            return 0
        raise UseRefused(
            f"“{result.title}”已经登记过“{draft.kind.chinese}”，内容不同；要改，请先撤回原来的一条"
        )
    ResultUse.objects.create(
        college=college, year=year, result=result.key, title=result.title, outcome=result.outcome, day=result.day,
        department_id=result.department, person_number=result.person, person_name=result.person_name,
        kind=draft.kind, by=by, at=now(college), **content,
    )  # fmt: skip
    return 1


@transaction.atomic
def withdraw_use(*, use: ResultUse, why: str, by: str) -> ResultUse:
    """It stays readable with the reason; the result waits again. Raises UseRefused."""
    found = ResultUse.objects.select_for_update(of=("self",)).select_related("college").get(pk=use.pk)
    if found.withdrawn_at is not None:
        raise UseRefused("这一条已经撤回")
    if not why.strip():
        raise UseRefused("请写撤回的原因")
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_why = now(found.college), by, why.strip()[:300]
    found.save()
    record(action="performance.withdraw", by=by, subject=f"use:{found.pk}")
    return found
