"""Which goals a person may see, and how they are narrowed down by the address."""

from django.db.models import Q, QuerySet
from django.http import Http404

from zhengai.accounts.rules import Permission
from zhengai.goals import queries
from zhengai.goals.models import Goal
from zhengai.goals.rules.machine import LIVE
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.scoped import within_key
from zhengai.web.shell.request import Request


def seen_goals(request: Request) -> QuerySet[Goal]:
    """A goal of a single person says where that person stands: people from outside see none."""
    found = queries.goals(request.college, live=None)
    if request.person.is_outside:
        found = found.exclude(subject__level__in=PERSONAL)
    return within_key(request.person, Permission.GOAL_VIEW, found)


def goal_or_404(request: Request, number: int) -> Goal:
    found = seen_goals(request).filter(pk=number).select_related("before", "subject__college").first()
    if found is None:
        raise Http404("没有这个目标，或者它不在您的查看范围内")
    found.college = found.subject.college = request.college
    return found


def may_act(request: Request, permission: Permission, goal: Goal) -> bool:
    """Whether the permission reaches the goal's subject."""
    if not request.person.may(permission):
        return False
    return (
        request.person.sees_everything(permission)
        or request.person.subjects(permission).filter(pk=goal.subject_id).exists()
    )


def narrowed(request: Request, goals: QuerySet[Goal]) -> QuerySet[Goal]:
    wanted = request.GET
    state = wanted.get("state", "live")
    if state == "live":
        goals = goals.filter(state__in=LIVE)
    elif state != "all":
        goals = goals.filter(state=state)
    if wanted.get("level"):
        goals = goals.filter(subject__level=wanted["level"])
    if wanted.get("period"):
        goals = goals.filter(period=wanted["period"])
    if text := wanted.get("q", "").strip():
        goals = goals.filter(
            Q(subject__name__icontains=text)
            | Q(subject__code__icontains=text)
            | Q(indicator_name__icontains=text)
            | Q(owner_name__icontains=text)
        )
    return goals
