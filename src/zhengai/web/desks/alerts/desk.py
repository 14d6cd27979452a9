"""The alerts desk: what has left its limits, by grade and deadline."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.utils import timezone

from zhengai.accounts.rules import Permission
from zhengai.alerts.models import Alert
from zhengai.alerts.rules.machine import AlertState
from zhengai.college.queries import today
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.newest import with_newest
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.alerts.seen import LIVE_STATES, narrowed, seen_alerts
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.scoring import Grade

SORTS = {
    "grade": ("-rank", "due"),
    "subject": ("subject_name", "-rank"),
    "due": ("due", "-rank"),
    "raised": ("-raised_at", "-rank"),
}


@dataclass(frozen=True)
class Chip:
    code: str
    name: str
    count: int


@needs(Permission.ALERT_VIEW)
def desk(request: Request) -> HttpResponse:
    seen = seen_alerts(request)
    alerts = narrowed(request, seen)
    if request.GET.get("format") == "xlsx":
        return _export(sorted_rows(request, alerts, SORTS, "grade")[0])
    counted = _counted(seen)
    state = request.GET.get("state", "live")
    day = today(request.college)
    grades = _grades(counted)
    shown = listing(request, alerts, SORTS, "grade")
    context = {
        "listing": shown,
        "rows": with_newest(request.college, list(shown)),
        "states": _states(counted),
        "state": state,
        "grades": grades,
        "held": [chip for chip in grades if chip.count],
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "levels": list(level_names(request).items()),
        "indicators": _indicators(seen),
        "today": day,
        "total": counted.total(),
        "live": sum(n for (s, _), n in counted.items() if s in LIVE_STATES),
        "overdue": seen.filter(state__in=LIVE_STATES, due__lt=day).count(),
    }
    return answer(request, "desks/alerts/desk.html", "desks/alerts/_list.html", context)


def _counted(seen: QuerySet[Alert]) -> Counter[tuple[str, str]]:
    found = seen.order_by().values_list("state", "grade").annotate(number=Count("pk"))
    return Counter({(state, grade): number for state, grade, number in found})


def _states(counted: Counter[tuple[str, str]]) -> list[Chip]:
    live = sum(n for (state, _), n in counted.items() if state in LIVE_STATES)
    return [
        Chip("live", "未关闭", live),
        Chip("closed", "已关闭", counted.total() - live),
        Chip("all", "全部", counted.total()),
    ]


def _grades(counted: Counter[tuple[str, str]]) -> list[Chip]:
    """Of the live ones, gravest first."""
    return [
        Chip(grade.value, grade.chinese, sum(counted[state, grade.value] for state in LIVE_STATES))
        for grade in reversed(Grade)
    ]


def _indicators(seen: QuerySet[Alert]) -> list[tuple[str, str]]:
    return list(seen.order_by("indicator_name").values_list("indicator", "indicator_name").distinct())


def _export(alerts: QuerySet[Alert]) -> HttpResponse:
    headers = [
        "编号",
        "等级",
        "层面",
        "代码",
        "对象",
        "指标",
        "周期",
        "内容",
        "责任人",
        "责任部门",
        "期限",
        "状态",
        "发出时间",
    ]
    rows: list[list[Any]] = [
        [
            each.pk, Grade(each.grade).chinese, each.level, each.subject, each.subject_name, each.indicator_name,
            each.period, each.sentence, "、".join(str(p) for p in each.persons.all()), each.unit,
            each.due.isoformat(), AlertState(each.state).chinese,
            f"{timezone.localtime(each.raised_at):%Y-%m-%d %H:%M}",
        ]
        for each in alerts[:MOST_ROWS]
    ]  # fmt: skip
    return workbook("预警", headers, rows)
