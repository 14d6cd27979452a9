"""建设进程(表8): items by project with owner, deadline, state and delay, as a picture and as a list."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.actions.schedule import HEADERS, begin_construction
from zhengai.framework.models import ScheduleItem
from zhengai.framework.queries.organisation import schedule_entries
from zhengai.framework.queries.schedule import Scheduled, schedule_items, scheduled, stages, start_of
from zhengai.framework.rules.schedule import ScheduleState
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.organisation.gantt import Bar, axis_of, bars_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

LOOKS = {
    ScheduleState.PLANNED: "plain",
    ScheduleState.UNDER_WAY: "notice",
    ScheduleState.DONE: "target_met",
    ScheduleState.DROPPED: "plain",
}


@dataclass(frozen=True)
class Line:
    item: Scheduled
    bars: list[Bar]

    @property
    def badge(self) -> tuple[str, str]:
        return badge_of(self.item)


def badge_of(item: Scheduled) -> tuple[str, str]:
    if item.row.month is None:
        return ("target_met", "今年已完成") if item.done_this_year else ("plain", "今年尚未完成")
    if item.late and not item.done:
        return "warning", f"晚 {item.late} 天"
    if item.late:
        return "target_met", f"晚 {item.late} 天完成"
    return LOOKS[item.state], item.state.chinese


@needs(Permission.ORGANISATION_VIEW)
def schedule(request: Request) -> HttpResponse:
    start, day = start_of(request.college), today(request.college)
    items = scheduled(list(schedule_items(request.college)), start, day) if start else []
    chosen = [each for each in items if _wanted(request, each)]
    if request.GET.get("format") == "xlsx":
        return _export(chosen)
    axis = axis_of(start or day, items, day)
    groups: dict[str, list[Line]] = {}
    for each in chosen:
        groups.setdefault(each.row.item, []).append(Line(each, bars_of(axis, each, day)))
    context = {
        "start": start,
        "items": items,
        "chosen": chosen,
        "groups": list(groups.items()),
        "axis": axis,
        "tally": _tally(items),
        "stages": stages(request.college, start, items) if start else [],
        "offered": 0 if items else len(schedule_entries(request.college)),
        "projects": list(dict.fromkeys(each.row.item for each in items)),
        "departments": sorted({name for each in items for name in departments_of(each.row)}),
        "query": {name: request.GET.get(name, "") for name in ("q", "state", "item", "department")},
        "may_edit": request.person.may(Permission.ORGANISATION_EDIT),
        "today": day,
    }
    return answer(request, "desks/organisation/schedule.html", "desks/organisation/_schedule.html", context)


def departments_of(row: ScheduleItem) -> list[str]:
    return [name for name in row.department.replace("，", "、").split("、") if name]


def _tally(items: list[Scheduled]) -> dict[str, int]:
    found = Counter("done" if each.done else each.state.value for each in items)
    late = sum(bool(each.late) and not each.done for each in items)
    return {state.value: found[state.value] for state in ScheduleState} | {"late": late}


def _wanted(request: Request, item: Scheduled) -> bool:
    wanted, row = request.GET, item.row
    state = wanted.get("state", "")
    matches = {
        "": True,
        "late": bool(item.late) and not item.done,
        "live": not item.done and item.state is not ScheduleState.DROPPED,
        "done": item.done,
        "dropped": item.state is ScheduleState.DROPPED,
    }
    text = wanted.get("q", "").strip()
    return (
        matches.get(state, True)
        and (not wanted.get("item") or row.item == wanted["item"])
        and (not wanted.get("department") or wanted["department"] in departments_of(row))
        and (not text or text in row.content or text in row.department or text in row.owner_name)
    )


def _export(items: list[Scheduled]) -> HttpResponse:
    rows = [
        [each.row.item, each.row.content, each.row.department, each.written, each.row.note] for each in items
    ]
    return workbook("建设与实施进程表", HEADERS, rows)


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def begin(request: Request) -> HttpResponse:
    """The month comes as "2026-09"."""
    told = request.POST.get("start", "").strip()
    try:
        start = parse_date(f"{told}-01")
    except ValueError:
        start = None
    if start is None or not date(2000, 1, 1) <= start <= date(2100, 1, 1):
        messages.error(request, "请写建设开始的月份，例如 2026-09。")
        return HttpResponseRedirect(reverse("schedule"))
    number = begin_construction(college=request.college, start=start, by=request.user.username)
    taken = f"，从方案取来 {number} 项工作" if number else ""
    messages.success(request, f"建设从{start.year}年{start.month}月开始{taken}。")
    return HttpResponseRedirect(reverse("schedule"))
