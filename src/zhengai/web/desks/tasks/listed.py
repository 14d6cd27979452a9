"""The tasks of a year, with the months that were filled in."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.goals import queries
from zhengai.goals.models import Task
from zhengai.goals.rules.task import MONTHS, TaskSource, TaskState
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.tasks.seen import departments_of, is_late, seen_tasks, year_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "due": ("due", "department__code"),
    "title": ("title",),
    "department": ("department__code", "due"),
    "owner": ("owner_name", "due"),
}


@dataclass(frozen=True)
class Cell:
    """One month of a task: its words, or null; `ahead` where it has not begun."""

    month: int
    text: str
    ahead: bool


@dataclass(frozen=True)
class Row:
    task: Task
    months: list[Cell]
    late: bool

    @property
    def filled(self) -> int:
        return sum(bool(each.text) for each in self.months)


def cells(task: Task, day: date) -> list[Cell]:
    """Needs the months prefetched."""
    known = {each.month: each.text for each in task.months.all()}
    return [Cell(month, known.get(month, ""), (task.year, month) > (day.year, day.month)) for month in MONTHS]


@needs(Permission.GOAL_VIEW)
def tasks(request: Request) -> HttpResponse:
    year, day = year_of(request), today(request.college)
    seen = seen_tasks(request).filter(year=year)
    chosen = narrowed(request, seen, day)
    if request.GET.get("format") == "xlsx":
        return _export(sorted_rows(request, chosen, SORTS, "due")[0], year)
    shown = listing(request, chosen.prefetch_related("months"), SORTS, "due")
    counted = Counter(dict(seen.order_by().values_list("state").annotate(number=Count("pk"))))
    years = sorted(
        {year, day.year, *seen_tasks(request).order_by().values_list("year", flat=True).distinct()}
    )
    departments = seen.order_by("department__code").values_list("department__code", "department__name")
    context = {
        "listing": shown,
        "rows": [Row(each, cells(each, day), is_late(each, day)) for each in shown],
        "year": year,
        "years": years[::-1],
        "today": day,
        "states": [(s.value, s.chinese, counted[s.value]) for s in TaskState],
        "sources": [(s.value, s.chinese) for s in TaskSource],
        "attributes": list(queries.attributes(request.college)),
        "classes": list(queries.classes(request.college)),
        "departments": list(departments.distinct()),
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "total": counted.total(),
        "done": counted[TaskState.DONE],
        "open": counted[TaskState.OPEN],
        "late": seen.filter(state=TaskState.OPEN, due__lt=day).count(),
        "may_assign": departments_of(request).exists(),
    }
    return answer(request, "desks/tasks/tasks.html", "desks/tasks/_list.html", context)


def narrowed(request: Request, tasks: QuerySet[Task], day: date) -> QuerySet[Task]:
    wanted = request.GET
    for name, field in (
        ("state", "state"),
        ("source", "source"),
        ("attribute", "attribute"),
        ("class", "task_class"),
        ("department", "department__code"),
    ):
        if wanted.get(name):
            tasks = tasks.filter(**{field: wanted[name]})
    if wanted.get("which") == "late":
        tasks = tasks.filter(state=TaskState.OPEN, due__lt=day)
    elif wanted.get("which") == "mine":
        tasks = tasks.filter(owner_number=request.person.user.person_number or "-")
    if text := wanted.get("q", "").strip():
        tasks = tasks.filter(
            Q(title__icontains=text) | Q(owner_name__icontains=text) | Q(origin__icontains=text)
        )
    return tasks


def _export(rows: QuerySet[Task], year: int) -> HttpResponse:
    headers = [
        "编号", "年度", "工作任务", "来源", "任务来源", "类别", "工作属性", "牵头部门", "责任部门", "责任人", "完成时限",
        "状态", "工作标准", "措施及目标", "工作成效", "人力", "物资", "预算(元)", "已用(元)",
    ]  # fmt: skip
    found = [
        [
            task.pk, task.year, task.title, task.get_source_display(), task.origin, task.task_class,
            task.attribute, task.lead.name if task.lead else "", task.department.name, task.owner_name,
            task.due.isoformat() if task.due else "", task.get_state_display(), task.standard, task.measures,
            task.result, task.people, task.goods, task.budget, task.spent,
        ]
        for task in rows[:MOST_ROWS]
    ]  # fmt: skip
    return workbook(f"{year}年任务", headers, found)
