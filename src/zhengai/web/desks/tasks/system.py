"""Writing one row of 附件2 by hand."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.goals import queries
from zhengai.goals.actions import write_system_task
from zhengai.goals.actions.system import ROLES
from zhengai.goals.rules.machine import GoalRefused
from zhengai.web.desks.tasks.seen import departments_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

FIELDS = ("department", "category", "title", "role", "sound", "promised", "key_data")


@needs(Permission.TASK_ASSIGN)
def write_system(request: Request) -> HttpResponse:
    sent = request.method == "POST"
    source = request.POST if sent else request.GET
    typed = {name: source.get(name, "").strip() for name in FIELDS}
    offered = list(departments_of(request))
    problem = ""
    if sent:
        problem = _written(request, typed)
        if not problem:
            messages.success(request, "已保存。")
            return HttpResponseRedirect(reverse("table", args=["annex-2"]))
    context = {
        "typed": typed,
        "problem": problem,
        "departments": offered,
        "categories": list(queries.work_categories(request.college).values()),
        "roles": ROLES,
    }
    return render(request, "desks/tasks/system.html", context)


def _written(request: Request, typed: dict[str, str]) -> str:
    """What is wrong, or nothing when it is written."""
    department = departments_of(request).filter(code=typed["department"]).first()
    if department is None:
        return "请选择部门。"
    department.college = request.college
    try:
        promised = date.fromisoformat(typed["promised"]) if typed["promised"] else None
        write_system_task(
            department=department,
            category=typed["category"],
            title=typed["title"],
            role=typed["role"],
            day=today(request.college),
            sound={"yes": True, "no": False}.get(typed["sound"]),
            promised=promised,
            key_data=typed["key_data"],
            by=request.user.username,
        )
    except GoalRefused as refusal:
        return f"{refusal}。"
    except ValueError:
        return "计划完成时间请写成 2026-12-20 的样子。"
    return ""
