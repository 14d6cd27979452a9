"""Which diagnosis records are a person's own to write."""

from typing import Any

from django.db.models import Q, QuerySet

from zhengai.accounts.rules import Permission
from zhengai.college.models import Responsibility, Subject
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.shell.request import Request
from zhengai_engine.model.level import COLLEGE


def own_records(request: Request) -> Q:
    """Records the person writes by name: of what they answer for, hold a role for, or are themselves.

    Asked for by keys gathered from short lists that each have an index, as what a person sees is."""
    everyone = Subject.objects.filter(college=request.college).order_by()
    keys: list[QuerySet[Any, Any]] = []
    if number := request.user.person_number:
        answered = Responsibility.objects.filter(person_number=number)
        keys.append(answered.exclude(subject__level__in=PERSONAL).values("subject"))
        keys.append(everyone.filter(level__in=PERSONAL, code=number).values("pk"))
    keys += [
        everyone.filter(level=grant.level, code=grant.subject).values("pk")
        for grant in request.person.grants
        if grant.subject
    ]
    if request.person.may(Permission.ROUND_OPEN):
        keys.append(everyone.filter(level=COLLEGE).values("pk"))
    return Q(subject__in=everyone.none().values("pk").union(*keys))
