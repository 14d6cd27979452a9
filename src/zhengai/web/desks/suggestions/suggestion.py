"""One suggestion: what was said, the answer, and what came of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import subjects
from zhengai.framework.actions.suggestion import move_suggestion
from zhengai.framework.models import Suggestion
from zhengai.framework.rules.suggestion import (
    OPEN,
    PUBLIC,
    TABLE,
    SuggestionMove,
    SuggestionRefused,
    SuggestionState,
)
from zhengai.goals.models import Task
from zhengai.web.components.evidence import evidence_box
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.desks.suggestions.listed import LOOKS
from zhengai.web.desks.suggestions.seen import KEEPER, may_answer, seen_suggestions
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


def _found(request: Request, number: int) -> Suggestion:
    found = seen_suggestions(request).filter(pk=number).first()
    if found is None:
        raise Http404("没有这条建议，或者它不在您的查看范围内")
    found.college = request.college
    return found


@needs(Permission.GOAL_VIEW)
def suggestion(request: Request, number: int) -> HttpResponse:
    found = _found(request, number)
    state = SuggestionState(found.state)
    answers = may_answer(request, found)
    typed, error = take_typed(request, f"suggestion-{number}", ("text",))
    possible = [move for move in SuggestionMove if isinstance(TABLE[state][move], SuggestionState)]
    context = {
        "item": found,
        "look": LOOKS[found.state],
        "moves": [(move.value, move.chinese) for move in possible if move is not SuggestionMove.ASSIGN],
        "may_assign": SuggestionMove.ASSIGN in possible,
        "may_answer": answers and bool(possible),
        "answers_in_words": state in OPEN or state is SuggestionState.DECLINED,
        "departments": _departments(request) if answers else [],
        "answered_by": names_of({found.answered_by}).get(found.answered_by, found.answered_by),
        "tasks": list(Task.objects.filter(college=request.college, ground=f"suggestion:{number}")),
        "as_task": _as_task(found) if state in PUBLIC and request.person.may(Permission.TASK_ASSIGN) else "",
        "evidence": evidence_box(request, KEEPER, found),
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/suggestions/suggestion.html", context)


def _departments(request: Request) -> list[tuple[str, str]]:
    rows = subjects(request.college, "department").order_by("code")
    return list(rows.values_list("code", "name"))


def _as_task(found: Suggestion) -> str:
    """The form of a task, filled in from the suggestion."""
    filled = {
        "title": found.title, "measures": found.text, "origin": "建议与好点子", "ground": f"suggestion:{found.pk}",
        "department": found.department.code if found.department else "",
    }  # fmt: skip
    return f"{reverse('task-new')}?{urlencode(filled)}"


@require_POST
@needs(Permission.GOAL_VIEW)
def suggestion_move(request: Request, number: int) -> HttpResponse:
    found = _found(request, number)
    if not may_answer(request, found):
        raise PermissionDenied("建议由质管办和承办部门办理，不由提出人自己办理。")
    asked = request.POST.get("move", "")
    if asked not in list(SuggestionMove):
        messages.error(request, "请选择转给部门、采纳或不采纳。")
        return HttpResponseRedirect(reverse("suggestion", args=[number]))
    move = SuggestionMove(asked)
    department = subjects(request.college, "department").filter(code=request.POST.get("department", ""))
    try:
        move_suggestion(
            suggestion=found,
            move=move,
            text=request.POST.get("text", ""),
            department=department.first(),
            by=request.user.username,
        )
        messages.success(request, f"已{move.chinese}。")
    except SuggestionRefused as refusal:
        keep_typed(request, f"suggestion-{number}", ("text",), f"{refusal}。")
    back = seen_suggestions(request).filter(pk=number).exists()
    return HttpResponseRedirect(reverse("suggestion", args=[number]) if back else reverse("suggestions"))
