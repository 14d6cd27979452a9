"""Reading reports."""

from django.db.models import QuerySet

from zhengai.college.models import College
from zhengai.reports.models import Report


def reports(
    college: College, *, level: str | None = None, subject: str | None = None, kind: str | None = None
) -> QuerySet[Report]:
    """Newest first, without their content."""
    wanted = {"subject__level": level, "subject__code": subject, "kind": kind}
    found = Report.objects.filter(
        college=college, **{name: value for name, value in wanted.items() if value is not None}
    )
    return found.select_related("college", "subject", "subject__department").defer("content", "figures")


def report(college: College, code: str) -> Report | None:
    """One, whole."""
    return Report.objects.filter(college=college, code=code).select_related("college", "subject").first()
