"""The data-collection calendar: a month at a glance, who is late above it; days with nothing vanish on a phone."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.core import clock
from zhengai.sources.calendar import month_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_SHOWN = 4  # entries of a day before the rest is folded


@needs(Permission.DATA_VIEW)
def calendar(request: Request) -> HttpResponse:
    day = today(request.college)
    first = _month(request.GET.get("month", ""), day)
    month = month_of(request.college, first, clock.now(), day)
    mine = request.GET.get("late") == "1"
    context = {
        "first": first,
        "weeks": [month.days[at : at + 7] for at in range(0, len(month.days), 7)],
        "late": month.late,
        "only_late": mine,
        "today": day,
        "shown": _SHOWN,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=32)).replace(day=1),
        "this": day.replace(day=1),
        "due": sum(each.look == "due" for d in month.days if d.inside for each in d.entries),
        "weekdays": ("一", "二", "三", "四", "五", "六", "日"),
    }
    return render(request, "desks/sources/calendar.html", context)


def _month(text: str, day: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return day.replace(day=1)
