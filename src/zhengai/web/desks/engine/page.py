"""The results of a year, what each led to, and those nobody has made anything of yet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of
from zhengai.performance.models import ResultUse
from zhengai.performance.queries import flows, uses_by_result
from zhengai.performance.rules import Result, ResultKind, UseKind
from zhengai.performance.rules.sheets import COLUMNS
from zhengai.web.components.listings import listing_of
from zhengai.web.components.periods import period_switch
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.engine.seen import may_use, seen_results, year_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Period

OPEN = "open"
_PAGES = {
    ResultKind.DIAGNOSIS: "record",
    ResultKind.IMPROVEMENT: "improvement",
    ResultKind.ALERT: "alert",
}


@dataclass(frozen=True)
class Row:
    result: Result
    uses: list[ResultUse]

    @property
    def address(self) -> str:
        """Where the result stands; an assessment has no page apart from its task's, which its list leads to."""
        route = _PAGES.get(self.result.kind)
        return reverse(route, args=[self.result.number]) if route else ""


@needs(Permission.COCKPIT_VIEW)
def engine(request: Request) -> HttpResponse:
    year, years = year_of(request)
    used = uses_by_result(request.college, year)
    rows = [Row(each, used.get(each.key, [])) for each in seen_results(request, year)]
    wanted = {name: request.GET.get(name, "").strip() for name in ("q", "kind", "use", "department")}
    chosen = [row for row in rows if _matches(row, wanted)]
    if request.GET.get("format") == "xlsx":
        return _export(year, chosen)
    sorts: dict[str, Callable[[Row], Any]] = {
        "day": lambda row: row.result.day,
        "title": lambda row: row.result.title,
        "department": lambda row: row.result.department_name,
        "use": lambda row: len(row.uses),
    }
    counted = flows([row.result for row in rows], used)
    context = {
        "listing": listing_of(request, chosen, sorts, "-day"),
        "year": year,
        "switch": period_switch(calendar_of(request.college), [each.code for each in years], year.code),
        "flows": [
            (each, [(kind.chinese, each.by_kind.get(kind, 0)) for kind in UseKind]) for each in counted
        ],
        "total": len(rows),
        "used": sum(each.used for each in counted),
        "kinds": [(each.value, each.chinese) for each in ResultKind],
        "use_kinds": [(each.value, each.chinese) for each in UseKind],
        "departments": sorted({row.result.department_name for row in rows} - {""}),
        "wanted": wanted,
        "may_use": may_use(request),
    }
    return answer(request, "desks/engine/engine.html", "desks/engine/_list.html", context)


def _matches(row: Row, wanted: dict[str, str]) -> bool:
    result, use = row.result, wanted["use"]
    if wanted["kind"] and result.kind != wanted["kind"]:
        return False
    if wanted["department"] and result.department_name != wanted["department"]:
        return False
    if use and not (not row.uses if use == OPEN else any(each.kind == use for each in row.uses)):
        return False
    return wanted["q"] in f"{result.title} {result.person_name} {result.outcome}"


def _export(year: Period, rows: list[Row]) -> HttpResponse:
    """A result stands in one line for each use, with empty cells where there is none: filled in, it comes back."""
    cells = [[*_result_cells(row.result), *use] for row in rows[:MOST_ROWS] for use in _use_cells(row.uses)]
    return workbook(f"{year.code}学年结果运用", COLUMNS, cells)


def _result_cells(result: Result) -> list[str]:
    return [
        result.key, result.kind.chinese, result.title, result.department_name, result.person_name, result.outcome,
        result.day.isoformat(),
    ]  # fmt: skip


def _use_cells(uses: list[ResultUse]) -> list[list[str]]:
    cells = [
        [each.get_kind_display(), each.text, each.document, each.decided_by, each.decided_on.isoformat()]
        for each in uses
    ]
    return cells or [[""] * 5]
