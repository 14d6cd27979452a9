"""One run of a workflow: where it is, who has it, and what was filled in on the way."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.models import User
from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.regulations.models import WorkflowRun
from zhengai.regulations.rules.machine import RegulationRefused, RunMove, RunState
from zhengai.regulations.running import cancel_run, finish_step, return_step, start_run
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.desks.workflows.drawing import drawing
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

FORM = ("text", "following")
_WORDS = {
    RunMove.START: "发起",
    RunMove.FINISH_STEP: "办完",
    RunMove.FINISH_LAST: "办结",
    RunMove.RETURN: "退回",
    RunMove.CANCEL: "取消",
}


def _run_or_404(request: Request, number: int) -> WorkflowRun:
    """For those who took part, who have it now, and who oversee."""
    found = WorkflowRun.objects.filter(college=request.college, pk=number).first()
    if found is not None and _concerns(request, found):
        found.college = request.college
        return found
    raise Http404("没有这件事，或者它不在您的查看范围内")


def _concerns(request: Request, found: WorkflowRun) -> bool:
    person = request.person
    if person.may(Permission.REGULATION_EDIT) or person.may(Permission.COCKPIT_VIEW):
        return True
    mine = request.user.username
    has_it = bool(request.user.person_number) and found.person_number == request.user.person_number
    return has_it or found.started_by == mine or found.events.filter(by=mine).exists()


@needs(Permission.REGULATION_VIEW)
def run(request: Request, number: int) -> HttpResponse:
    found = _run_or_404(request, number)
    running = found.state == RunState.RUNNING
    events = list(found.events.all())
    names = names_of({each.by for each in events} | {found.started_by})
    holder = User.objects.filter(person_number=found.person_number).first() if found.person_number else None
    typed, error = take_typed(request, f"run-{number}", FORM)
    context = {
        "run": found,
        "running": running,
        "drawing": drawing(found.steps, found.at if running else None, over=found.state == RunState.DONE),
        "step": found.steps[found.at] if running else None,
        "following": found.steps[found.at + 1] if running and found.at + 1 < len(found.steps) else None,
        "holder": str(holder) if holder else found.person_number,
        "mine": running and request.user.person_number == found.person_number,
        "may_cancel": running and found.started_by == request.user.username,
        "events": [
            (each, _WORDS[RunMove(each.move)], found.steps[each.step]["name"], names.get(each.by, each.by))
            for each in events
        ],
        "today": today(request.college),
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/workflows/run.html", context)


@require_POST
@needs(Permission.REGULATION_VIEW)
def start(request: Request, code: str) -> HttpResponse:
    try:
        begun = start_run(
            college=request.college,
            workflow=code,
            title=request.POST.get("title", ""),
            by=request.user.username,
        )
    except RegulationRefused as refusal:
        keep_typed(request, f"workflow-{code}", ("title",), f"{refusal}。")
        messages.error(request, f"{refusal}。")
        return HttpResponseRedirect(reverse("workflow", args=[code]))
    messages.success(request, "已经发起，第一步由您办理。")
    return HttpResponseRedirect(reverse("workflow-run", args=[begun.pk]))


@require_POST
@needs(Permission.REGULATION_VIEW)
def move(request: Request, number: int) -> HttpResponse:
    found = _run_or_404(request, number)
    try:
        messages.success(request, _moved(request, found))
    except RegulationRefused as refusal:
        keep_typed(request, f"run-{number}", FORM, f"{refusal}。")
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("workflow-run", args=[number]))


def _moved(request: Request, found: WorkflowRun) -> str:
    text, by = request.POST.get("text", ""), request.user.username
    asked = request.POST.get("move", "")
    if asked == "finish":
        done = finish_step(run=found, text=text, following=request.POST.get("following", ""), by=by)
        return (
            "已办结，发起人会收到消息。"
            if done.state == RunState.DONE
            else "这一步已办完，下一位会收到消息。"
        )
    if asked == "return":
        return_step(run=found, text=text, by=by)
        return "已退回上一步。"
    if asked == "cancel":
        cancel_run(run=found, text=text, by=by)
        return "已取消。"
    raise RegulationRefused("请选择办完、退回或取消")
