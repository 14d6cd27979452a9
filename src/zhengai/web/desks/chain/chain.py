"""The page of the goal chain: the picture, every gap with its remedy, and one goal's tree."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.goals import queries
from zhengai.goals.rules.chain import Chain, Found, Gap, check_chain
from zhengai.standards.shelf import standing_standards
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.listings import listing_of
from zhengai.web.components.plans import seen_plans
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.chain.flow import flow, gaps_of, tops
from zhengai.web.desks.chain.tree import tree
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

ROWS = 30  # goals at the top that are drawn at once


@dataclass(frozen=True)
class GapLine:
    """One gap as the list shows it."""

    found: Found
    plan: str
    level: str
    address: str


@needs(Permission.COCKPIT_VIEW)
def goal_chain(request: Request) -> HttpResponse:
    year = _year(request)
    whole = queries.checked_goals(request.college, year, standing_standards(request.college))
    chain = _seen(request, whole)
    found = [each for each in check_chain(whole) if _concerns(chain, each)]
    names = level_names(request)
    kind = request.GET.get("gap", "")
    chosen = [each for each in found if not kind or each.gap == kind]
    lines = [_line(chain, each, names) for each in chosen]
    if request.GET.get("format") == "xlsx":
        return _export(lines, year)
    counted = Counter(each.gap for each in found)
    every = tops(chain)
    page = max(1, int(text)) if (text := request.GET.get("part", "1")).isdecimal() else 1
    drawn = every[(page - 1) * ROWS : page * ROWS]
    top = _top(request, chain)
    context = {
        "year": year,
        "years": _years(request, year),
        "plans": len(chain.plans),
        "goals": len(chain.goals),
        "tasks": len(chain.tasks),
        "total": len(found),
        "kinds": [(gap.value, gap.chinese, counted[gap]) for gap in Gap if counted[gap]],
        "kind": kind,
        "chosen_gap": Gap(kind) if kind in list(Gap) else None,
        "listing": listing_of(request, lines, {"gap": lambda line: list(Gap).index(line.found.gap)}, "gap"),
        "flow": flow(chain, drawn, names) if drawn else None,
        "part": page,
        "parts": range(1, -(-len(every) // ROWS) + 1),
        "tree": tree(chain, top, gaps_of(found), names) if top is not None else None,
        "top": chain.goal[top] if top is not None else None,
        "above": _above(chain, top) if top is not None else [],
        "may_write": request.person.may(Permission.PLAN_WRITE),
    }
    return answer(request, "desks/chain/chain.html", "desks/chain/_gaps.html", context)


def _year(request: Request) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today(request.college).year


def _years(request: Request, year: int) -> list[int]:
    spans = queries.plans(request.college).order_by().values_list("first_year", "years").distinct()
    running = {each for first, count in spans for each in range(first, first + count)}
    near = today(request.college).year
    return sorted({year, near} | {each for each in running if abs(each - near) <= 3}, reverse=True)


def _seen(request: Request, chain: Chain) -> Chain:
    """What this person may see of it: all, without the plans of single persons, or the plans in reach."""
    person = request.person
    if person.sees_everything(Permission.GOAL_VIEW) and not person.is_outside:
        return chain
    if person.is_outside:
        plans = [plan for plan in chain.plans if plan.level not in PERSONAL]
    else:
        held = set(seen_plans(request).order_by().values_list("pk", flat=True))
        plans = [plan for plan in chain.plans if plan.pk in held]
    keys = {plan.pk for plan in plans}
    goals = [goal for goal in chain.goals if goal.plan in keys]
    known = {goal.pk for goal in goals}
    targets = [each for each in chain.targets if each.goal in known]
    served = {each.pk for each in targets}
    return Chain(
        chain.year,
        plans,
        [goal if goal.parent in known else goal._replace(parent=None) for goal in goals],
        targets,
        [task for task in chain.tasks if task.target in served],
        chain.levels,
        chain.beside,
        chain.standards,
    )


def _concerns(chain: Chain, found: Found) -> bool:
    kind, _, key = found.about.partition(":")
    if kind == "standard":
        return True
    if kind == "plan":
        return int(key) in chain.plan
    if kind == "plan_goal":
        return int(key) in chain.goal
    return any(task.pk == int(key) for task in chain.tasks)


def _line(chain: Chain, found: Found, names: dict[str, str]) -> GapLine:
    kind, _, key = found.about.partition(":")
    level = names.get(found.level, found.level)
    if kind == "plan":
        return GapLine(found, found.title, level, reverse("plan", args=[int(key)]))
    if kind == "plan_goal":
        plan = chain.plan[chain.goal[int(key)].plan]
        return GapLine(found, plan.title, level, f"{reverse('plan', args=[plan.pk])}#goal-{key}")
    if kind == "task":
        return GapLine(found, "", level, reverse("task", args=[int(key)]))
    return GapLine(found, "", level, f"{reverse('library')}?{urlencode({'q': key})}")


def _top(request: Request, chain: Chain) -> int | None:
    asked = request.GET.get("goal", "")
    if not asked:
        return None
    if not asked.isdecimal() or int(asked) not in chain.goal:
        raise Http404("没有这个规划目标，或者它不在这一年的目标链里")
    return int(asked)


def _above(chain: Chain, top: int) -> list[tuple[int, str]]:
    """The goals above, from the top down."""
    found: list[tuple[int, str]] = []
    at, seen = chain.goal[top].parent, {top}
    while at is not None and at not in seen:
        seen.add(at)
        found.insert(0, (at, chain.goal[at].title))
        at = chain.goal[at].parent
    return found


def _export(lines: list[GapLine], year: int) -> HttpResponse:
    headers = ["断点", "在哪里", "所在规划", "没有传到的层面", "说明", "怎样补上"]
    rows = [
        [
            line.found.gap.chinese,
            line.found.title,
            line.plan,
            line.level,
            line.found.detail,
            line.found.gap.remedy,
        ]
        for line in lines[:MOST_ROWS]
    ]
    return workbook(f"{year}年目标链断点", headers, rows)
