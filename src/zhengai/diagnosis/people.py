"""Whom a diagnosis concerns: who writes a record, who confirms it."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from zhengai.accounts.models import Grant, User
from zhengai.accounts.queries import holders
from zhengai.accounts.rules import Permission
from zhengai.college.models import College, Responsibility, Subject
from zhengai.college.queries import today
from zhengai_engine.model.level import COLLEGE

# a subject of these levels is one person, whose number is its code
PERSONAL = ("teacher", "student")
_WHOLE = (COLLEGE, "department")  # confirmed by the quality office


def writers(college: College, level: str, codes: Collection[str] | None = None) -> set[str]:
    """Numbers of those who diagnose these subjects, all of the level by default."""
    subjects = Subject.objects.filter(college=college, level=level, active=True)
    if codes is not None:
        subjects = subjects.filter(code__in=codes)
    if level in PERSONAL:
        return set(subjects.values_list("code", flat=True))
    held = Responsibility.objects.filter(subject__in=subjects)
    found = set(held.values_list("person_number", flat=True))
    return (found | _leading(college, level, codes)) - {""}


def confirmers(college: College, subject: Subject) -> set[str]:
    """The people of the subject's department; the quality office for departments and the college, and where a
    department has nobody."""
    department = subject.department
    found: set[str] = set()
    if subject.level not in _WHOLE and department is not None:
        held = Responsibility.objects.filter(subject=department)
        found = set(held.values_list("person_number", flat=True))
        found |= set(holders(Permission.DIAGNOSIS_CONFIRM, college.code, today(college), department.code))
    return (found or quality_office(college)) - {""}


def quality_office(college: College) -> set[str]:
    """Those who may open rounds."""
    return set(holders(Permission.ROUND_OPEN, college.code, today(college)))


def numbers_of(usernames: Iterable[str]) -> set[str]:
    found = User.objects.filter(username__in=set(usernames))
    return set(found.values_list("person_number", flat=True)) - {""}


def _leading(college: College, level: str, codes: Collection[str] | None) -> set[str]:
    """Those whose role was given for these subjects; the college itself is the quality office's."""
    if level == COLLEGE:
        return quality_office(college)
    day = today(college)
    running = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    grants = Grant.objects.filter(running, college=college.code, level=level, valid_from__lte=day)
    if codes is not None:
        grants = grants.filter(subject__in=codes)
    return set(grants.values_list("user__person_number", flat=True))
