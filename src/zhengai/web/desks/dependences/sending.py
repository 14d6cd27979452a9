"""A problem is sent to the place it depends on."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import subjects, today
from zhengai.framework.queries import matrix
from zhengai.improvement.actions import AlreadySent, send_dependence
from zhengai.improvement.rules.dependence import DependenceRefused
from zhengai.web.desks.dependences.origins import Origin, may_send, origin_of
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.level import COLLEGE

_FIELDS = ("target", "system", "problem", "need", "due")
_GIVEN = timedelta(days=14)  # how long an answer is usually given; the person chooses
_OFFERED = (COLLEGE, "department", "programme")  # of these there are few: all of them are offered


@needs(Permission.IMPROVEMENT_EDIT)
def dependence_new(request: Request) -> HttpResponse:
    origin = _origin(request)
    due = today(request.college) + _GIVEN
    return _form(request, origin, {"problem": origin.problem, "due": due.isoformat()})


@require_POST
@needs(Permission.IMPROVEMENT_EDIT)
def dependence_send(request: Request) -> HttpResponse:
    """What was typed is shown again when it is refused. A second click leads to what the first one sent."""
    origin = _origin(request)
    typed = {name: request.POST.get(name, "") for name in _FIELDS}
    try:
        made = send_dependence(
            source=origin.source, subject=origin.subject, target=_target(request, typed["target"]),
            system=typed["system"], problem=typed["problem"], need=typed["need"], due=_due(typed["due"]),
            by=request.user.username,
        )  # fmt: skip
    except AlreadySent as refusal:
        messages.info(request, f"{refusal}。下面就是这一项。")
        return HttpResponseRedirect(reverse("dependence", args=[refusal.dependence.pk]))
    except DependenceRefused as refusal:
        return _form(request, origin, typed, f"{refusal}。")
    messages.success(request, f"已转给{made.target.name}，对方的负责人会在工作台和消息里看到。")
    return HttpResponseRedirect(reverse("dependence", args=[made.pk]))


def _origin(request: Request) -> Origin:
    origin = origin_of(request.college, request.GET.get("source", ""))
    if origin is None:
        raise Http404("没有这个来源；质量依存从已提交诊断的问题或一项改进提出")
    if not may_send(request, origin):
        raise PermissionDenied("质量依存由问题所在对象的责任人提出。")
    return origin


def _target(request: Request, named: str) -> Subject:
    level, _, code = named.partition(":")
    found = subjects(request.college, level).filter(code=code).first()
    if found is None:
        raise DependenceRefused("请选所依存的部门或层面")
    return found


def _due(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise DependenceRefused("请写希望答复的日期")
    return found


def _form(request: Request, origin: Origin, typed: dict[str, str], error: str = "") -> HttpResponse:
    context = {
        "origin": origin,
        "typed": dict.fromkeys(_FIELDS, "") | typed,
        "error": error,
        "groups": _offered(request, origin.subject),
        "systems": list(matrix(request.college).systems.items()),
        "query": request.GET.urlencode(),
    }
    return render(request, "desks/dependences/new.html", context)


def _offered(request: Request, subject: Subject) -> list[tuple[str, list[Subject]]]:
    """First what it belongs to and its own department, then the rest by level. Never single persons."""
    names = level_names(request)
    near = Q(members__part=subject)
    if subject.department_id:
        near |= Q(pk=subject.department_id)
    reached = subjects(request.college).exclude(pk=subject.pk)
    own = list(reached.filter(near).distinct().order_by("level", "code"))
    kept = {each.pk for each in own}
    groups = [("它所属的", own)]
    rest = list(reached.filter(level__in=_OFFERED).order_by("level", "code"))
    for level in _OFFERED:
        word = names.get(level, "部门" if level == "department" else level)
        groups.append((word, [each for each in rest if each.level == level and each.pk not in kept]))
    return [(word, found) for word, found in groups if found]
