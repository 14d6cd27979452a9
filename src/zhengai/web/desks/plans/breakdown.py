"""诊断项目和建设工作任务分解表 of a plan's subject, semester by semester (GOAL-21; 课程层面方案 附件6). The seed only names
the annex: its columns are what the scheme's text speaks of."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.models import College
from zhengai.college.queries import calendar_of, today
from zhengai.diagnosis.queries import schemes
from zhengai.goals.models import Plan
from zhengai.goals.queries.breakdown import BreakdownLine, runs_in
from zhengai.goals.queries.breakdown import breakdown as breakdown_of
from zhengai.web.components.forms import form_workbook
from zhengai.web.components.periods import newest_first, period_switch
from zhengai.web.desks.plans.seen import plan_or_404, reaches_tasks
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Calendar, Period, PeriodKind

COLUMNS = (
    "诊断项目", "建设目标", "建设任务", "措施", "预期效果", "责任人", "完成时限", "本学期完成情况",
)  # fmt: skip


def form_items(college: College, level: str) -> dict[str, list[str]]:
    """The items of the level's diagnosis form → the indicators they ask for; empty where the level has no form."""
    scheme = schemes(college).get(level)
    return {
        item.name: [
            code for element in item.elements for point in element.points for code in point.indicators
        ]
        for item in (scheme.items if scheme else ())
    }


@needs(Permission.GOAL_VIEW)
def breakdown(request: Request, number: int) -> HttpResponse:
    plan = plan_or_404(request, number)
    if not reaches_tasks(request, plan):
        raise Http404("这个规划的任务不在您的查看范围内")
    calendar = calendar_of(request.college)
    semesters = _semesters(plan, calendar)
    items = form_items(request.college, plan.subject.level)
    semester = _chosen(request, calendar, semesters)
    lines = (
        breakdown_of(subject=plan.subject, semester=semester, calendar=calendar, items=items)
        if semester
        else []
    )
    title = f"诊断项目和{level_names(request).get(plan.subject.level, '')}建设工作任务分解表"
    if request.GET.get("format") == "xlsx":
        return form_workbook(title, [(name, ()) for name in COLUMNS], [_cells(each) for each in lines])
    with_task = [each for each in lines if each.task]
    context: dict[str, Any] = {
        "plan": plan,
        "title": title,
        "columns": COLUMNS,
        "lines": lines,
        "semester": semester,
        "switch": period_switch(
            calendar, [each.code for each in semesters], semester.code if semester else ""
        ),
        "tasks": len(with_task),
        "recorded": sum(each.record is not None for each in with_task),
        "without": [each.item for each in lines if each.goal is None],
    }
    return render(request, "desks/plans/breakdown.html", context)


def _semesters(plan: Plan, calendar: Calendar) -> list[Period]:
    """Of the plan's years, as far as the calendar knows them."""
    known = (each for each in calendar.all() if each.kind is PeriodKind.SEMESTER)
    return [each for each in known if runs_in(plan, each)]


def _chosen(request: Request, calendar: Calendar, semesters: list[Period]) -> Period | None:
    """What is asked for, else the running one, else the newest; null where the calendar has none of these years."""
    running = calendar.containing(today(request.college), PeriodKind.SEMESTER)
    wanted = request.GET.get("period", "") or (running.code if running else "")
    found = next((each for each in semesters if each.code == wanted), None)
    newest = newest_first(calendar, [each.code for each in semesters])
    return found or (newest[0] if newest else None)


def _cells(line: BreakdownLine) -> list[str]:
    due = (line.task.due if line.task else None) or (line.goal.due if line.goal else None)
    return [
        line.item, line.goal.title if line.goal else "", line.task.title if line.task else "", line.means,
        line.effect, line.owner, due.isoformat() if due else "", line.record.record if line.record else "",
    ]  # fmt: skip
