"""Whose files and schemes a person sees, writes and decides; and the semester that is asked for."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, today
from zhengai.standards.models import TrainingScheme
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Period, PeriodKind


def seen_subjects(request: Request) -> QuerySet[Subject]:
    return request.person.subjects(Permission.STANDARD_VIEW)


def written_subjects(request: Request) -> QuerySet[Subject]:
    """For which the person may record files and write schemes."""
    return request.person.subjects(Permission.STANDARD_EDIT)


def may_write(request: Request, subject: Subject) -> bool:
    return _reaches(request, Permission.STANDARD_EDIT, subject)


def may_decide(request: Request, subject: Subject) -> bool:
    return _reaches(request, Permission.STANDARD_DECIDE, subject)


def _reaches(request: Request, permission: Permission, subject: Subject) -> bool:
    person = request.person
    return person.may(permission) and person.subjects(permission).filter(pk=subject.pk).exists()


def scheme_or_404(request: Request, number: int) -> TrainingScheme:
    rows = TrainingScheme.objects.filter(programme__in=seen_subjects(request).order_by().values("pk"))
    found = rows.select_related("programme__department").filter(pk=number).first()
    if found is None:
        raise Http404("没有这份人才培养方案，或者它不在您的查看范围内")
    found.programme.college = request.college
    return found


@dataclass(frozen=True)
class Semesters:
    chosen: str
    all: list[Period]

    @property
    def name(self) -> str:
        return next((each.name for each in self.all if each.code == self.chosen), self.chosen)


def semesters(request: Request) -> Semesters:
    """Newest first; the one asked for, else the one of today, else the newest."""
    calendar = calendar_of(request.college)
    found = [each for each in calendar.all() if each.kind is PeriodKind.SEMESTER]
    found.sort(key=lambda each: each.start, reverse=True)
    if not found:
        raise Http404("校历里还没有学期，请先在导入向导或命令行里设置校历")
    current = calendar.containing(today(request.college), PeriodKind.SEMESTER)
    codes = [each.code for each in found]
    asked = request.GET.get("period") or request.POST.get("period") or ""
    default = current.code if current and current.code in codes else codes[0]
    return Semesters(asked if asked in codes else default, found)
