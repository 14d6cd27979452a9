"""Which plans a person may see, write and decide."""

from django.db.models import QuerySet
from django.http import Http404

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.goals.models import Plan, PlanGoal
from zhengai.web.components.plans import seen_plans
from zhengai.web.shell.request import Request


def plan_or_404(request: Request, number: int) -> Plan:
    found = (
        seen_plans(request).filter(pk=number).select_related("subject__college", "parent__subject").first()
    )
    if found is None:
        raise Http404("没有这个规划，或者它不在您的查看范围内")
    found.college = found.subject.college = request.college
    return found


def goal_or_404(request: Request, number: int) -> PlanGoal:
    goal = PlanGoal.objects.filter(pk=number, plan__college=request.college).select_related("parent").first()
    if goal is None:
        raise Http404("没有这个规划目标")
    goal.plan = plan_or_404(request, goal.plan_id)
    return goal


def writable_subjects(request: Request) -> QuerySet[Subject]:
    if not request.person.may(Permission.PLAN_WRITE):
        return Subject.objects.none()
    return request.person.subjects(Permission.PLAN_WRITE)


def may_write(request: Request, plan: Plan) -> bool:
    return writable_subjects(request).filter(pk=plan.subject_id).exists()


def reaches_tasks(request: Request, plan: Plan) -> bool:
    """Whether the subject itself is in reach: of plans that are merely open to everybody the tasks are not."""
    person = request.person
    if person.sees_everything(Permission.GOAL_VIEW):
        return True
    return person.subjects(Permission.GOAL_VIEW).filter(pk=plan.subject_id).exists()


def may_decide(request: Request, plan: Plan) -> bool:
    """Another one than the one who submitted it, whose decisions reach the subject."""
    person = request.person
    if not person.may(Permission.GOAL_DECIDE) or plan.submitted_by == request.user.username:
        return False
    return (
        person.sees_everything(Permission.GOAL_DECIDE)
        or person.subjects(Permission.GOAL_DECIDE).filter(pk=plan.subject_id).exists()
    )
