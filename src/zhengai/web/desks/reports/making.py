"""Making a report: whose, of which period; and of all subjects of a level."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of, today
from zhengai.cycles.queries import current_cycle
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.reports.actions import make_report
from zhengai.reports.kinds import UnknownKind, kinds
from zhengai.web.components.values import WIDEST_FIRST
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Period, PeriodKind

_OFFERED = (PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR)
_SHOWN = 20


@needs(Permission.REPORT_MAKE)
def new(request: Request) -> HttpResponse:
    """The subject is found by level and name; what the address says is filled in already."""
    mine = request.person.subjects(Permission.REPORT_MAKE)
    levels = levels_of(request, mine)
    prefilled = chosen_subject(mine, request.GET.get("subject", ""))
    level = prefilled.level if prefilled else request.GET.get("level", "") or (levels[0][0] if levels else "")
    found = _found(mine, level, request.GET.get("q", "").strip())
    subjects = list(found[:_SHOWN])
    if prefilled is not None and prefilled not in subjects:
        subjects.insert(0, prefilled)
    context = {
        "levels": levels,
        "level": level,
        "search": request.GET.get("q", ""),
        "subjects": subjects,
        "subject": prefilled or (subjects[0] if len(subjects) == 1 else None),
        "more": max(found.count() - _SHOWN, 0),
        "count": mine.filter(level=level).count(),
        "periods": periods_of(request.college),
        "period": request.GET.get("period", "") or default_period(request.college, level),
        "kinds": list(kinds(request.college).values()),
    }
    return answer(request, "desks/reports/new.html", "desks/reports/_choose.html", context)


def levels_of(request: Request, mine: QuerySet[Subject]) -> list[tuple[str, str]]:
    held = set(mine.order_by().values_list("level", flat=True).distinct())
    names = level_names(request)
    return [(code, names[code]) for code in WIDEST_FIRST if code in held and code in names]


def _found(mine: QuerySet[Subject], level: str, text: str) -> QuerySet[Subject]:
    found = mine.filter(level=level).select_related("department").order_by("code")
    return found.filter(Q(name__icontains=text) | Q(code__icontains=text)) if text else found


def chosen_subject(mine: QuerySet[Subject], written: str) -> Subject | None:
    level, _, code = written.partition(":")
    return mine.filter(level=level, code=code).select_related("department").first()


def periods_of(college: College) -> list[Period]:
    """Those that have begun, newest first."""
    day = today(college)
    found = [p for p in calendar_of(college).all() if p.kind in _OFFERED and p.start <= day]
    return sorted(found, key=lambda p: (p.start, p.end), reverse=True)


def default_period(college: College, level: str) -> str:
    try:
        return current_cycle(college, level).code
    except OutsideCalendar:
        return ""


@require_POST
@needs(Permission.REPORT_MAKE)
def make(request: Request) -> HttpResponse:
    """A second click finds the same content, and so the same report."""
    sent = request.POST
    subject = chosen_subject(request.person.subjects(Permission.REPORT_MAKE), sent.get("subject", ""))
    period = calendar_of(request.college).find(sent.get("period", ""))
    if subject is None or period is None:
        return _back(request, sent, "请选定一个对象和一个周期，再生成报告。")
    try:
        made = make_report(
            college=request.college,
            kind=sent.get("kind", ""),
            subject=subject,
            period=period,
            by=request.user.username,
        )
    except UnknownKind as problem:
        return _back(request, sent, f"{problem}。")
    messages.success(request, f"“{made.title}”已经冻结，数字不再随数据变化。")
    return HttpResponseRedirect(reverse("report", args=[made.code]))


def _back(request: Request, sent: Any, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    kept = {name: sent.get(name, "") for name in ("subject", "level", "period", "q") if sent.get(name)}
    return HttpResponseRedirect(f"{reverse('report-new')}?{urlencode(kept)}")
