"""规划执行情况: how each plan stands in a year, rolled up from below."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.goals.models import AnnualTarget, Plan, Task
from zhengai.goals.queries import achievements
from zhengai.goals.queries.plan import weighted
from zhengai.goals.rules.plan import PlanState
from zhengai.goals.rules.task import TaskState
from zhengai.web.components.disclosure import is_hidden
from zhengai.web.components.plans import seen_plans
from zhengai.web.components.workbooks import workbook
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@dataclass
class Count:
    """Of a plan, or of it with all below it. `degrees` are weights and achievements of the year's targets."""

    targets: int = 0
    met: int = 0
    short: int = 0
    blind: int = 0
    tasks: int = 0
    done: int = 0
    late: int = 0
    degrees: list[tuple[int, float | None]] = field(default_factory=list)

    def add(self, other: "Count") -> None:
        for name in ("targets", "met", "short", "blind", "tasks", "done", "late"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.degrees += other.degrees

    @property
    def reached(self) -> float | None:
        return weighted(self.degrees)


@dataclass
class Node:
    plan: Plan
    depth: int
    own: Count
    whole: Count
    parts: int


@needs(Permission.COCKPIT_VIEW)
def execution(request: Request) -> HttpResponse:
    year = _year(request)
    nodes = _nodes(request, year)
    if request.GET.get("format") == "xlsx":
        return _export(request, nodes, year)
    shared = [node for node in nodes if node.plan.subject.level in ("college", "department")]
    every = Count()
    for node in nodes:
        if node.depth == 0:
            every.add(node.whole)
    context = {
        "year": year,
        "years": range(year + 1, year - 4, -1),
        "nodes": shared if request.GET.get("all") != "1" else nodes,
        "all": request.GET.get("all") == "1",
        "hidden": len(nodes) - len(shared),
        "every": every,
        "names": level_names(request),
        "total": len(nodes),
    }
    return render(request, "desks/chain/execution.html", context)


def _year(request: Request) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today(request.college).year


def _nodes(request: Request, year: int) -> list[Node]:
    """Each plan after the one above it; what is above holds the sum of all below."""
    running = [
        plan
        for plan in seen_plans(request).exclude(state=PlanState.ENDED)
        if plan.first_year <= year <= plan.last_year
    ]
    known = {plan.pk: plan for plan in running}
    own = _counted(request, year, known)
    below: dict[int | None, list[Plan]] = defaultdict(list)
    for plan in running:
        below[plan.parent_id if plan.parent_id in known else None].append(plan)
    found: list[Node] = []
    for plan in below[None]:
        _put(plan, 0, below, own, found)
    return found


def _put(
    plan: Plan, depth: int, below: dict[int | None, list[Plan]], own: dict[int, Count], found: list[Node]
) -> Count:
    node = Node(plan, depth, own[plan.pk], Count(), len(below.get(plan.pk, ())))
    found.append(node)
    node.whole.add(node.own)
    for part in below.get(plan.pk, ()):
        node.whole.add(_put(part, depth + 1, below, own, found))
    return node.whole


def _counted(request: Request, year: int, plans: dict[int, Plan]) -> dict[int, Count]:
    targets = list(
        AnnualTarget.objects.filter(plan_goal__plan__in=plans, year=year).select_related(
            "plan_goal__plan__subject"
        )
    )
    reached = achievements(request.college, targets)
    found = {key: Count() for key in plans}
    for each in targets:
        count, result = found[each.plan_goal.plan_id], reached[each.pk]
        hidden = result.value is not None and is_hidden(request.person, result.value)
        standing, degree = ("blind", None) if hidden else (result.standing, result.degree)
        count.targets += 1
        setattr(count, standing, getattr(count, standing) + 1)
        count.degrees.append((each.plan_goal.weight, degree))
    day = today(request.college)
    tasks = Task.objects.filter(target__in=[each.pk for each in targets]).exclude(state=TaskState.ENDED)
    for plan, state, due in tasks.values_list("target__plan_goal__plan", "state", "due"):
        count = found[plan]
        count.tasks += 1
        count.done += state == TaskState.DONE
        count.late += state == TaskState.OPEN and due is not None and due < day
    return found


def _export(request: Request, nodes: list[Node], year: int) -> HttpResponse:
    names = level_names(request)
    headers = [
        "层次", "规划", "类别", "层面", "对象", "责任部门", "状态", "年度目标", "已达到", "未达到", "尚无数据", "加权达成度",
        "任务", "已完成", "过了时限", "含下级：年度目标", "含下级：已达到", "含下级：加权达成度", "含下级：任务",
        "含下级：已完成",
    ]  # fmt: skip
    rows = [
        [
            node.depth + 1, node.plan.title, node.plan.category, names.get(node.plan.subject.level, ""),
            node.plan.subject.name, node.plan.department_name, node.plan.get_state_display(), node.own.targets,
            node.own.met, node.own.short, node.own.blind, node.own.reached, node.own.tasks, node.own.done,
            node.own.late, node.whole.targets, node.whole.met, node.whole.reached, node.whole.tasks,
            node.whole.done,
        ]
        for node in nodes
    ]  # fmt: skip
    return workbook(f"{year}年规划执行情况", headers, rows)
