"""What was read of a file, before anything is recognised: lines and tables in their order, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace


class Unreadable(ValueError):
    """A file that cannot be read as a scheme; the message is one Chinese sentence with the remedy."""


@dataclass(frozen=True)
class Place:
    """Where something stands in the file. `line` counts from 1: lines of a text, paragraphs of a Word file, lines of
    a page in a PDF; null inside a Word table. `table`, `row` and `column` count from 1 and are null outside tables;
    `page` is null where the format has no pages; `inside` is the table around a nested one."""

    unit: str = "行"
    line: int | None = None
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    inside: int | None = None

    def __str__(self) -> str:
        page = f"第 {self.page} 页" if self.page else ""
        line = f"第 {self.line} {self.unit}" if self.line else ""
        row = f"第 {self.row} 行" if self.row else ""
        column = f"第 {self.column} 列" if self.column else ""
        around = f"(表格 {self.inside} 之内)" if self.inside else ""
        table = f"表格 {self.table}{around} {row}{column}".strip() if self.table else ""
        where = " ".join(part for part in (page, line) if part)
        return f"{where}({table})" if where and table else where or table


@dataclass(frozen=True)
class Line:
    """A paragraph or a line. `level` is the depth of a heading (1 = outermost), null for running text."""

    place: Place
    text: str
    level: int | None = None


@dataclass(frozen=True)
class Cell:
    """A logical cell: its text once, and how many rows and columns it covers (`row` and `column` count from 0)."""

    row: int
    column: int
    text: str
    place: Place
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Grid:
    """A table. `knows_spans` is false where the format lost merged cells, so that an empty cell may mean “as above”.
    `captions` are the lines next to it, the likeliest first."""

    place: Place
    cells: tuple[Cell, ...]
    knows_spans: bool = True
    captions: tuple[str, ...] = ()

    @property
    def height(self) -> int:
        return max((cell.row + cell.rows for cell in self.cells), default=0)

    @property
    def width(self) -> int:
        return max((cell.column + cell.columns for cell in self.cells), default=0)

    def turned(self) -> "Grid":
        """Rows as columns: some forms have their heads in the first column."""
        cells = tuple(
            replace(cell, row=cell.column, column=cell.row, rows=cell.columns, columns=cell.rows)
            for cell in self.cells
        )
        return replace(self, cells=cells)

    def spread(self) -> list[list[Cell | None]]:
        """Every position with the cell that covers it; null where the row is short."""
        table: list[list[Cell | None]] = [[None] * self.width for _ in range(self.height)]
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    if table[row][column] is None:
                        table[row][column] = cell
        return table


@dataclass(frozen=True)
class Document:
    """`notes` are sentences about what the format itself could not give, e.g. pictures."""

    name: str
    blocks: tuple[Line | Grid, ...]
    notes: tuple[str, ...] = field(default=())

    def grids(self) -> Iterator[Grid]:
        return (block for block in self.blocks if isinstance(block, Grid))

    def lines(self) -> Iterator[Line]:
        return (block for block in self.blocks if isinstance(block, Line))
