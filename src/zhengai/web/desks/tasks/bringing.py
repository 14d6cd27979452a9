"""Bringing a table in: the file, a dry run that says what would change and which cells are wrong, then the import."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.datacentre.queries import limits
from zhengai.datacentre.reading.detecting import FileKind, detect
from zhengai.datacentre.reading.workbook import first_grid
from zhengai.datacentre.rules import BadFile
from zhengai.goals.actions.sheets import Outcome, RowRefused, import_rows, words_for
from zhengai.goals.rules.sheets import MOST_ROWS, TABLES, BadCell, SheetRefused, Table, read_sheet
from zhengai.web.desks.tasks.seen import departments_of, year_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_KEPT = "table-rows"
_SHOWN = 100


@needs(Permission.TASK_ASSIGN)
def bring(request: Request, code: str) -> HttpResponse:
    """What was tried stays with the person's session, so that 导入 takes in exactly what was shown."""
    table = TABLES.get(code)
    if table is None:
        raise Http404("没有这张表，可选的有表4、表5、表6和附件2")
    context: dict[str, Any] = {
        "table": table, "year": year_of(request), "outcome": None, "refused": [], "problem": "", "name": "",
        "count": 0,
    }  # fmt: skip
    if request.method == "POST":
        rows = _rows_of(request, table, context)
        if rows is not None and _try(request, table, rows, context):
            return HttpResponseRedirect(f"{reverse('table', args=[code])}?year={context['year']}")
    return render(request, "desks/tasks/bring.html", context)


def _rows_of(request: Request, table: Table, context: dict[str, Any]) -> list[list[str]] | None:
    """Of the file that was sent or, when 导入 was pressed, of the one that was tried before."""
    kept = request.session.get(_KEPT) or {}
    if request.POST.get("move") == "take":
        if kept.get("table") != table.code:
            context["problem"] = "试导入的内容已经不在了，请重新选择文件。"
            return None
        context["name"], context["year"] = kept["name"], kept["year"]
        return list(kept["rows"])
    file = request.FILES.get("file")
    if file is None or not file.name:
        context["problem"] = "请选择要导入的 Excel 文件。"
        return None
    context["name"] = Path(file.name).name
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / context["name"]
            with path.open("wb") as handle:
                for chunk in file.chunks():
                    handle.write(chunk)
            if detect(path, limits()) is not FileKind.WORKBOOK:
                raise BadFile(f"文件 {path.name} 不是 Excel 表格，请另存为 .xlsx 后再导入")
            rows = first_grid(path, MOST_ROWS)
    except BadFile as problem:
        context["problem"] = f"{problem}。"
        return None
    request.session[_KEPT] = {
        "table": table.code, "rows": rows, "name": context["name"], "year": context["year"],
    }  # fmt: skip
    return rows


def _try(request: Request, table: Table, rows: list[list[str]], context: dict[str, Any]) -> bool:
    """Whether it went in."""
    take = request.POST.get("move") == "take"
    departments = {each.name: each for each in departments_of(request)}
    try:
        reading = read_sheet(rows, table, words_for(request.college, table, departments), context["year"])
    except SheetRefused as refusal:
        context["problem"] = f"{refusal}。"
        return False
    context["count"] = len(reading.rows) + len(
        {bad.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for bad in reading.refused}
    )
    if reading.refused:
        context["refused"] = reading.refused[:_SHOWN]
        context["problem"] = f"有 {len(reading.refused)} 处要改正，什么都没有写入。改好后请重新选择文件。"
        return False
    if not reading.rows:
        context["problem"] = "表头下面没有内容。"
        return False
    try:
        outcome = import_rows(
            college=request.college, table=table, rows=reading.rows, year=context["year"], dry_run=not take,
            by=request.user.username,
        )  # fmt: skip
    except RowRefused as refusal:
        context["refused"] = [BadCell(f"第 {refusal.bad.cell} 行", "", "", refusal.bad.reason)]
        context["problem"] = "有 1 处要改正，什么都没有写入。改好后请重新选择文件。"
        return False
    if not take:
        context["outcome"] = outcome
        return False
    request.session.pop(_KEPT, None)
    messages.success(request, _told(table, outcome))
    return True


def _told(table: Table, outcome: Outcome) -> str:
    return f"{table.title}已导入：新增 {outcome.added} 行，改动 {outcome.changed} 行，{outcome.same} 行没有变化。"
