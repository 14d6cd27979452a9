"""The list of goals: where each started, where it is now and where it should come to."""

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of
from zhengai.goals.models import Goal
from zhengai.goals.rules.machine import LIVE, GoalState
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.periods import full_name
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.goals.measured import measured
from zhengai.web.desks.goals.seen import narrowed, seen_goals
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "period": ("-period", "subject__level", "subject__code", "indicator"),
    "subject": ("subject__name", "-period"),
    "indicator": ("indicator_name", "-period"),
    "owner": ("owner_name", "-period"),
}


@needs(Permission.GOAL_VIEW)
def goals(request: Request) -> HttpResponse:
    seen = seen_goals(request)
    chosen = narrowed(request, seen)
    if request.GET.get("format") == "xlsx":
        return _export(request, sorted_rows(request, chosen, SORTS, "period")[0])
    calendar = calendar_of(request.college)
    shown = listing(request, chosen, SORTS, "period")
    counted = Counter(dict(seen.order_by().values_list("state").annotate(number=Count("pk"))))
    periods = seen.order_by("-period").values_list("period", flat=True).distinct()
    names = level_names(request)
    context = {
        "listing": shown,
        "rows": [(each, names.get(each.goal.subject.level, "")) for each in measured(request, list(shown))],
        "states": _states(counted),
        "state": request.GET.get("state", "live"),
        "levels": list(names.items()),
        "periods": [(code, full_name(calendar, code)) for code in periods],
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "approved": counted[GoalState.APPROVED.value],
        "waiting": counted[GoalState.PROPOSED.value],
        "total": counted.total(),
        "may_propose": request.person.may(Permission.GOAL_PROPOSE),
    }
    return answer(request, "desks/goals/goals.html", "desks/goals/_list.html", context)


def _states(counted: Counter[str]) -> list[tuple[str, str, int]]:
    live = sum(counted[state.value] for state in LIVE)
    each = [(state.value, state.chinese, counted[state.value]) for state in GoalState]
    return [("live", "在用", live), *each, ("all", "全部", counted.total())]


def _export(request: Request, rows: QuerySet[Goal]) -> HttpResponse:
    headers = [
        "编号", "层面", "代码", "对象", "指标", "周期", "基线", "基线周期", "目前", "目前周期", "目标值", "是否达到",
        "责任人", "状态", "理由",
    ]  # fmt: skip
    calendar = calendar_of(request.college)
    found: list[list[Any]] = []
    for each in measured(request, list(rows[:MOST_ROWS])):
        goal = each.goal
        found.append(
            [
                goal.pk, goal.subject.level, goal.subject.code, goal.subject.name, goal.indicator_name,
                full_name(calendar, goal.period), each.baseline.text if each.baseline else "",
                each.baseline_period, each.now.text if each.now else "", each.now_period, goal.limit,
                each.badge[1], goal.owner_name, goal.get_state_display(), goal.reason,
            ]
        )  # fmt: skip
    return workbook("目标", headers, found)
