"""Which diagnosis records are a person's own to write."""

from django.db.models import Q

from zhengai.accounts.rules import Permission
from zhengai.college.models import Responsibility
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.shell.request import Request
from zhengai_engine.model.level import COLLEGE


def own_records(request: Request) -> Q:
    """Records the person writes by name: of what they answer for, hold a role for, or are themselves."""
    number = request.user.person_number
    held = Q(pk__in=[])
    if number:
        answered = Responsibility.objects.filter(person_number=number).values("subject")
        held |= Q(subject__in=answered) & ~Q(round__level__in=PERSONAL)
        held |= Q(round__level__in=PERSONAL, subject__code=number)
    for grant in request.person.grants:
        if grant.subject:
            held |= Q(round__level=grant.level, subject__code=grant.subject)
    if request.person.may(Permission.ROUND_OPEN):
        held |= Q(round__level=COLLEGE)
    return held
