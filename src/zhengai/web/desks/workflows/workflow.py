"""One workflow: what it says, drawn, and how it has gone."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.regulations.models import WorkflowRun
from zhengai.regulations.rules.machine import RunState
from zhengai.regulations.running import workflows
from zhengai.web.components.typed import take_typed
from zhengai.web.desks.workflows.drawing import drawing
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SHOWN = 30


@needs(Permission.REGULATION_VIEW)
def workflow(request: Request, code: str) -> HttpResponse:
    found = next((each for each in workflows(request.college) if each.code == code), None)
    if found is None:
        raise Http404("没有这个流程，它可能不在学校采用的方案里")
    runs = WorkflowRun.objects.filter(college=request.college, workflow=code)
    sees_all = request.person.may(Permission.REGULATION_EDIT) or request.person.may(Permission.COCKPIT_VIEW)
    shown = runs if sees_all else runs.filter(started_by=request.user.username)
    typed, error = take_typed(request, f"workflow-{code}", ("title",))
    context = {
        "workflow": found,
        "drawing": drawing([step.model_dump() for step in found.steps]),
        "runs": list(shown[:SHOWN]),
        "running": runs.filter(state=RunState.RUNNING).count(),
        "late": runs.filter(state=RunState.RUNNING, due__lt=today(request.college)).count(),
        "may_start": bool(request.user.person_number),
        "today": today(request.college),
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/workflows/workflow.html", context)
