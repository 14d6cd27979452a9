"""Uses brought in with the table that was exported: a dry run first, then all or nothing."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.datacentre.queries import limits
from zhengai.datacentre.reading.detecting import FileKind, detect
from zhengai.datacentre.reading.workbook import first_grid
from zhengai.datacentre.rules import BadFile
from zhengai.performance.actions import use_results
from zhengai.performance.rules import UseRefused
from zhengai.performance.rules.sheets import COLUMNS, read_uses
from zhengai.web.desks.engine.seen import seen_results, year_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_KEPT = "use-rows"
_MOST_ROWS = 20_000
_SHOWN = 100


@needs(Permission.ORGANISATION_EDIT)
def engine_import(request: Request) -> HttpResponse:
    """What was tried stays with the person's session, so that 导入 takes in exactly what was shown."""
    year, _ = year_of(request)
    context: dict[str, Any] = {
        "year": year, "columns": COLUMNS, "problem": "", "refused": [], "tried": False, "count": 0, "new": 0,
    }  # fmt: skip
    if request.method == "POST":
        try:
            if _take(request, _rows_of(request), context):
                return HttpResponseRedirect(f"{reverse('engine')}?period={year.code}")
        except (BadFile, UseRefused) as problem:
            context["problem"] = f"{problem}。"
    return render(request, "desks/engine/bring.html", context)


def _rows_of(request: Request) -> list[list[str]]:
    """Of the file that was sent or, when 导入 was pressed, of the one that was tried before."""
    if request.POST.get("move") == "take":
        kept = request.session.get(_KEPT)
        if kept is None:
            raise UseRefused("试导入的内容已经不在了，请重新选择文件")
        return list(kept)
    file = request.FILES.get("file")
    if file is None or not file.name:
        raise UseRefused("请选择要导入的 Excel 文件")
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(file.name).name
        with path.open("wb") as handle:
            for chunk in file.chunks():
                handle.write(chunk)
        if detect(path, limits()) is not FileKind.WORKBOOK:
            raise BadFile(f"文件 {path.name} 不是 Excel 表格，请另存为 .xlsx 后再导入")
        rows = first_grid(path, _MOST_ROWS)
    request.session[_KEPT] = rows
    return rows


def _take(request: Request, rows: list[list[str]], context: dict[str, Any]) -> bool:
    """Whether it went in."""
    take, year = request.POST.get("move") == "take", context["year"]
    known = {each.key: each for each in seen_results(request, year)}
    reading = read_uses(rows, known)
    if reading.refused:
        context["refused"] = reading.refused[:_SHOWN]
        raise UseRefused(f"有 {len(reading.refused)} 处要改正，什么都没有写入；改好后请重新选择文件")
    if not reading.uses:
        raise UseRefused("没有一行填了“运用”这一列，没有可以导入的内容")
    new = use_results(
        college=request.college, year=year.code, uses=[(known[key], draft) for key, draft in reading.uses],
        dry_run=not take, by=request.user.username,
    )  # fmt: skip
    if take:
        request.session.pop(_KEPT, None)
        messages.success(request, f"已导入：新登记 {new} 条，{len(reading.uses) - new} 条没有变化。")
        return True
    context |= {"tried": True, "count": len(reading.uses), "new": new}
    return False
