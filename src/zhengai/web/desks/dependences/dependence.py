"""One dependence: the problem, what is needed, what was answered, what is next."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.queries import matrix
from zhengai.improvement.actions import move_dependence
from zhengai.improvement.models import Dependence, Improvement
from zhengai.improvement.rules.dependence import (
    RECEIVING,
    TABLE,
    WITH_RECEIVER,
    DependenceMove,
    DependenceRefused,
    DependenceState,
)
from zhengai.web.components.dependences import LOOKS, receives, seen_dependences
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.desks.dependences.origins import may_send, origin_of
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

# in the order in which they are offered
_BUTTONS = {
    DependenceMove.ACCEPT: "接收",
    DependenceMove.ANSWER: "答复",
    DependenceMove.DECLINE: "不接收",
    DependenceMove.CLOSE: "了结",
    DependenceMove.RESEND: "再次转送",
    DependenceMove.WITHDRAW: "撤回",
}


@needs(Permission.IMPROVEMENT_VIEW)
def dependence(request: Request, number: int) -> HttpResponse:
    found = _dependence(request, number)
    typed, error = take_typed(request, f"dependence:{number}", ("text",))
    events = list(found.events.all())
    names = names_of({each.by for each in events} | {found.sent_by})
    levels = level_names(request)
    state = DependenceState(found.state)
    scheme = matrix(request.college)
    context = {
        "dependence": found,
        "look": LOOKS[state],
        "origin": origin_of(request.college, found.source),
        "levels": {each.level: levels.get(each.level, "部门") for each in (found.subject, found.target)},
        "subject_level": levels.get(found.subject.level, "部门"),
        "target_level": levels.get(found.target.level, "部门"),
        "system_name": scheme.systems.get(found.system, ""),
        "has_cell": scheme.cell(found.system, found.level) is not None,
        "moves": [(each.value, _BUTTONS[each]) for each in _moves(request, found, state)],
        "waits_there": state in WITH_RECEIVER,
        "events": [(each, names.get(each.by, each.by)) for each in events],
        "who": names.get(found.sent_by, found.sent_by),
        "improvements": list(Improvement.objects.filter(source=f"dependence:{found.pk}")[:6]),
        "may_improve": state not in (DependenceState.WITHDRAWN,) and _acts_there(request, found),
        "typed": typed,
        "error": error,
        "today": today(request.college),
    }
    return render(request, "desks/dependences/dependence.html", context)


def _dependence(request: Request, number: int) -> Dependence:
    found = seen_dependences(request).filter(pk=number).first()
    if found is None:
        raise Http404("没有这项依存，或者它不在您的查看范围内")
    return found


def _moves(request: Request, found: Dependence, state: DependenceState) -> list[DependenceMove]:
    """What the person can do now."""
    possible = [each for each in _BUTTONS if isinstance(TABLE[state][each], DependenceState)]
    return [each for each in possible if _may(request, found, each)]


def _may(request: Request, found: Dependence, move: DependenceMove) -> bool:
    if move in RECEIVING:
        return found.sent_by != request.user.username and _acts_there(request, found)
    if found.sent_by == request.user.username:
        return True
    origin = origin_of(request.college, found.source)
    return origin is not None and may_send(request, origin)


def _acts_there(request: Request, found: Dependence) -> bool:
    """Those who may improve the place it was sent to, and those who answer for it."""
    if not request.person.may(Permission.IMPROVEMENT_EDIT):
        return False
    reached = request.person.subjects(Permission.IMPROVEMENT_EDIT).filter(pk=found.target_id)
    return reached.exists() or Dependence.objects.filter(receives(request), pk=found.pk).exists()


@require_POST
@needs(Permission.IMPROVEMENT_EDIT)
def dependence_move(request: Request, number: int) -> HttpResponse:
    """The place that receives accepts, answers or declines; the one that sent closes, sends again or withdraws."""
    found = _dependence(request, number)
    asked = request.POST.get("move", DependenceMove.ACCEPT.value)
    if asked not in list(DependenceMove):
        raise Http404("没有这一步")
    move = DependenceMove(asked)
    if not _may(request, found, move):
        raise PermissionDenied("接收方的负责人接收和答复，提出方了结、再次转送或撤回。")
    revision = request.POST.get("revision", "")
    try:
        move_dependence(
            dependence=found, move=move, text=request.POST.get("text", ""), by=request.user.username,
            revision=int(revision) if revision.isdecimal() else None,
        )  # fmt: skip
        messages.success(request, f"已{move.chinese}。")
    except DependenceRefused as refusal:
        keep_typed(request, f"dependence:{number}", ("text",), f"{refusal}。")
    return HttpResponseRedirect(reverse("dependence", args=[number]))
