"""A register edited as a whole table: begun with what is there, typed in, tried, submitted, decided on (INF-05)."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of
from zhengai.datacentre import whole_tables
from zhengai.datacentre.models import TableChange, TableLine
from zhengai.datacentre.rules.row_change import MoveRefused
from zhengai.datacentre.rules.table_change import TableMove, TableState
from zhengai.datacentre.table_changing import TableRefused, batches_of, finish_stopped, move_table
from zhengai.datacentre.table_typing import open_table
from zhengai.improvement.tasks import follow_batch
from zhengai.web.components.listings import Listing, listing
from zhengai.web.components.registers import own_departments, reviews, writes
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.registers.grids import columns, grid_lines, lines_a_page
from zhengai.web.desks.registers.seen import register_or_404, written_register
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset

LOOKS = {
    TableState.DRAFT: "plain",
    TableState.WAITING: "warning",
    TableState.TAKEN: "target_met",
    TableState.RETURNED: "severe",
    TableState.DROPPED: "plain",
}
_SORTS = {"at": ("-at",), "period": ("-period",)}


@needs(Permission.DATA_VIEW)
def register_tables(request: Request, code: str) -> HttpResponse:
    """Which tables there are, and one to begin with. POST begins it."""
    if request.method == "POST":
        return _begun(request, written_register(request, code))
    dataset = register_or_404(request, code)
    shown = listing(request, whole_tables.tables(request.college, code), _SORTS, "at")
    people = names_of({each.by for each in shown})
    context = {
        "dataset": dataset,
        "periods": whole_tables.grid_periods(request.college, dataset),
        "listing": shown,
        "lines": [(each, people.get(each.by, each.by), LOOKS[TableState(each.state)]) for each in shown],
        "may_write": writes(request, dataset, own_departments(request)),
        "reviewed": bool(dataset.register and dataset.register.reviewed),
        "error": take_typed(request, "table", [])[1],
    }
    return render(request, "desks/registers/tables.html", context)


def _begun(request: Request, dataset: "Dataset") -> HttpResponse:
    periods = [each.code for each in whole_tables.grid_periods(request.college, dataset)]
    period = request.POST.get("period", "")
    if period not in (periods or [""]):
        raise Http404("没有这个周期")
    try:
        table = open_table(college=request.college, dataset=dataset, period=period, by=request.user.username)
    except MoveRefused as refusal:
        keep_typed(request, "table", [], f"{refusal}。")
        return HttpResponseRedirect(reverse("register-tables", args=[dataset.code]))
    return HttpResponseRedirect(reverse("register-table", args=[dataset.code, table.pk]))


@needs(Permission.DATA_VIEW)
def register_table(request: Request, code: str, number: int) -> HttpResponse:
    """Cells to type in for the person whose table it is; for the others what it changes."""
    dataset = register_or_404(request, code)
    table = found_table(request, dataset, number)
    if table.state == TableState.WAITING and not (dataset.register and dataset.register.reviewed):
        table = finish_stopped(table=table, dataset=dataset)
    own = table.by == request.user.username
    editing = own and table.editable and writes(request, dataset, own_departments(request))
    if request.GET.get("format") == "xlsx":
        return _exported(dataset, table)
    lines = list(table.lines.all())
    only = request.GET.get("only", "")
    page = Paginator(_chosen(lines, only, editing), lines_a_page(dataset)).get_page(request.GET.get("page"))
    shown = columns(request, dataset)
    typed, error = take_typed(request, f"table-{number}", ("note",))
    people = names_of({table.by, table.decided_by})
    context = {
        "dataset": dataset,
        "table": table,
        "period": _period_name(request, table),
        "look": LOOKS[TableState(table.state)],
        "who": people.get(table.by, table.by),
        "decided_by": people.get(table.decided_by, table.decided_by),
        "columns": shown,
        "lines": grid_lines(request, dataset, shown, page.object_list),
        "listing": Listing(page, "", page.paginator.count),
        "only": only,
        "counts": counts(lines),
        "aside": False,
        "editing": editing,
        "earlier": whole_tables.previous_period(request.college, table.period),
        "may_decide": table.state == TableState.WAITING
        and not own
        and reviews(request, dataset, own_departments(request)),
        "may_drop": own and table.state == TableState.WAITING,
        "reviewed": bool(dataset.register and dataset.register.reviewed),
        "others": _others(request, table),
        "hidden": [each.name for each in dataset.fields if each.privacy == "sensitive"],
        "note": typed["note"],
        "error": error,
    }
    template = "desks/registers/table.html" if editing else "desks/registers/table_shown.html"
    return render(request, template, context)


def _chosen(lines: list[TableLine], only: str, editing: bool) -> list[TableLine]:
    """A person who does not edit looks at what is changed."""
    if only == "wrong":
        return [each for each in lines if each.problems]
    return [each for each in lines if each.moved] if only == "moved" or not editing else lines


@require_POST
@needs(Permission.MEASURE_REVIEW)
def decide_table(request: Request, code: str, number: int) -> HttpResponse:
    """Takes in or returns."""
    dataset = register_or_404(request, code)
    if not reviews(request, dataset, own_departments(request)):
        raise PermissionDenied(f"“{dataset.name}”由{dataset.owner or '责任部门'}的负责人和质管办审核。")
    move = TableMove.TAKE if request.POST.get("move") == "take" else TableMove.RETURN
    return moved(request, dataset, found_table(request, dataset, number), move)


def moved(request: Request, dataset: "Dataset", table: TableChange, move: TableMove) -> HttpResponse:
    """One move, what follows from it, and back to the table."""
    place = HttpResponseRedirect(reverse("register-table", args=[dataset.code, table.pk]))
    try:
        done = move_table(
            table=table, dataset=dataset, move=move, by=request.user.username,
            note=request.POST.get("note", ""),
        )  # fmt: skip
    except (MoveRefused, TableRefused) as refusal:
        keep_typed(request, f"table-{table.pk}", ("note",), f"{refusal}。")
        return place
    if done.state == TableState.TAKEN:
        for batch in batches_of(done):
            if batch.rows_moved:
                follow_batch(batch, request.user.username)
        messages.success(request, "整表已入册，由它计算的指标随即更新。")
    else:
        messages.success(request, _SAID[TableState(done.state)])
    return place


_SAID = {
    TableState.WAITING: "已提交，等待另一人审核后入册。",
    TableState.RETURNED: "已退回登记人，写的都还在。",
    TableState.DROPPED: "已放弃这张表，台账没有任何改动。",
}


def found_table(request: Request, dataset: "Dataset", number: int) -> TableChange:
    found = whole_tables.tables(request.college, dataset.code).select_related("college").filter(pk=number)
    table = found.first()
    if table is None:
        raise Http404("没有这张表")
    return table


def _period_name(request: Request, table: TableChange) -> str:
    found = calendar_of(request.college).find(table.period) if table.period else None
    return found.name if found else table.period


def counts(lines: list[TableLine]) -> dict[str, int]:
    return {
        "all": len(lines),
        "moved": sum(each.moved for each in lines),
        "wrong": sum(bool(each.problems) for each in lines),
    }


def _others(request: Request, table: TableChange) -> list[str]:
    """Who else has the same table open or waiting."""
    found = whole_tables.tables(request.college, table.dataset).filter(
        period=table.period, state__in=(TableState.DRAFT, TableState.RETURNED, TableState.WAITING)
    )
    others = set(found.exclude(by=table.by).values_list("by", flat=True)[:5])
    people = names_of(others)
    return sorted(people.get(each, each) for each in others)


def _exported(dataset: "Dataset", table: TableChange) -> HttpResponse:
    """The grid as it stands, to be filled in elsewhere and sent in again."""
    fields = whole_tables.grid_fields(dataset)
    rows = [[line.values.get(each.code, "") for each in fields] for line in table.lines.filter(gone=False)]
    return workbook(f"{dataset.name} {table.period}".strip(), [each.name for each in fields], rows)
