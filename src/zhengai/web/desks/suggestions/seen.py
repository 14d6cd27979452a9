"""Who reads and who answers a suggestion."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.framework.models import Suggestion
from zhengai.framework.rules.suggestion import OPEN, PUBLIC, SuggestionState
from zhengai.web.components.evidence import Keeper, keeps
from zhengai.web.shell.request import Request


def departments_of(request: Request) -> QuerySet[Subject]:
    """Those whose suggestions a person answers: the office all, a department's head its own."""
    person = request.person
    if person.may(Permission.ORGANISATION_EDIT):
        return person.subjects(Permission.ORGANISATION_EDIT).filter(level="department")
    if not person.may(Permission.WORK_FILL):
        return Subject.objects.none()
    return person.subjects(Permission.WORK_FILL).filter(level="department")


def keeps_all(request: Request) -> bool:
    return request.person.may(Permission.ORGANISATION_EDIT)


def seen_suggestions(request: Request) -> QuerySet[Suggestion]:
    """Adopted ones are for everybody, the others for who made them and who answers them."""
    found = Suggestion.objects.filter(college=request.college).select_related("department")
    if keeps_all(request):
        return found
    wanted = Q(state__in=PUBLIC) | Q(author=request.user.username)
    if request.person.may(Permission.WORK_FILL):
        wanted |= Q(department__in=departments_of(request).order_by().values("pk"))
    return found.filter(wanted)


def answered_by(request: Request) -> QuerySet[Suggestion]:
    """What waits for this person."""
    found = Suggestion.objects.filter(college=request.college, state__in=OPEN)
    found = found.exclude(author=request.user.username)
    if keeps_all(request):
        return found
    return found.filter(department__in=departments_of(request).order_by().values("pk"))


def may_answer(request: Request, found: Suggestion) -> bool:
    if found.author and found.author == request.user.username:
        return False
    if keeps_all(request):
        return True
    return departments_of(request).filter(pk=found.department_id or 0).exists()


def may_suggest(request: Request) -> bool:
    """Everyone of the college."""
    return not request.person.is_outside


def _may_change(request: Request, found: Suggestion) -> bool:
    mine = bool(found.author) and found.author == request.user.username
    return (mine and found.state == SuggestionState.NEW) or may_answer(request, found)


KEEPER = keeps(
    Keeper(
        kind="suggestion",
        name="建议",
        seen=seen_suggestions,
        may_change=_may_change,
        title=lambda found: found.title,
        unit=lambda found: found.department.code if found.department else "",
        address=lambda found: reverse("suggestion", args=[found.pk]),
    )
)
