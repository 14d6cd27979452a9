"""All workflows, and what is under way with me."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.regulations.models import WorkflowRun
from zhengai.regulations.rules.machine import RunState
from zhengai.regulations.running import workflows
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

MINE = 50


@needs(Permission.REGULATION_VIEW)
def workflow_list(request: Request) -> HttpResponse:
    found = workflows(request.college)
    text = request.GET.get("q", "").strip()
    counted = {
        code: (running, done)
        for code, running, done in WorkflowRun.objects.filter(college=request.college)
        .order_by()
        .values_list("workflow")
        .annotate(
            running=Count("pk", filter=Q(state=RunState.RUNNING)),
            done=Count("pk", filter=Q(state=RunState.DONE)),
        )
    }
    chosen = [each for each in found if not text or text in f"{each.name}{each.department}"]
    runs = WorkflowRun.objects.filter(college=request.college)
    number = request.user.person_number
    waiting = runs.filter(state=RunState.RUNNING, person_number=number) if number else runs.none()
    context = {
        "rows": [(each, *counted.get(each.code, (0, 0))) for each in chosen],
        "total": len(found),
        "search": text,
        "waiting": list(waiting.order_by("due", "id")[:MINE]),
        "begun": list(runs.filter(started_by=request.user.username)[:MINE]),
        "today": today(request.college),
    }
    return render(request, "desks/workflows/workflows.html", context)
