"""The page of ten steps, the sample's day and its coming files. Only where the college is a sample."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.college.actions import StandRefused, stand_on
from zhengai.sample.coming import COMING, DAY_AFTER_WEEKS, coming_file
from zhengai.sample.journey import journey
from zhengai.sample.queries import size_set_up
from zhengai.web.components.templatetags.components import day as spoken_day
from zhengai.web.desks.tour.steps import steps_of
from zhengai.web.shell.marks import for_everyone
from zhengai.web.shell.request import Request

_CHUNK = 1 << 16


@for_everyone
def tour(request: Request) -> HttpResponse:
    _only_a_sample(request)
    gone = journey(request.college)
    steps = steps_of(gone, request.user.username)
    context = {
        "steps": steps,
        "done": sum(step.done for step in steps),
        "next": next((step for step in steps if step.current), None),
        "day": gone.day,
        "coming_day": DAY_AFTER_WEEKS,
        "has_moved_on": gone.has_moved_on,
        "files": [(number, each.name) for number, each in enumerate(COMING) if each.day == DAY_AFTER_WEEKS],
    }
    return render(request, "desks/tour/tour.html", context)


@require_POST
@for_everyone
def move_day(request: Request) -> HttpResponse:
    """To the day on which the coming weeks are there. Asked twice it is moved once."""
    _only_a_sample(request)
    try:
        stand_on(college=request.college, day=DAY_AFTER_WEEKS, by=request.user.username)
    except StandRefused as refusal:
        messages.error(request, f"{refusal}。")
    else:
        messages.success(request, f"演示日期现在是 {spoken_day(DAY_AFTER_WEEKS)}。请导入这几周的数据。")
    return HttpResponseRedirect(reverse("tour") + "#step-6")


@for_everyone
def take_file(request: Request, number: int) -> StreamingHttpResponse:
    _only_a_sample(request)
    if number >= len(COMING):
        raise Http404("没有这个演示文件")
    folder = Path(settings.ZHENGAI_HOME) / "sample" / "coming"
    path = coming_file(size_set_up() or "small", folder, COMING[number])
    response = StreamingHttpResponse(_bytes_of(path), content_type="text/csv; charset=utf-8")
    response["Content-Length"] = str(path.stat().st_size)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(path.name)}"
    return response


def _bytes_of(path: Path) -> Iterator[bytes]:
    """Opened when the first byte is sent, and closed with the last: a full college's weeks are large."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _only_a_sample(request: Request) -> None:
    if not request.college.is_sample:
        raise Http404("跟着走一遍只在示例学校里有")
