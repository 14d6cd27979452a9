"""The subject whose profile is shown, and the period it is shown for."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, today
from zhengai.indicators.models import CurrentValue
from zhengai.indicators.queries import current_values
from zhengai.web.components.disclosure import PERSONAL, disclosed
from zhengai.web.components.periods import PeriodSwitch, newest_first, period_switch
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Calendar, Period, PeriodKind

OFFERED = (PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR, PeriodKind.WEEK)
# kinds of which a semester's page reads only what lies inside it
_FINE = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.DAY)


def subject_or_404(request: Request, level: str, code: str) -> Subject:
    """Unknown and out of reach look the same: an address must not tell who exists."""
    if level not in level_names(request):
        raise Http404("没有这个层面")
    if request.person.is_outside and level in PERSONAL:
        raise Http404("教师和学生个人的画像只在校内查看；可以查看其所在的班级、课程或专业")
    seen = request.person.subjects(Permission.INDICATOR_VIEW).select_related("department")
    found = seen.filter(level=level, code=code).first()
    if found is None:
        raise Http404("没有这个主体，或者它不在您的查看范围内")
    return found


@dataclass(frozen=True)
class Shown:
    """What a profile is made of: the values of the subject around the chosen period."""

    period: Period | None
    values: list[CurrentValue]
    switch: PeriodSwitch


def shown(request: Request, subject: Subject) -> Shown:
    calendar = calendar_of(request.college)
    semester = _semester(request, calendar)
    rows = current_values(request.college, level=subject.level).filter(subject=subject.code)
    fine = Q(period_kind__in=_FINE)
    inside = Q(period__startswith=semester.code) if semester else Q()
    year = Q(period_kind=PeriodKind.MONTH)
    values = disclosed(request.person, rows.filter(~fine | inside | year).order_by("period"))
    held = [p for p in newest_first(calendar, {each.period for each in values}) if p.kind in OFFERED]
    period = _chosen(request, held, semester)
    return Shown(
        period, values, period_switch(calendar, [p.code for p in held], period.code if period else "")
    )


def _semester(request: Request, calendar: Calendar) -> Period | None:
    """The one that holds the period asked for, else the present one: its weeks are read."""
    asked = calendar.find(request.GET.get("period", ""))
    if asked is None:
        return calendar.containing(today(request.college), PeriodKind.SEMESTER)
    inside = min(asked.end, max(asked.start, today(request.college)))
    return calendar.containing(inside, PeriodKind.SEMESTER)


def _chosen(request: Request, held: Sequence[Period], semester: Period | None) -> Period | None:
    """What was asked for; else the present semester, else the newest one with values."""
    asked = request.GET.get("period", "")
    by_code = {each.code: each for each in held}
    if asked in by_code:
        return by_code[asked]
    if semester is not None and semester.code in by_code:
        return by_code[semester.code]
    return min(held, key=lambda each: OFFERED.index(each.kind), default=None)
