"""What the person whose table it is does with it. Each button keeps first what stands in the cells."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.datacentre.models import TableChange
from zhengai.datacentre.reading.workbook import first_grid
from zhengai.datacentre.rules import BadFile
from zhengai.datacentre.rules.row_change import MoveRefused
from zhengai.datacentre.rules.table_change import TableMove
from zhengai.datacentre.table_changing import TableRefused, check_table
from zhengai.datacentre.table_typing import (
    add_lines,
    bring_previous,
    drop_line,
    lay_rows,
    paste_cells,
    settle_line,
    type_cells,
)
from zhengai.datacentre.uploads import keep_upload
from zhengai.datacentre.whole_tables import MOST_LINES
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.registers.grids import typed_cells
from zhengai.web.desks.registers.seen import written_register
from zhengai.web.desks.registers.whole import counts, found_table, moved
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset


@require_POST
@needs(Permission.DATA_IMPORT)
def save_table(request: Request, code: str, number: int) -> HttpResponse:
    dataset = written_register(request, code)
    table = found_table(request, dataset, number)
    if table.by != request.user.username:
        keep_typed(request, f"table-{number}", (), "这是另一人的表，只能看；要改请开自己的一张。")
        return _back(request, dataset, table)
    do, _, which = request.POST.get("do", "keep").partition(":")
    try:
        cells, gone = typed_cells(request)
        if cells:
            type_cells(table=table, dataset=dataset, cells=cells, gone=gone)
        if request.htmx:
            return _kept(request, table)
        if do in _MOVES:
            return moved(request, dataset, table, _MOVES[do])
        _DOINGS.get(do, _nothing)(request, table, dataset, which)
    except (MoveRefused, TableRefused, BadFile) as refusal:
        keep_typed(request, f"table-{number}", (), f"{refusal}。")
    return _back(request, dataset, table)


def _kept(request: Request, table: TableChange) -> HttpResponse:
    """One line arrived while the person goes on typing."""
    context = {"table": table, "counts": counts(list(table.lines.all())), "aside": True}
    return render(request, "desks/registers/_table_state.html", context)


def _back(request: Request, dataset: "Dataset", table: TableChange) -> HttpResponse:
    """To the page of the table on which the button was."""
    place = reverse("register-table", args=[dataset.code, table.pk])
    page, only = request.POST.get("page", ""), request.POST.get("only", "")
    asked = "&".join([f"page={page}"] * page.isdecimal() + [f"only={only}"] * (only in ("wrong", "moved")))
    return HttpResponseRedirect(f"{place}?{asked}" if asked else place)


def _nothing(request: Request, table: TableChange, dataset: "Dataset", which: str) -> None:
    messages.success(request, "已保存，可以随时回来接着填。")


def _add(request: Request, table: TableChange, dataset: "Dataset", which: str) -> None:
    add_lines(table=table, dataset=dataset, count=int(which) if which.isdecimal() else 1)


def _bring(request: Request, table: TableChange, dataset: "Dataset", which: str) -> None:
    brought = bring_previous(table=table, dataset=dataset)
    messages.success(
        request,
        f"带入了上一期的 {brought} 行，请逐行看过再提交。" if brought else "上一期没有这里还没有的行。",
    )


def _paste(request: Request, table: TableChange, dataset: "Dataset", which: str) -> None:
    """At a cell: the block as it is; else a block whose first line says the columns."""
    text, line, field = (request.POST.get(name, "") for name in ("text", "at_line", "at_field"))
    if line.isdecimal():
        count = paste_cells(table=table, dataset=dataset, text=text, line=int(line), field=field)
    else:
        rows = [each.split("\t") for each in text.splitlines() if each.strip()]
        count = lay_rows(table=table, dataset=dataset, rows=rows)
    messages.success(request, f"粘贴了 {count} 行。")


def _upload(request: Request, table: TableChange, dataset: "Dataset", which: str) -> None:
    file = request.FILES.get("file")
    if file is None:
        raise BadFile("请先选择 Excel 文件")
    upload = keep_upload(
        college=request.college, dataset=f"table:{dataset.code}", name=file.name or "表格.xlsx",
        chunks=file.chunks(), by=request.user.username,
    )  # fmt: skip
    count = lay_rows(table=table, dataset=dataset, rows=first_grid(upload.path, MOST_LINES + 1))
    messages.success(request, f"从 Excel 填入了 {count} 行；检查无误后提交才入册。")


def _check(request: Request, table: TableChange, dataset: "Dataset", which: str) -> None:
    wrong = check_table(table=table, dataset=dataset)
    if wrong:
        raise MoveRefused(f"有 {wrong} 行要改，每一处都写了原因")
    messages.success(request, "检查过了，没有发现问题，可以提交。")


def _remove(request: Request, table: TableChange, dataset: "Dataset", which: str) -> None:
    if which.isdecimal():
        drop_line(table=table, line=int(which))


def _settle(request: Request, table: TableChange, dataset: "Dataset", which: str) -> None:
    whose, _, line = which.partition(":")
    if line.isdecimal():
        settle_line(table=table, dataset=dataset, line=int(line), mine=whose == "mine")


_DOINGS = {
    "add": _add, "bring": _bring, "paste": _paste, "upload": _upload, "check": _check, "remove": _remove,
    "settle": _settle,
}  # fmt: skip
_MOVES = {"submit": TableMove.SUBMIT, "drop": TableMove.DROP}
