"""All reports a person may see."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of
from zhengai.reports.models import Report
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.periods import full_name, newest_first
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.reports.seen import seen_reports
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "title": ("title", "-made_at"),
    "period": ("period", "title"),
    "made": ("made_at",),
}


@needs(Permission.REPORT_VIEW)
def reports(request: Request) -> HttpResponse:
    seen = seen_reports(request)
    found = _narrowed(request, seen)
    if request.GET.get("format") == "xlsx":
        return _export(request, sorted_rows(request, found, SORTS, "-made")[0][:MOST_ROWS])
    shown = listing(request, found, SORTS, "-made")
    held = set(seen.order_by().values_list("subject__level", flat=True).distinct())
    calendar = calendar_of(request.college)
    periods = newest_first(calendar, seen.order_by().values_list("period", flat=True).distinct())
    newest = seen.first()
    context = {
        "listing": shown,
        "rows": _rows(request, list(shown)),
        "levels": [(code, name) for code, name in level_names(request).items() if code in held],
        "periods": [(period.code, period.name) for period in periods],
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "count": seen.count(),
        "newest": newest,
        "may_make": request.person.may(Permission.REPORT_MAKE),
    }
    return answer(request, "desks/reports/reports.html", "desks/reports/_list.html", context)


def _narrowed(request: Request, found: QuerySet[Report]) -> QuerySet[Report]:
    wanted = request.GET
    for name, field in (("level", "subject__level"), ("period", "period")):
        if wanted.get(name):
            found = found.filter(**{field: wanted[name]})
    if wanted.get("subject"):
        level, _, code = wanted["subject"].partition(":")
        found = found.filter(subject__level=level, subject__code=code)
    if text := wanted.get("q", "").strip():
        found = found.filter(
            Q(title__icontains=text) | Q(code__icontains=text) | Q(subject__code__icontains=text)
        )
    return found


def _rows(request: Request, found: Sequence[Report]) -> list[dict[str, Any]]:
    calendar, levels = calendar_of(request.college), level_names(request)
    names = names_of(each.made_by for each in found)
    return [
        {
            "report": each,
            "title": each.title.removesuffix(f"（{full_name(calendar, each.period)}）"),
            "level": levels.get(each.subject.level, each.subject.level),
            "period": full_name(calendar, each.period),
            "by": names.get(each.made_by, each.made_by),
        }
        for each in found
    ]


def _export(request: Request, found: QuerySet[Report]) -> HttpResponse:
    headers = ["编号", "标题", "层面", "代码", "对象", "周期", "生成时间", "生成人", "内容指纹"]
    rows = [
        [
            row["report"].code, row["report"].title, row["level"], row["report"].subject.code,
            row["report"].subject.name, row["period"],
            f"{timezone.localtime(row['report'].made_at):%Y-%m-%d %H:%M}", row["by"], row["report"].digest,
        ]
        for row in _rows(request, list(found))
    ]  # fmt: skip
    return workbook("报告", headers, rows)
