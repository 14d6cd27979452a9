"""大屏: five views, one after the other, readable from five metres, without any person's data."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhengai.accounts.rules import Permission
from zhengai.college.queries import now
from zhengai.web.desks.cockpit.cockpit import picture
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

VIEWS = ("五个层面", "质控点", "预警", "目标与改进", "数据与本周变化")
_SECONDS = 20


@needs(Permission.COCKPIT_VIEW)
def wall(request: Request) -> HttpResponse:
    """`?view=n` is one of the five; the page moves on by itself unless `?hold=1`."""
    asked = request.GET.get("view", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and 1 <= int(asked) <= len(VIEWS) else 1
    context = picture(request) | {
        "view": number,
        "title": VIEWS[number - 1],
        "views": list(enumerate(VIEWS, start=1)),
        "next": number % len(VIEWS) + 1,
        "seconds": _SECONDS,
        "hold": request.GET.get("hold") == "1",
        "clock": timezone.localtime(now(request.college)),
        "theme": "dark",
    }
    return render(request, "desks/cockpit/wall.html", context)
