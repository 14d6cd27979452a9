"""A whole table on a page: its lines as cells to type in, or beside what they change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengai.datacentre.models import TableLine
from zhengai.datacentre.whole_tables import grid_fields
from zhengai.web.components.rows import Names, names_in
from zhengai.web.desks.registers.boxes import offered
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset, Field

_MOST_FIELDS = 800  # of one form: the server takes a thousand
_MOST_SHOWN = 50
_GONE = "gone"


@dataclass(frozen=True)
class Column:
    """`look` and `options` are those of a single row's form."""

    field: "Field"
    look: str
    options: list[tuple[str, str]]


@dataclass(frozen=True)
class Cell:
    column: Column
    name: str
    value: str
    said: str
    before: str
    error: str
    fixed: bool
    changed: bool

    @property
    def known(self) -> bool:
        """Whether the value is among those offered."""
        return not self.value or any(code == self.value for code, _ in self.column.options)


@dataclass(frozen=True)
class GridLine:
    line: TableLine
    cells: list[Cell]
    problem: str

    @property
    def kind(self) -> str:
        if self.line.gone:
            return "撤销"
        if self.line.new:
            return "新增"
        return "更正" if self.line.moved else ""


def columns(request: Request, dataset: "Dataset") -> list[Column]:
    return [Column(each, *offered(request, dataset, each)) for each in grid_fields(dataset)]


def lines_a_page(dataset: "Dataset") -> int:
    return max(min(_MOST_SHOWN, _MOST_FIELDS // (len(grid_fields(dataset)) + 2)), 5)


def grid_lines(
    request: Request, dataset: "Dataset", shown: list[Column], lines: Iterable[TableLine]
) -> list[GridLine]:
    held = list(lines)
    names = _names(request, dataset, held)
    return [_grid_line(dataset, shown, each, names) for each in held]


def _grid_line(dataset: "Dataset", shown: list[Column], line: TableLine, names: Names) -> GridLine:
    cells = []
    for column in shown:
        code = column.field.code
        value, before = line.values.get(code, ""), line.before.get(code, "")
        cells.append(
            Cell(
                column=column,
                name=f"{line.pk}.{code}",
                value=value,
                said=names.get((code, value), value) or "—",
                before=names.get((code, before), before) or "—",
                error=line.problems.get(code, ""),
                fixed=not line.new and code in dataset.key,
                changed=not line.new and value != line.before.get(code, ""),
            )
        )
    return GridLine(line, cells, line.problems.get("", ""))


def _names(request: Request, dataset: "Dataset", lines: Iterable[TableLine]) -> Names:
    """What the codes in the lines are called."""
    codes = [each.code for each in dataset.fields]
    rows = [{code: held.get(code) for code in codes} for line in lines for held in (line.values, line.before)]
    return names_in(request.college, dataset, rows)


def typed_cells(request: Request) -> tuple[dict[int, dict[str, str]], set[int]]:
    """Line → field → what was sent, and the lines to be taken out; names are `line.field`."""
    cells: dict[int, dict[str, str]] = {}
    gone = set()
    for name in request.POST:
        line, _, code = name.partition(".")
        if not line.isdecimal() or not code:
            continue
        cells.setdefault(int(line), {})
        if code == _GONE:
            gone.add(int(line))
        else:
            cells[int(line)][code] = str(request.POST.get(name, ""))
    for each in request.POST.getlist("line"):  # of a row whose boxes are all switched off
        if each.isdecimal():
            cells.setdefault(int(each), {})
    return cells, gone
