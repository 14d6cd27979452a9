"""Proposing a goal: for a subject in reach, filled in beforehand by where one comes from."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Responsibility, Subject
from zhengai.college.queries import calendar_of, today
from zhengai.cycles.rules.exemption import ExemptionRefused
from zhengai.cycles.rules.guard import LoopRefused
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.goals.actions import ask_goal, propose_goal
from zhengai.goals.queries import standing_goal, waiting_goal
from zhengai.goals.rules.limits import is_measurable, read_goal_limit
from zhengai.goals.rules.machine import GoalRefused
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import Definition
from zhengai.web.components.abouts import address_of
from zhengai.web.components.picking import NotPicked, offered, pick
from zhengai.web.components.series import series_chart
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Period, PeriodKind
from zhengai_engine.scoring import InvalidLimit

FIELDS = ("subject", "indicator", "period", "limit", "reason", "ground", "owner_number", "owner_name")
_KINDS = (PeriodKind.ACADEMIC_YEAR, PeriodKind.SEMESTER, PeriodKind.CALENDAR_YEAR)


@dataclass
class Form:
    """What was typed and what is wrong with it, field by field; `general` is about all of it."""

    typed: dict[str, str]
    subject: Subject | None = None
    definition: Definition | None = None
    errors: dict[str, str] = field(default_factory=dict)
    general: str = ""
    stands_still: bool = False  # refused because the cycle runs: an exemption may be asked for


@needs(Permission.GOAL_PROPOSE)
def propose(request: Request) -> HttpResponse:
    sent = request.method == "POST"
    source = request.POST if sent else request.GET
    form = Form({name: source.get(name, "").strip() for name in FIELDS})
    reach = request.person.subjects(Permission.GOAL_PROPOSE)
    _resolve(request, form, complain=sent)
    if sent and not form.errors:
        done = _done(request, form)
        if done is not None:
            return done
    if form.subject and not sent:
        _fill_owner(form)
    known = form.subject and form.definition
    context = {
        "form": form,
        "typed": form.typed,
        "errors": form.errors,
        "subjects": [] if form.subject and not sent else offered(reach),
        "indicators": _indicators(request, form),
        "periods": _periods(request, form),
        "chart": _chart(request, form) if known else None,
        "ground": address_of(form.typed["ground"]),
        "existing": _existing(form) if known else None,
    }
    return render(request, "desks/goals/propose.html", context)


def _resolve(request: Request, form: Form, *, complain: bool) -> None:
    """Finds what the fields name. An address may leave fields open; what was sent may not."""
    reach = request.person.subjects(Permission.GOAL_PROPOSE)
    try:
        if form.typed["subject"] or complain:
            form.subject = pick(reach, form.typed["subject"])
            form.subject.college = request.college
            if not complain and reach.filter(code=form.subject.code).count() == 1:
                form.typed["subject"] = form.subject.code
    except NotPicked as problem:
        form.errors["subject"] = f"{problem}。"
    found = indicators.definitions(request.college).filter(code=form.typed["indicator"]).first()
    form.definition = found
    if complain:
        _complain(request, form)


def _complain(request: Request, form: Form) -> None:
    if form.definition is None:
        form.errors["indicator"] = "请选择指标。"
    if calendar_of(request.college).find(form.typed["period"]) is None:
        form.errors["period"] = "请选择周期。"
    if not form.typed["limit"]:
        form.errors["limit"] = "请写目标值，例如“≥ 92%”。"
    elif form.definition is not None:
        try:
            read_goal_limit(form.typed["limit"], form.definition.body)
        except InvalidLimit as problem:
            form.errors["limit"] = f"{problem}。"
    if not form.typed["reason"]:
        form.errors["reason"] = "请写明为什么定这个目标，审定人据此判断。"


def _done(request: Request, form: Form) -> HttpResponse | None:
    """Null when it was refused; the form says why."""
    assert form.subject is not None
    told = {name: form.typed[name] for name in FIELDS if name not in ("subject", "ground")}
    try:
        if request.POST.get("move") == "ask":
            exemption = ask_goal(subject=form.subject, goal=None, by=request.user.username, **told)
            messages.success(request, "例外已申请，批复后您会收到消息。")
            return HttpResponseRedirect(reverse("exemption", args=[exemption.pk]))
        goal = propose_goal(
            subject=form.subject, ground=form.typed["ground"], by=request.user.username, **told
        )
    except LoopRefused as refusal:
        form.general, form.stands_still = f"{refusal}。", True
        return None
    except (GoalRefused, ExemptionRefused, OutsideCalendar) as refusal:
        form.general = f"{refusal}。"
        return None
    messages.success(request, "目标已提出，等待审定。")
    return HttpResponseRedirect(reverse("goal", args=[goal.pk]))


def _fill_owner(form: Form) -> None:
    """The one who answers for the subject, until another is written."""
    if form.typed["owner_name"]:
        return
    first = Responsibility.objects.filter(subject=form.subject).order_by("id").first()
    if first is not None:
        form.typed |= {"owner_number": first.person_number, "owner_name": first.person_name}


def _indicators(request: Request, form: Form) -> list[tuple[str, str]]:
    """Those that are computed at the subject's level and are numbers."""
    known = indicators.indicators(request.college)
    found = indicators.definitions(request.college)
    level = form.subject.level if form.subject else None
    return sorted(
        (
            (each.code, each.name)
            for each in found
            if is_measurable(each.body) and (level is None or level in known[each.code].levels)
        ),
        key=lambda pair: pair[1],
    )


def _periods(request: Request, form: Form) -> list[Period]:
    """What still runs or is to come; a year ahead of the calendar, because goals are set before it begins."""
    calendar, day = calendar_of(request.college), today(request.college)
    found = [p for p in calendar.all() if p.kind in _KINDS and p.end >= day]
    this_year = calendar.containing(day, PeriodKind.ACADEMIC_YEAR)
    assert this_year is not None
    first = int(this_year.code[:4]) + 1
    for code in (f"{first}-{first + 1}", form.typed["period"]):
        period = calendar.find(code)
        if period is not None and period not in found:
            found.append(period)
    known = indicators.indicators(request.college).get(form.typed["indicator"])
    return [p for p in found if known is None or p.kind in known.periods]


def _chart(request: Request, form: Form) -> object:
    assert form.subject is not None
    assert form.definition is not None
    kinds = [p.kind.value for p in _periods(request, form) if p.code == form.typed["period"]]
    kind = kinds[0] if kinds else PeriodKind.SEMESTER.value
    return series_chart(request.college, request.person, form.definition, form.subject, kind)


def _existing(form: Form) -> object:
    assert form.subject is not None
    indicator, period = form.typed["indicator"], form.typed["period"]
    return standing_goal(form.subject, indicator, period) or waiting_goal(form.subject, indicator, period)
