"""What came back: benchmarks of indicators and quality reports, listed and taken in from Excel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of
from zhengai.framework.rules.sheets import SheetRow, Trial
from zhengai.indicators import queries as indicators
from zhengai.submissions import queries
from zhengai.submissions.models import Benchmark, ReturnedProblem
from zhengai.submissions.returned import (
    BENCHMARK_HEADERS,
    PROBLEM_HEADERS,
    benchmarks_of,
    problems_of,
    take_benchmarks,
    take_report,
)
from zhengai.web.components.figures import Measure, figure
from zhengai.web.components.listings import Listing, listing
from zhengai.web.components.periods import full_name
from zhengai.web.components.sheets import Taking, send_sheet, shown_sheet, take_sheet
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_SORTS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "benchmarks": {"indicator": ("indicator",), "period": ("period",), "scope": ("scope",), "at": ("at",)},
    "reports": {"table": ("table", "field"), "report": ("report",), "at": ("at",)},
}


@dataclass(frozen=True)
class Kind:
    name: str
    headers: Sequence[str]
    hint: str


KINDS = {
    "benchmarks": Kind(
        "外部标杆",
        BENCHMARK_HEADERS,
        "指标写名称或代码，层面空着是学校，比率写成 5.2%；同一指标、层面、周期、范围再导入就是更新。",
    ),
    "reports": Kind(
        "质量检查报告",
        PROBLEM_HEADERS,
        "报告写编号或日期；数据表写代码、接口名称或名称；没有字段或主键的空着。",
    ),
}


@needs(Permission.DATA_SUBMIT)
def returns(request: Request, kind: str) -> HttpResponse:
    _kind_or_404(kind)
    return _benchmarks(request) if kind == "benchmarks" else _reports(request)


def _benchmarks(request: Request) -> HttpResponse:
    rows, text = benchmarks_of(request.college), request.GET.get("q", "").strip()
    if text:
        named = indicators.definitions(request.college).filter(name__icontains=text).values("code")
        rows = rows.filter(Q(indicator__in=named) | Q(scope__icontains=text) | Q(source__icontains=text))
    if request.GET.get("format") == "xlsx":
        cells = [
            [each.name, each.level, each.one.period, each.one.scope, each.value, each.one.source]
            for each in _benchmark_lines(request, list(rows[:MOST_ROWS]))
        ]
        return workbook("外部标杆", BENCHMARK_HEADERS, cells)
    shown = listing(request, rows, _SORTS["benchmarks"], "-at")
    return _page(request, "benchmarks", shown, _benchmark_lines(request, list(shown)))


def _reports(request: Request) -> HttpResponse:
    rows, text = problems_of(request.college), request.GET.get("q", "").strip()
    if text:
        named = [each.code for each in queries.tables(request.college).values() if text in each.item.name]
        rows = rows.filter(
            Q(table__in=named)
            | Q(table__icontains=text)
            | Q(text__icontains=text)
            | Q(report__icontains=text)
        )
    if request.GET.get("format") == "xlsx":
        cells = [
            [each.one.report, each.one.table, each.field, each.one.key, each.one.text]
            for each in _problem_lines(request, list(rows[:MOST_ROWS]))
        ]
        return workbook("质量检查报告", PROBLEM_HEADERS, cells)
    shown = listing(request, rows, _SORTS["reports"], "-at")
    return _page(request, "reports", shown, _problem_lines(request, list(shown)))


def _page(request: Request, kind: str, shown: Listing[Any], lines: Sequence[object]) -> HttpResponse:
    context = {
        "kind": kind,
        "kinds": [(code, each.name) for code, each in KINDS.items()],
        "name": KINDS[kind].name,
        "listing": shown,
        "lines": lines,
        "search": request.GET.get("q", ""),
    }
    return answer(request, "desks/submissions/returns.html", "desks/submissions/_returns.html", context)


@needs(Permission.DATA_SUBMIT)
def returns_import(request: Request, kind: str) -> HttpResponse:
    found, here = _kind_or_404(kind), reverse("returns-import", args=[kind])
    if request.method == "POST":
        return send_sheet(request, f"returns-{kind}", here)
    context = {
        "name": found.name,
        "sheet": shown_sheet(request, f"returns-{kind}", found.headers, _taking(request, kind)),
        "headers": found.headers,
        "hint": found.hint,
        "here": here,
        "take": reverse("returns-take", args=[kind]),
        "back": reverse("returns", args=[kind]),
        "back_name": found.name,
    }
    return render(request, "desks/submissions/import.html", context)


@require_POST
@needs(Permission.DATA_SUBMIT)
def returns_take(request: Request, kind: str) -> HttpResponse:
    found = _kind_or_404(kind)
    here, back = reverse("returns-import", args=[kind]), reverse("returns", args=[kind])
    try:
        trial = take_sheet(request, f"returns-{kind}", found.headers, _taking(request, kind))
    except ValueError as refusal:
        messages.error(request, f"{refusal}。")
        return HttpResponseRedirect(here)
    if trial.bad:
        messages.error(request, f"表里有 {len(trial.bad)} 格不能用，没有导入，请先改好。")
        return HttpResponseRedirect(here)
    told = f"导入完成：新增 {len(trial.new)} 行，改动 {len(trial.changed)} 行，{trial.same} 行没有变化。"
    messages.success(request, told)
    return HttpResponseRedirect(back)


def _kind_or_404(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404("没有这种返回数据")
    return KINDS[kind]


def _taking(request: Request, kind: str) -> Taking:
    action = take_benchmarks if kind == "benchmarks" else take_report

    def take(rows: Sequence[SheetRow], dry_run: bool) -> Trial:
        return action(college=request.college, rows=rows, dry_run=dry_run, by=request.user.username)

    return take


@dataclass(frozen=True)
class BenchmarkLine:
    one: Benchmark
    name: str
    level: str
    period: str
    value: str


def _benchmark_lines(request: Request, found: list[Benchmark]) -> list[BenchmarkLine]:
    codes = {each.indicator for each in found}
    known = {each.code: each for each in indicators.definitions(request.college).filter(code__in=codes)}
    names, calendar = level_names(request), calendar_of(request.college)
    return [
        BenchmarkLine(
            each,
            known[each.indicator].name if each.indicator in known else each.indicator,
            names.get(each.level, each.level),
            full_name(calendar, each.period),
            figure(each.value, Measure.of(known[each.indicator].body)).text
            if each.indicator in known
            else f"{each.value:g}",
        )
        for each in found
    ]


@dataclass(frozen=True)
class ProblemLine:
    one: ReturnedProblem
    table: str
    field: str


def _problem_lines(request: Request, found: list[ReturnedProblem]) -> list[ProblemLine]:
    tables = queries.tables(request.college)
    lines = []
    for each in found:
        table = tables.get(each.table)
        names = {column.item.code: column.item.name for column in table.columns} if table else {}
        lines.append(
            ProblemLine(each, table.item.name if table else each.table, names.get(each.field, each.field))
        )
    return lines
