"""Forms as people keep them in Excel: the header row found by its words, the rows below it, and what cannot be used, cell
by cell. Files are opened above this room."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_SEARCHED = 20  # rows in which a header may stand, below titles


class BadSheet(ValueError):
    """The file holds no such form; the message is a Chinese sentence."""


@dataclass(frozen=True)
class BadCell:
    """Row and column as a person sees them in the sheet (7, "C")."""

    row: int
    column: str
    header: str
    value: str
    reason: str

    @property
    def sentence(self) -> str:
        shown = f"“{self.value}”" if self.value else "空着"
        return f"第 {self.row} 行 {self.column} 列（{self.header}）{shown}：{self.reason}"


class Bad(ValueError):
    """What is wrong with one cell while its row is read."""

    def __init__(self, header: str, reason: str) -> None:
        super().__init__(reason)
        self.header, self.reason = header, reason


@dataclass(frozen=True)
class SheetRow:
    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, str]

    def bad(self, problem: Bad) -> BadCell:
        return BadCell(
            self.number,
            self.columns[problem.header],
            problem.header,
            self.cells[problem.header],
            problem.reason,
        )

    def needed(self, header: str) -> str:
        """The text of the cell; raises Bad where it is empty."""
        if not self.cells[header]:
            raise Bad(header, "这一格要填")
        return self.cells[header]


@dataclass
class Trial:
    """What taking a form does, or would do: each row of it by what it is called."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    bad: list[BadCell] = field(default_factory=list)

    @property
    def changes(self) -> int:
        return len(self.new) + len(self.changed)


def sheet_rows(rows: Iterable[Sequence[str]], headers: Sequence[str]) -> list[SheetRow]:
    """The filled rows below the header. Raises BadSheet where a header is missing."""
    found: dict[str, int] = {}
    result: list[SheetRow] = []
    best: list[str] = []
    for number, cells in enumerate(rows, start=1):
        texts = ["".join(cell.split()) for cell in cells]
        if not found:
            if number > _SEARCHED:
                break
            named = {header: texts.index(header) for header in headers if header in texts}
            best = list(named) if len(named) > len(best) else best
            found = named if len(named) == len(headers) else {}
            continue
        told = {header: cells[at].strip() if at < len(cells) else "" for header, at in found.items()}
        if any(told.values()):
            result.append(SheetRow(number, told, {header: letter(at) for header, at in found.items()}))
    if not found:
        missing = "、".join(header for header in headers if header not in best)
        raise BadSheet(f"没有找到表头，缺少“{missing}”。请用本页导出的表，列名不要改动")
    return result


def letter(column: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
