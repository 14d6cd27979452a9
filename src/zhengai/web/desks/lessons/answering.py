"""The student's side, on a phone: the code on the screen, one to three questions, done."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.classroom import queries
from zhengai.classroom.actions import answer, has_answered
from zhengai.classroom.models import InstantEvaluation
from zhengai.classroom.rules import InstantRefused, is_over, plain_code
from zhengai.core import clock
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@needs(Permission.LESSON_ANSWER)
def lesson_code(request: Request) -> HttpResponse:
    """Where the code is typed; one's own class finds its lesson without it."""
    code = plain_code(request.GET.get("code", ""))
    error = ""
    if code:
        if _found(request, code) is not None:
            return HttpResponseRedirect(reverse("lesson-answer", args=[code]))
        error = "没有这个口令，请看着屏幕再输一次。"
    running = [
        each
        for each in queries.running_for(request.college, _number(request))
        if not is_over(each.closes_at, each.closed_at, clock.now())
        and not has_answered(each, _number(request))
    ]
    return render(request, "desks/lessons/code.html", {"running": running, "code": code, "error": error})


@needs(Permission.LESSON_ANSWER)
def lesson_answer(request: Request, code: str) -> HttpResponse:
    """POST answers, once."""
    found = _found(request, plain_code(code))
    if found is None:
        return HttpResponseRedirect(f"{reverse('lesson-code')}?code={plain_code(code)}")
    error, chosen, done = "", _chosen(request, found), has_answered(found, _number(request))
    if request.method == "POST" and not done:
        try:
            answer(evaluation=found, student=_number(request), answers=chosen)
            done = True
        except InstantRefused as refusal:
            error = f"{refusal}。"
    context = {
        "found": found,
        "questions": [
            (
                each,
                [
                    (at, text["text"], chosen.get(each["code"]) == at)
                    for at, text in enumerate(each["choices"])
                ],
            )
            for each in found.questions
        ],
        "done": done,
        "over": not done and is_over(found.closes_at, found.closed_at, clock.now()),
        "error": error,
    }
    return render(request, "desks/lessons/answer.html", context)


def _chosen(request: Request, found: InstantEvaluation) -> dict[str, int]:
    sent = {each["code"]: request.POST.get(f"q-{each['code']}", "") for each in found.questions}
    return {code: int(place) for code, place in sent.items() if place.isdecimal()}


def _found(request: Request, code: str) -> InstantEvaluation | None:
    return queries.evaluations(request.college).select_related("college").filter(code=code).first()


def _number(request: Request) -> str:
    return request.user.person_number or ""
