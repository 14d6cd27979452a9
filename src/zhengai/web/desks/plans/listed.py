"""The list of plans, and opening those that the college's list of plans asks for."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.goals import queries
from zhengai.goals.actions import open_plans
from zhengai.goals.models import Plan
from zhengai.goals.rules.plan import PlanState
from zhengai.goals.rules.sections import CATEGORIES, PlanItem
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.plans import seen_plans
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.plans.seen import writable_subjects
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "title": ("title", "-first_year"),
    "category": ("category", "title"),
    "subject": ("subject__level", "subject__code"),
    "years": ("-first_year", "title"),
}


@dataclass(frozen=True)
class Kind:
    """A row of the college's list of plans, and how many of it run in the year."""

    item: PlanItem
    opened: int
    approved: int


@needs(Permission.GOAL_VIEW)
def plans(request: Request) -> HttpResponse:
    seen = seen_plans(request)
    chosen = narrowed(request, seen).annotate(goal_count=Count("goals", distinct=True))
    if request.GET.get("format") == "xlsx":
        return _export(request, sorted_rows(request, chosen, SORTS, "category")[0])
    shown = listing(request, chosen, SORTS, "category")
    counted = Counter(dict(seen.order_by().values_list("state").annotate(number=Count("pk"))))
    names = level_names(request)
    kinds = _kinds(request) if request.person.may(Permission.SCHEME_EDIT) else []
    context = {
        "listing": shown,
        "rows": [(each, names.get(each.subject.level, "")) for each in shown],
        "states": [(s.value, s.chinese, counted[s.value]) for s in PlanState],
        "categories": CATEGORIES,
        "levels": list(names.items()),
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "total": counted.total(),
        "approved": counted[PlanState.APPROVED],
        "waiting": counted[PlanState.SUBMITTED],
        "kinds": kinds,
        "missing": sum(not each.opened for each in kinds),
        "year": today(request.college).year,
        "may_chain": request.person.may(Permission.COCKPIT_VIEW),
        "may_write": writable_subjects(request).exists(),
    }
    return answer(request, "desks/plans/plans.html", "desks/plans/_list.html", context)


def narrowed(request: Request, plans: QuerySet[Plan]) -> QuerySet[Plan]:
    wanted = request.GET
    for name, field in (
        ("state", "state"),
        ("category", "category"),
        ("level", "subject__level"),
        ("kind", "kind"),
    ):
        if wanted.get(name):
            plans = plans.filter(**{field: wanted[name]})
    if text := wanted.get("q", "").strip():
        plans = plans.filter(
            Q(title__icontains=text) | Q(subject__name__icontains=text) | Q(department_name__icontains=text)
        )
    return plans


def _kinds(request: Request) -> list[Kind]:
    year = today(request.college).year
    running: Counter[str] = Counter()
    approved: Counter[str] = Counter()
    rows = queries.plans(request.college).exclude(kind="").exclude(state=PlanState.ENDED)
    for kind, state, first, years in rows.values_list("kind", "state", "first_year", "years"):
        if first <= year < first + years:
            running[kind] += 1
            approved[kind] += state == PlanState.APPROVED
    return [
        Kind(item, running[item.code], approved[item.code]) for item in queries.plan_items(request.college)
    ]


def _export(request: Request, rows: QuerySet[Plan]) -> HttpResponse:
    names = level_names(request)
    headers = [
        "编号",
        "规划类别",
        "规划名称",
        "层面",
        "对象",
        "责任部门",
        "规划期",
        "上级规划",
        "版本",
        "状态",
        "目标数",
    ]
    found = [
        [
            plan.pk, plan.category, plan.title, names.get(plan.subject.level, ""), plan.subject.name,
            plan.department_name, plan.span, plan.parent.title if plan.parent else "", plan.version,
            plan.get_state_display(), getattr(plan, "goal_count", 0),
        ]
        for plan in rows[:MOST_ROWS]
    ]  # fmt: skip
    return workbook("规划", headers, found)


@require_POST
@needs(Permission.SCHEME_EDIT)
def open_listed(request: Request) -> HttpResponse:
    """One plan for every subject a row of the list speaks of, from this year on."""
    year = today(request.college).year
    item = next((i for i in queries.plan_items(request.college) if i.code == request.POST.get("kind")), None)
    if item is None:
        messages.error(request, "请选择规划名录里的一行。")
        return HttpResponseRedirect(reverse("plans"))
    count = open_plans(college=request.college, item=item, first_year=year, by=request.user.username)
    messages.success(
        request,
        f"已建立 {count} 个“{item.name}”，从 {year} 年起，等待起草。" if count else "都已经建立，没有改动。",
    )
    return HttpResponseRedirect(f"{reverse('plans')}?kind={item.code}")
