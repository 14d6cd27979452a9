"""One register: its rows, searched, narrowed, sorted and by page; what is computed from it; out to Excel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, overload

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.models import College
from zhengai.college.queries import subjects
from zhengai.datacentre import queries, registers, whole_tables
from zhengai.datacentre.registers import Row, Wanted
from zhengai.web.components.listings import paged
from zhengai.web.components.registers import own_departments, writes
from zhengai.web.components.rows import level_of, look_of, names_in, said, shown_fields
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.registers.fed import fed
from zhengai.web.desks.registers.seen import address, register_or_404, title_field
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import PeriodKind

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset, Field

_COLUMNS = 8  # beside the title: more are on the row's own page
_FILTERS = 4
_NAMED = 2000  # subjects whose name holds the searched text


@dataclass(frozen=True)
class Filter:
    field: "Field"
    values: list[tuple[str, int]]
    chosen: str


@dataclass(frozen=True)
class Line:
    """`cells`: field, text and the look of each column beside the title."""

    title: str
    href: str
    cells: list[tuple["Field", str, str]]


class _Rows(Sequence[Row]):
    """Rows that are read when a page asks for them."""

    def __init__(self, college: College, dataset: "Dataset", wanted: Wanted) -> None:
        self._college, self._dataset, self._wanted = college, dataset, wanted

    def __len__(self) -> int:
        return self._read(0, 0).count

    @overload
    def __getitem__(self, asked: int) -> Row: ...
    @overload
    def __getitem__(self, asked: slice) -> list[Row]: ...
    def __getitem__(self, asked: int | slice) -> Row | list[Row]:
        if isinstance(asked, int):
            return self._read(asked, 1).rows[0]
        start = asked.start or 0
        return self._read(start, (MOST_ROWS if asked.stop is None else asked.stop) - start).rows

    def _read(self, start: int, limit: int) -> registers.Browsed:
        return registers.rows(self._college, self._dataset, replace(self._wanted, limit=limit, offset=start))


@needs(Permission.DATA_VIEW)
def register(request: Request, code: str) -> HttpResponse:
    dataset = register_or_404(request, code)
    filters = _filters(request, dataset)
    rows, sort = _wanted(request, dataset, filters)
    if request.GET.get("format") == "xlsx":
        return _export(request, dataset, rows[:MOST_ROWS])
    listing = paged(request, rows, sort)
    title, columns = title_field(dataset), _columns(dataset)
    stored = queries.stored(request.college).get(code)
    last = queries.batches(request.college, code).filter(state="committed").first()
    context = {
        "dataset": dataset,
        "title": title,
        "columns": [(each, look_of(each)) for each in columns],
        "listing": listing,
        "lines": _lines(request, dataset, title, columns, list(listing)),
        "filters": filters,
        "search": request.GET.get("q", ""),
        "total": stored[1] if stored else 0,
        "last": last,
        "may_write": writes(request, dataset, own_departments(request)),
        "may_import": request.person.sees_everything(Permission.DATA_IMPORT),
        "fed": fed(request, dataset),
        "waiting": registers.waiting(request.college).filter(row__dataset=code).count(),
        "tables_waiting": whole_tables.waiting_tables(request.college).filter(dataset=code).count(),
        "reviewed": bool(dataset.register and dataset.register.reviewed),
    }
    return answer(request, "desks/registers/register.html", "desks/registers/_rows.html", context)


def _wanted(request: Request, dataset: "Dataset", filters: list[Filter]) -> tuple[_Rows, str]:
    text, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "")
    shown = {each.code: each for each in shown_fields(dataset)}
    if sort.removeprefix("-") not in shown:
        sort = ""
    wanted = Wanted(
        search=text,
        searched=[c for c, each in shown.items() if each.type == "text"],
        named=_named(request.college, dataset, text) if text else {},
        equal={each.field.code: each.chosen for each in filters if each.chosen},
        sort=sort.removeprefix("-"),
        falling=sort.startswith("-"),
    )
    return _Rows(request.college, dataset, wanted), sort


def _named(college: College, dataset: "Dataset", text: str) -> dict[str, list[str]]:
    """Fields that name subjects, with the codes of those whose name holds the text."""
    found = {}
    for each in shown_fields(dataset):
        level = level_of(college, dataset, each)
        if level:
            codes = subjects(college, level).filter(name__icontains=text).values_list("code", flat=True)
            found[each.code] = list(codes[:_NAMED])
    return found


def _filters(request: Request, dataset: "Dataset") -> list[Filter]:
    """By period, where it is a code, and by what is chosen from a list."""
    time = [] if dataset.time is None or dataset.time.kind is PeriodKind.DAY else [dataset.time.fields[0]]
    codes = [*time, *(each.code for each in shown_fields(dataset) if each.choices)][:_FILTERS]
    found = []
    for code in codes:
        held = registers.values(request.college, dataset, code)
        if held:
            chosen = request.GET.get(f"by-{code}", "")
            values = list(reversed(held)) if code in time else held
            found.append(Filter(dataset.field(code), values, chosen))
    return found


def _columns(dataset: "Dataset") -> "list[Field]":
    title = title_field(dataset)
    return [each for each in shown_fields(dataset) if each.code != title.code][:_COLUMNS]


def _lines(
    request: Request, dataset: "Dataset", title: "Field", columns: "list[Field]", rows: list[Row]
) -> list[Line]:
    names = names_in(request.college, dataset, rows)
    return [
        Line(
            title=said(title, row[title.code], names),
            href=address("register-row", dataset, registers.key_of(dataset, row)),
            cells=[(each, said(each, row[each.code], names), look_of(each)) for each in columns],
        )
        for row in rows
    ]


def _export(request: Request, dataset: "Dataset", rows: list[Row]) -> HttpResponse:
    """The columns by their names and the codes as they are stored: what goes out can come in again."""
    fields = shown_fields(dataset)
    cells = [[_cell(row[each.code]) for each in fields] for row in rows]
    return workbook(dataset.name, [each.name for each in fields], cells)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if value is None or isinstance(value, int | float) else str(value)
