"""Which plans a person may see: shared by the pages of plans, of the chain and of tasks."""

from django.db.models import Q, QuerySet

from zhengai.accounts.rules import Permission
from zhengai.goals import queries
from zhengai.goals.models import Plan
from zhengai.goals.rules.plan import PlanState
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.shell.request import Request

_SHARED = ("college", "department")


def seen_plans(request: Request) -> QuerySet[Plan]:
    """Of the subjects in reach; what the college and its departments have approved is for everybody in the college.
    People from outside see no plan of a single person."""
    found, person = queries.plans(request.college), request.person
    if person.is_outside:
        found = found.exclude(subject__level__in=PERSONAL)
    if person.sees_everything(Permission.GOAL_VIEW):
        return found
    held = person.subjects(Permission.GOAL_VIEW).order_by().values("pk")
    shared = Q(subject__level__in=_SHARED, state=PlanState.APPROVED)
    return found.filter(Q(subject__in=held) | shared)
