"""Whose standards are shown, and who may note and recognise."""

from django.http import Http404

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.request import Request


def subject_or_404(request: Request, level: str, code: str) -> Subject:
    """Unknown and out of reach look the same; single persons are not shown to people from outside."""
    hidden = request.person.is_outside and level in PERSONAL
    seen = request.person.subjects(Permission.INDICATOR_VIEW).select_related("department")
    found = (
        None if hidden or level not in level_names(request) else seen.filter(level=level, code=code).first()
    )
    if found is None:
        raise Http404("没有这个主体，或者它不在您的查看范围内")
    found.college = request.college
    return found


def reaches(request: Request, permission: Permission, subject: Subject) -> bool:
    person = request.person
    return person.may(permission) and (
        person.sees_everything(permission) or person.subjects(permission).filter(pk=subject.pk).exists()
    )
