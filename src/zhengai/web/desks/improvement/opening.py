"""A problem is written up as an improvement; what is known stands there already."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, When
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.improvement.actions import AlreadyOpen, InvalidImprovement, open_improvement
from zhengai.improvement.models import Improvement
from zhengai.improvement.queries import LIVE_STATES
from zhengai.improvement.rules.machine import MoveRefused
from zhengai.web.components.periods import short_name
from zhengai.web.components.values import WIDEST_FIRST
from zhengai.web.desks.improvement.cards import cards_of
from zhengai.web.desks.improvement.drafting import (
    Draft,
    default_cycle,
    draft,
    prefilled,
    read_due,
)
from zhengai.web.desks.improvement.lessons import lessons_for, named
from zhengai.web.desks.improvement.seen import seen_improvements
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_FIELDS = ("problem", "cause", "measure", "limit", "owner", "due")
_FOUND = 20  # subjects offered by a search
_BEFORE = 5  # earlier improvements of the same problem


@needs(Permission.IMPROVEMENT_EDIT)
def improvement_new(request: Request) -> HttpResponse:
    found = draft(request)
    return _choose_subject(request) if found is None else _form(request, found)


@require_POST
@needs(Permission.IMPROVEMENT_EDIT)
def improvement_open(request: Request) -> HttpResponse:
    """What was typed is shown again when it is refused. A second click leads to what the first one opened."""
    found = draft(request)
    if found is None:
        raise Http404("请先选择对象")
    found.typed = {name: request.POST.get(name, "") for name in _FIELDS}
    names = dict(found.owners)
    owner, due = found.typed["owner"], read_due(found.typed["due"])
    if due is None:
        found.problems = {"due": "请选择期限。"}
        return _form(request, found)
    try:
        opened = open_improvement(
            subject=found.subject,
            source=found.source,
            cycle_period=default_cycle(request, found),
            problem=found.typed["problem"],
            cause=found.typed["cause"],
            measure=found.typed["measure"],
            indicator=found.definition.code if found.definition else "",
            period_kind=found.period_kind,
            baseline_period=found.baseline_period,
            limit=found.typed["limit"],
            owner_number=owner if owner in names else "",
            owner_name=names.get(owner, ""),
            due=due,
            by=request.user.username,
        )
    except AlreadyOpen as refusal:
        messages.info(request, f"{refusal}。下面就是这一项。")
        return HttpResponseRedirect(reverse("improvement", args=[refusal.improvement.pk]))
    except InvalidImprovement as refusal:
        found.problems = refusal.problems
        return _form(request, found)
    except MoveRefused as refusal:
        messages.error(request, f"{refusal}。")
        return _form(request, found)
    messages.success(request, "已提出这项改进。开始实施之后，请在这里记录进展。")
    return HttpResponseRedirect(reverse("improvement", args=[opened.pk]))


def _choose_subject(request: Request) -> HttpResponse:
    reachable = request.person.subjects(Permission.IMPROVEMENT_EDIT)
    text = request.GET.get("q", "").strip()
    shown = reachable.filter(name__icontains=text) | reachable.filter(code__icontains=text)
    names = level_names(request)
    widest = Case(
        *(When(level=each, then=n) for n, each in enumerate(WIDEST_FIRST)), default=len(WIDEST_FIRST)
    )
    subjects = list(shown.select_related("department").order_by(widest, "code")[: _FOUND + 1])
    context = {
        "search": text,
        "subjects": [(each, names.get(each.level, each.level)) for each in subjects[:_FOUND]],
        "more": len(subjects) > _FOUND,
    }
    return render(request, "desks/improvement/choose.html", context)


def _form(request: Request, found: Draft) -> HttpResponse:
    college = request.college
    subject = found.subject
    context: dict[str, Any] = {
        "draft": found,
        "level_name": level_names(request).get(subject.level, subject.level),
        "values": prefilled(request, found),
        "problems": {
            name: found.problems.get(name, "") for name in (*_FIELDS, "indicator", "baseline_period")
        }
        | {"owner": found.problems.get("owner_number", "")},
        "owners": found.owners,
        "indicators": [(code, each.name) for code, each in found.indicators.items()],
        "periods": [(each.code, short_name(calendar_of(college), each.code)) for each in found.periods],
        "query": request.GET.urlencode(),
        "lessons": [],
        "before": [],
        "live": None,
        "today": today(college),
    }
    if found.definition is not None:
        lessons = lessons_for(request, found.definition.code)
        context["lessons"] = named(lessons, cards_of(request, lessons))
        before = seen_improvements(request).filter(subject=subject, indicator=found.definition.code)
        context["before"] = list(before.order_by("-pk")[:_BEFORE])
        context["live"] = next((each for each in context["before"] if _is_same(each, found)), None)
    return render(request, "desks/improvement/new.html", context)


def _is_same(each: Improvement, found: Draft) -> bool:
    return each.source == found.source and each.state in LIVE_STATES
