"""Moving a plan through its drafting and approval, comments, and the targets of the years."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.cycles.rules.guard import LoopRefused
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.goals.actions import (
    answer_comment,
    comment,
    decide_plan,
    move_plan,
    put_forward,
    remove_plan_goal,
    set_target,
)
from zhengai.goals.models import AnnualTarget, PlanComment
from zhengai.goals.rules.machine import GoalRefused
from zhengai.goals.rules.plan import Direction, PlanMove
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.plans.plan import TYPED
from zhengai.web.desks.plans.seen import goal_or_404, may_decide, may_write, plan_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_NOT_YOURS = "这个规划由它的对象和所在部门起草。"


def _back(number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("plan", args=[number]))


def _refused(request: Request, number: int, refusal: Exception) -> HttpResponse:
    keep_typed(request, f"plan-{number}", TYPED, f"{refusal}。")
    messages.error(request, f"{refusal}。")
    return _back(number)


@require_POST
@needs(Permission.PLAN_WRITE)
def move(request: Request, number: int) -> HttpResponse:
    plan = plan_or_404(request, number)
    if not may_write(request, plan):
        raise PermissionDenied(_NOT_YOURS)
    asked = request.POST.get("move", "")
    if asked not in list(PlanMove):
        messages.error(request, "请选择下一步。")
        return _back(number)
    try:
        plan = move_plan(plan=plan, move=PlanMove(asked), by=request.user.username)
    except GoalRefused as refusal:
        return _refused(request, number, refusal)
    messages.success(request, f"规划现在是“{plan.get_state_display()}”。")
    return _back(number)


@require_POST
@needs(Permission.GOAL_DECIDE)
def decide(request: Request, number: int) -> HttpResponse:
    plan = plan_or_404(request, number)
    if not may_decide(request, plan):
        raise PermissionDenied("规划由提交人以外、职责覆盖它的人审定。")
    asked = request.POST.get("move", "")
    if asked not in ("approve", "return"):
        messages.error(request, "请选择“审定通过”或“退回修改”。")
        return _back(number)
    try:
        decide_plan(
            plan=plan,
            approve=asked == "approve",
            decision=request.POST.get("decision", ""),
            by=request.user.username,
        )
    except GoalRefused as refusal:
        return _refused(request, number, refusal)
    messages.success(request, "规划已审定。" if asked == "approve" else "已退回，起草人据此修改。")
    return _back(number)


@require_POST
@needs(Permission.GOAL_VIEW)
def say(request: Request, number: int) -> HttpResponse:
    """Everybody who sees a plan may comment on a round of its drafting."""
    plan = plan_or_404(request, number)
    if request.person.is_outside:
        raise PermissionDenied("校外人员只查看规划，不提出意见。")
    direction = request.POST.get("direction", "")
    try:
        comment(
            plan=plan,
            direction=Direction(direction) if direction in list(Direction) else Direction.UP,
            text=request.POST.get("text", ""),
            by=request.user.username,
        )
    except GoalRefused as refusal:
        return _refused(request, number, refusal)
    messages.success(request, "意见已记下，起草人会写明采纳情况。")
    return _back(number)


@require_POST
@needs(Permission.PLAN_WRITE)
def answer(request: Request, number: int) -> HttpResponse:
    found = PlanComment.objects.filter(pk=number, round__plan__college=request.college)
    said = found.select_related("round__plan__college").first()
    if said is None:
        raise Http404("没有这条意见")
    plan = plan_or_404(request, said.round.plan_id)
    if not may_write(request, plan):
        raise PermissionDenied(_NOT_YOURS)
    try:
        answer_comment(comment=said, answer=request.POST.get("answer", ""), by=request.user.username)
    except GoalRefused as refusal:
        return _refused(request, plan.pk, refusal)
    messages.success(request, "采纳情况已记下。")
    return _back(plan.pk)


@require_POST
@needs(Permission.PLAN_WRITE)
def target(request: Request, number: int) -> HttpResponse:
    """What a year asks of a goal."""
    goal = goal_or_404(request, number)
    if not may_write(request, goal.plan):
        raise PermissionDenied(_NOT_YOURS)
    year = request.POST.get("year", "").strip()
    period = f"{year}-{int(year) + 1}" if year.isdecimal() and len(year) == 4 else year
    try:
        set_target(goal=goal, period=period, limit=request.POST.get("limit", ""), by=request.user.username)
    except GoalRefused as refusal:
        return _refused(request, goal.plan_id, refusal)
    messages.success(request, "年度目标已定。")
    return HttpResponseRedirect(f"{reverse('plan', args=[goal.plan_id])}#goal-{goal.pk}")


@require_POST
@needs(Permission.PLAN_WRITE)
def forward(request: Request, number: int) -> HttpResponse:
    """The year's target becomes a goal of the subject, where it is judged."""
    found = AnnualTarget.objects.filter(pk=number, plan_goal__plan__college=request.college).first()
    if found is None:
        raise Http404("没有这个年度目标")
    goal = goal_or_404(request, found.plan_goal_id)
    if not may_write(request, goal.plan):
        raise PermissionDenied(_NOT_YOURS)
    found.plan_goal = goal
    try:
        made = put_forward(target=found, by=request.user.username)
    except (GoalRefused, LoopRefused, OutsideCalendar) as refusal:
        return _refused(request, goal.plan_id, refusal)
    messages.success(
        request, "已作为目标提出，等待审定。" if made.state == "proposed" else "已关联到现有的目标。"
    )
    return HttpResponseRedirect(reverse("goal", args=[made.pk]))


@require_POST
@needs(Permission.PLAN_WRITE)
def remove(request: Request, number: int) -> HttpResponse:
    goal = goal_or_404(request, number)
    if not may_write(request, goal.plan):
        raise PermissionDenied(_NOT_YOURS)
    plan = goal.plan_id
    try:
        remove_plan_goal(goal=goal, by=request.user.username)
    except GoalRefused as refusal:
        return _refused(request, plan, refusal)
    messages.success(request, "目标已删去。")
    return _back(plan)
