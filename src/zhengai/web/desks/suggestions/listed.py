"""The list, found by words, state and department, or by the receipt of one without a name; and making one."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from zhengai.accounts.rules import Permission
from zhengai.framework.actions.suggestion import suggest
from zhengai.framework.models import Suggestion
from zhengai.framework.rules.suggestion import PUBLIC, SuggestionRefused, SuggestionState
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.suggestions.seen import answered_by, may_suggest, seen_suggestions
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {"day": ("day",), "title": ("title",), "state": ("state", "-day"), "author": ("author_name", "-day")}
LOOKS = {"new": "notice", "in_hand": "warning", "adopted": "met", "honoured": "met", "declined": "plain"}


@needs(Permission.GOAL_VIEW)
def suggestions(request: Request) -> HttpResponse:
    seen = seen_suggestions(request)
    chosen = _narrowed(request, seen)
    if request.GET.get("format") == "xlsx":
        return _export(sorted_rows(request, chosen, SORTS, "-day")[0])
    shown = listing(request, chosen, SORTS, "-day")
    counted = Counter(dict(seen.order_by().values_list("state").annotate(number=Count("pk"))))
    receipt = request.GET.get("receipt", "").strip().lower()
    held = Suggestion.objects.filter(college=request.college, receipt=receipt).first() if receipt else None
    departments = seen.exclude(department=None).order_by("department__code")
    context = {
        "listing": shown,
        "rows": [(each, LOOKS[each.state]) for each in shown],
        "states": [(s.value, s.chinese, counted[s.value]) for s in SuggestionState if counted[s.value]],
        "departments": list(departments.values_list("department__code", "department__name").distinct()),
        "chosen": {name: request.GET.get(name, "") for name in ("q", "state", "department", "which")},
        "total": counted.total(),
        "adopted": sum(counted[state] for state in PUBLIC),
        "waiting": answered_by(request).count() if request.person.may(Permission.WORK_FILL) else 0,
        "may_suggest": may_suggest(request),
        "receipt": receipt,
        "held": held,
    }
    return answer(request, "desks/suggestions/suggestions.html", "desks/suggestions/_list.html", context)


def _narrowed(request: Request, found: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    wanted = request.GET
    if wanted.get("state"):
        found = found.filter(state=wanted["state"])
    if wanted.get("department"):
        found = found.filter(department__code=wanted["department"])
    if wanted.get("which") == "mine":
        found = found.filter(author=request.user.username)
    elif wanted.get("which") == "waiting":
        found = found.filter(pk__in=answered_by(request).order_by().values("pk"))
    if text := wanted.get("q", "").strip():
        found = found.filter(
            Q(title__icontains=text) | Q(text__icontains=text) | Q(author_name__icontains=text)
        )
    return found


def _export(rows: QuerySet[Suggestion]) -> HttpResponse:
    headers = ["日期", "建议", "内容", "提出人", "状态", "办理部门", "答复", "答复日期"]
    cells = [
        [
            each.day.isoformat(), each.title, each.text, each.author_name or "匿名", each.get_state_display(),
            each.department.name if each.department else "", each.answer,
            each.answered_on.isoformat() if each.answered_on else "",
        ]
        for each in rows[:MOST_ROWS]
    ]  # fmt: skip
    return workbook("建议与好点子", headers, cells)


@needs(Permission.GOAL_VIEW)
def suggestion_new(request: Request) -> HttpResponse:
    if not may_suggest(request):
        raise PermissionDenied("建议由本校师生提出。")
    typed = {name: request.POST.get(name, "") for name in ("title", "text", "anonymous")}
    error = ""
    if request.method == "POST":
        try:
            made = suggest(
                college=request.college,
                title=typed["title"],
                text=typed["text"],
                author_name=request.user.display_name or request.user.username,
                author_number=request.user.person_number or "",
                anonymous=bool(typed["anonymous"]),
                by=request.user.username,
            )
        except SuggestionRefused as refusal:
            error = f"{refusal}。"
        else:
            return _made(request, made)
    return render(request, "desks/suggestions/new.html", {"typed": typed, "error": error})


def _made(request: Request, made: Suggestion) -> HttpResponse:
    """Without a name the receipt is the only way to the answer."""
    if made.author:
        messages.success(request, "建议已提出，答复以后会告诉您。")
        return HttpResponseRedirect(reverse("suggestion", args=[made.pk]))
    messages.success(request, f"建议已提出，没有记下您是谁。请记好回执号 {made.receipt}，凭它查看答复。")
    return HttpResponseRedirect(f"{reverse('suggestions')}?{urlencode({'receipt': made.receipt})}")
