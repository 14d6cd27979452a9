"""Who used what, when, at which level: counted by module, role, level, department and month of an academic year."""

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.core.models import PageUse
from zhengai.web.components.listings import listing_of
from zhengai.web.components.periods import newest_first, period_switch
from zhengai.web.components.workbooks import Sheet, workbook_of
from zhengai.web.desks.usage.counted import Line, View, lines_of, reached
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.disclosure import is_small
from zhengai_engine.model.period import Period, PeriodKind


@needs(Permission.COCKPIT_VIEW)
def usage(request: Request) -> HttpResponse:
    year, years = _year(request)
    rows = reached(request, PageUse.objects.filter(day__gte=year.start, day__lte=year.end))
    views = _views(request)
    if request.GET.get("format") == "xlsx":
        sheets = [
            Sheet(f"按{view.chinese}", _headers(view), [_cells(each) for each in _shown(request, rows_of)])
            for view in views
            for rows_of in [lines_of(request, rows, view)]
        ]
        return workbook_of(f"{year.code}学年使用情况", sheets)
    asked = request.GET.get("by", "")
    view = View(asked) if asked in set(views) else View.MODULE
    lines = _shown(request, lines_of(request, rows, view))
    text = request.GET.get("q", "").strip()
    sorts = {
        "name": lambda line: line.order or line.name,
        "people": lambda line: line.people,
        "views": lambda line: line.views,
        "acts": lambda line: line.acts,
    }
    people = rows.order_by().values("by").distinct().count()
    context = {
        "listing": listing_of(request, [each for each in lines if text in each.name], sorts, "name"),
        "view": view,
        "views": views,
        "year": year,
        "switch": period_switch(calendar_of(request.college), [each.code for each in years], year.code),
        "people": people,
        "total_views": sum(each.views for each in lines),
        "total_acts": sum(each.acts for each in lines),
        "search": text,
        "with_share": any(each.of for each in lines),
    }
    return answer(request, "desks/usage/usage.html", "desks/usage/_list.html", context)


def _views(request: Request) -> list[View]:
    """By person only for the quality office, which answers for the proof."""
    named = request.person.may(Permission.ORGANISATION_EDIT)
    return [each for each in View if named or each is not View.PERSON]


def _shown(request: Request, lines: list[Line]) -> list[Line]:
    """People from outside see no very small groups."""
    if not request.person.is_outside:
        return lines
    return [each for each in lines if not is_small(each.people)]


def _year(request: Request) -> tuple[Period, list[Period]]:
    """The running academic year until the address says otherwise."""
    calendar = calendar_of(request.college)
    years = [each for each in calendar.all() if each.kind is PeriodKind.ACADEMIC_YEAR]
    running = calendar.containing(today(request.college), PeriodKind.ACADEMIC_YEAR)
    chosen = next((each for each in years if each.code == request.GET.get("period")), running)
    return chosen or newest_first(calendar, [each.code for each in years])[0], years


def _headers(view: View) -> list[str]:
    return [view.chinese, "使用人数", "账户数", "打开页面", "提交"]


def _cells(line: Line) -> list[str | int | None]:
    return [line.name, line.people, line.of, line.views, line.acts]
