"""What belongs to a subject: its reports, what was seen in the field, and its members; after the text of the profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.reports.models import Report
from zhengai.reports.queries import reports
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.periods import short_name
from zhengai.web.components.research import research_of
from zhengai.web.components.values import WIDEST_FIRST
from zhengai.web.levels.profile.subject import subject_or_404
from zhengai.web.levels.profile.words import words_for
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.level import COLLEGE

REPORTS = 8
NAMED = 60  # so many members of a level are named; the rest are a number and a link
DEPARTMENT = "department"


@dataclass(frozen=True)
class Members:
    """Of one level: how many, and the first of them by name."""

    level: str
    name: str
    count: int
    named: list[Subject]


@needs(Permission.INDICATOR_VIEW)
def holdings(request: Request, level: str, code: str) -> HttpResponse:
    subject = subject_or_404(request, level, code)
    calendar = calendar_of(request.college)
    held = _reports(request, subject)
    context: dict[str, Any] = {
        "subject": subject,
        "level": level,
        "words": words_for(request, subject),
        "reports": [(each, short_name(calendar, each.period)) for each in held],
        "may_make": request.person.may(Permission.REPORT_MAKE),
        "period": request.GET.get("period", ""),
        "members": _members(request, subject),
        "research": research_of(request, subject),
        "fragment": "levels/profile/_holdings.html",
    }
    return answer(request, "levels/profile/part.html", "levels/profile/_holdings.html", context)


def _reports(request: Request, subject: Subject) -> Sequence[Report]:
    if not request.person.may(Permission.REPORT_VIEW):
        return []
    return list(reports(request.college, level=subject.level, subject=subject.code)[:REPORTS])


def _members(request: Request, subject: Subject) -> list[Members]:
    """The levels below, as far as the person reaches: two questions to the database, and one for each level named."""
    below = _below(request, subject)
    if below is None:
        return []
    if request.person.is_outside:
        below = below.exclude(level__in=PERSONAL)
    counts = dict(below.order_by().values_list("level").annotate(Count("pk")))
    names = level_names(request)
    return [
        Members(level, names.get(level, level), counts[level], _named(below, level, counts[level]))
        for level in WIDEST_FIRST
        if level in counts
    ]


def _named(below: QuerySet[Subject], level: str, count: int) -> list[Subject]:
    return list(below.filter(level=level).order_by("name", "code")) if count <= NAMED else []


def _below(request: Request, subject: Subject) -> QuerySet[Subject] | None:
    seen = request.person.subjects(Permission.INDICATOR_VIEW)
    if subject.level == COLLEGE:
        return seen.exclude(level=COLLEGE)
    if subject.level == DEPARTMENT:
        return seen.filter(department=subject)
    found = seen.filter(Q(memberships__whole=subject))
    return found if found.exists() else None
