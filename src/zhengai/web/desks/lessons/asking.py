"""The teacher's side: open one, show its code on the screen, end it, look at what came out."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.classroom import queries
from zhengai.classroom.actions import batch_of, close_evaluation, open_evaluation
from zhengai.classroom.models import InstantEvaluation
from zhengai.classroom.rules import MINUTES, SMALLEST_GROUP, InstantRefused, is_over
from zhengai.core import clock
from zhengai.improvement.tasks import follow_batch
from zhengai.web.components.listings import listing
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_SORTS = {"at": ("-opened_at",), "lesson": ("offering_name", "-opened_at")}
_FIELDS = ("offering", "form", "minutes")


@needs(Permission.LESSON_ASK)
def lessons(request: Request) -> HttpResponse:
    """One's own evaluations, and a form to open one. POST opens it."""
    if request.method == "POST":
        return _opened(request)
    own = queries.evaluations(request.college).filter(teacher=request.user.person_number or "")
    typed, error = take_typed(request, "lesson", _FIELDS)
    context = {
        "listing": listing(request, own, _SORTS, "at"),
        "offered": queries.is_offered(request.college),
        "offerings": queries.offerings_of(request.college, request.user.person_number or ""),
        "forms": queries.forms(request.college),
        "minutes": MINUTES,
        "typed": typed,
        "error": error,
        "smallest": SMALLEST_GROUP,
    }
    return render(request, "desks/lessons/lessons.html", context)


def _opened(request: Request) -> HttpResponse:
    minutes = request.POST.get("minutes", "")
    try:
        made = open_evaluation(
            college=request.college, teacher=request.user.person_number or "",
            offering=request.POST.get("offering", ""), form=request.POST.get("form", ""),
            minutes=int(minutes) if minutes.isdecimal() else 0, by=request.user.username,
        )  # fmt: skip
    except InstantRefused as refusal:
        keep_typed(request, "lesson", _FIELDS, f"{refusal}。")
        return HttpResponseRedirect(reverse("lessons"))
    return HttpResponseRedirect(reverse("lesson", args=[made.pk]))


@needs(Permission.LESSON_ASK)
def lesson(request: Request, number: int) -> HttpResponse:
    """For the screen while it runs; what came out afterwards. One whose minutes have passed is ended by whoever looks
    first."""
    found = _own(request, number)
    if is_over(found.closes_at, found.closed_at, clock.now()) and found.closed_at is None:
        found = _ended(request, found)
    context = {
        "found": found,
        "running": found.closed_at is None,
        "address": request.build_absolute_uri(reverse("lesson-answer", args=[found.code])),
        "short": request.build_absolute_uri(reverse("lesson-code")),
        "results": queries.results_of(found),
        "smallest": SMALLEST_GROUP,
    }
    return answer(request, "desks/lessons/lesson.html", "desks/lessons/_lesson.html", context)


@require_POST
@needs(Permission.LESSON_ASK)
def lesson_close(request: Request, number: int) -> HttpResponse:
    found = _ended(request, _own(request, number))
    if found.batch:
        messages.success(request, "已结束，结果收进了“课堂即时评价”，由它计算的指标随即更新。")
    else:
        messages.success(request, "已结束。")
    return HttpResponseRedirect(reverse("lesson", args=[number]))


def _ended(request: Request, found: InstantEvaluation) -> InstantEvaluation:
    before = found.batch
    ended = close_evaluation(evaluation=found, by=request.user.username)
    batch = batch_of(ended) if ended.batch and not before else None
    if batch is not None and batch.rows_moved:
        follow_batch(batch, request.user.username)
    return ended


def _own(request: Request, number: int) -> InstantEvaluation:
    own = queries.evaluations(request.college).filter(teacher=request.user.person_number or "")
    found = own.select_related("college").filter(pk=number).first()
    if found is None:
        raise Http404("没有这次评价，或者不是您发起的")
    return found
