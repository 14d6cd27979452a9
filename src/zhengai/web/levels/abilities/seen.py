"""Which programme is shown, and who may set its points."""

from django.http import Http404

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.web.shell.request import Request


def programme_or_404(request: Request, code: str) -> Subject:
    """Unknown and out of reach look the same."""
    seen = request.person.subjects(Permission.INDICATOR_VIEW).select_related("department")
    found = seen.filter(level="programme", code=code).first()
    if found is None:
        raise Http404("没有这个专业，或者它不在您的查看范围内")
    found.college = request.college
    return found


def may_set(request: Request, programme: Subject) -> bool:
    person, needed = request.person, Permission.STANDARD_PROPOSE
    return person.may(needed) and (
        person.sees_everything(needed) or person.subjects(needed).filter(pk=programme.pk).exists()
    )
