"""What was published to the person, newest first; for the office also the plans."""

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of
from zhengai.reports.models import Publication, PublicationPlan
from zhengai.web.components.listings import listing_of
from zhengai.web.components.periods import full_name
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import PeriodKind


def plans_here(request: Request) -> bool:
    """Who says what is published: the office that keeps the indicators."""
    return request.person.may(Permission.INDICATOR_EDIT)


def seen(request: Request) -> list[Publication]:
    """Of the circles of which the person's roles are; all for the office. A few a year."""
    rows = Publication.objects.filter(plan__college=request.college).defer("figures", "runs")
    if plans_here(request):
        return list(rows)
    own = {role.code for role in request.person.roles}
    return [each for each in rows if own & set(each.roles)]


@needs(Permission.REPORT_VIEW)
def publications(request: Request) -> HttpResponse:
    found, text = seen(request), request.GET.get("q", "").strip()
    kept = [each for each in found if text in each.title]
    calendar, names = calendar_of(request.college), level_names(request)
    sorts = {
        "at": lambda each: (-each.at.timestamp(), each.pk),
        "title": lambda each: each.title,
        "period": lambda each: each.period,
    }
    shown = listing_of(request, kept, sorts, "at")
    context = {
        "listing": shown,
        "lines": [
            (each, names.get(each.level, each.level), full_name(calendar, each.period)) for each in shown
        ],
        "total": len(found),
        "search": text,
        "plans": _plans(request) if plans_here(request) else None,
    }
    return answer(request, "desks/publications/publications.html", "desks/publications/_list.html", context)


def _plans(request: Request) -> list[tuple[PublicationPlan, str, str, str]]:
    """Each with its level, how often, and its circle in words."""
    names = level_names(request)
    return [
        (
            each,
            names.get(each.level, each.level),
            PeriodKind(each.period_kind).chinese,
            "、".join(request.person.word(role) for role in each.roles),
        )
        for each in PublicationPlan.objects.filter(college=request.college)
    ]
