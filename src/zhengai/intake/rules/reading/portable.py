"""PDF files with text: lines outside the ruled tables, and the tables by their rules. Scanned pages have no text."""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from zhengai.intake.rules.document import Cell, Document, Grid, Line, Place, Unreadable
from zhengai.intake.rules.numbering import heading_depth, numbered_depth
from zhengai.intake.rules.reading.ruled import (
    Fragment,
    Rule,
    Ruled,
    continued,
    is_broken,
    lines_of,
    ruled_tables,
    text_of,
)  # fmt: skip

_MOST_PAGES = 1000
_THIN = 3.0  # points; a thinner rectangle is a line
_NEXT_LINE = 2.5  # of the font size, from one base line to the next of a paragraph
_FOOTER = re.compile(r"[-—–\s]*(?:第?\s*\d{1,4}\s*页?(?:\s*共\s*\d+\s*页)?)[-—–\s]*")
# some writers put the radical in place of the character; Kangxi radicals are mapped by Unicode, these are not
_RADICALS = dict(
    zip(
        "⻘⻔⻅⻋⻓⻜⻢⻥⻩⻝⻬⻰⻛⻚⻄⺠⻮⻦⻨⻣⻤⺟⻁⻆⻉⻊⻙⻳",
        "青门见车长飞马鱼黄食齐龙风页西民齿鸟麦骨鬼母虎角贝足韦龟",
        strict=True,
    )
)
_LETTERS = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    | _RADICALS
    | {"⼾": "户"}
)

_OPEN = "…"  # marks a table that the page cut within a row

Matrix = Sequence[float]


@dataclass
class _Page:
    fragments: list[Fragment] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    at: tuple[float, float] = (0.0, 0.0)

    def text(self, text: str, cm: Matrix, tm: Matrix, font: Any, size: float) -> None:
        if text.strip():
            x, y = _point(tm[4], tm[5], cm)
            height = abs(size * (tm[3] or 1) * (cm[3] or 1)) or 10.0
            self.fragments.append(Fragment(x, y, height, text.replace("\n", "").translate(_LETTERS)))

    def drawn(self, operator: bytes, operands: Sequence[Any], cm: Matrix, tm: Matrix) -> None:
        if operator not in (b"re", b"m", b"l"):
            return
        x, y, *size = (float(each) for each in operands)
        here, self.at = self.at, _point(x, y, cm)
        if operator == b"re":
            self._box(self.at, _point(x + size[0], y + size[1], cm))
        elif operator == b"l":
            self._line(here, self.at)

    def _box(self, one: tuple[float, float], other: tuple[float, float]) -> None:
        """A thin box is a line; the sides of a thick one are not borders of cells for certain."""
        if abs(one[0] - other[0]) < _THIN or abs(one[1] - other[1]) < _THIN:
            self._line(one, other)

    def _line(self, one: tuple[float, float], other: tuple[float, float]) -> None:
        (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        if x1 - x0 < _THIN < y1 - y0:
            self.rules.append(Rule(False, (x0 + x1) / 2, y0, y1))
        elif y1 - y0 < _THIN < x1 - x0:
            self.rules.append(Rule(True, (y0 + y1) / 2, x0, x1))


def _point(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def read_portable(name: str, data: bytes) -> Document:
    """Raises Unreadable for a damaged file, one with a password, and one that has only pictures."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not _opens(reader):
            raise Unreadable(f"文件 {name} 有打开密码：请取消密码，另存后再导入")
        if len(reader.pages) > _MOST_PAGES:
            raise Unreadable(f"文件 {name} 超过 {_MOST_PAGES:,} 页，请拆成几个文件")
        pages = [_read(page) for page in reader.pages]
    except Unreadable:
        raise
    except Exception as problem:  # a broken file makes pypdf raise anything from its own errors to KeyError
        word = "已损坏" if isinstance(problem, PyPdfError) else "可能已损坏"
        raise Unreadable(f"文件 {name} 打不开，{word}：请重新导出 PDF，或改用 Word 文件") from problem
    blocks: list[Line | Grid] = []
    for number, page in enumerate(pages, start=1):
        _append(blocks, list(_blocks(page, number)))
    if not blocks:
        raise Unreadable(f"文件 {name} 里没有文字，可能是扫描的图片：请导入 Word 文件或有文字的 PDF")
    bare = [str(number) for number, page in enumerate(pages, start=1) if not page.fragments]
    notes = (f"第 {'、'.join(bare)} 页没有文字，可能是图片，读不出来",) if bare else ()
    return Document(name, tuple(_numbered(blocks)), notes)


def _opens(reader: PdfReader) -> bool:
    """Without a password: some files only forbid printing."""
    try:
        return bool(reader.decrypt(""))
    except DependencyError:  # a cipher that only another library knows
        return False


def _read(page: Any) -> _Page:
    found = _Page()
    page.extract_text(visitor_text=found.text, visitor_operand_before=found.drawn)
    return found


def _blocks(page: _Page, number: int) -> Iterator[Line | Grid]:
    """From the top of the page down."""
    tables = ruled_tables(page.rules, page.fragments)
    inside = {id(each) for table in tables for each in table.taken}
    edge = max((each.end for each in page.fragments), default=0.0)
    lines = _paragraphs(lines_of([each for each in page.fragments if id(each) not in inside]), edge)
    waiting = sorted(tables, key=lambda table: -table.top)
    for count, line in enumerate(lines, start=1):
        while waiting and waiting[0].top > line[0].y:
            yield _grid(waiting.pop(0), number)
        text = text_of(line)
        if text and not _FOOTER.fullmatch(text):
            yield Line(Place("行", count, number), text, heading_depth(text))
    for table in waiting:
        yield _grid(table, number)


def _paragraphs(lines: Sequence[list[Fragment]], edge: float) -> list[list[Fragment]]:
    """Lines that the edge of the page broke are one paragraph, unless the next begins with a number of its own."""
    paragraphs: list[list[Fragment]] = []
    before: list[Fragment] = []
    for line in lines:
        near = bool(before) and before[0].y - line[0].y < before[0].height * _NEXT_LINE
        numbered = numbered_depth("".join(each.text for each in line)) is not None
        if near and is_broken(before, edge) and not numbered:
            paragraphs[-1] += line
        else:
            paragraphs.append(list(line))
        before = line
    return paragraphs


def _grid(table: Ruled, page: int) -> Grid:
    cells = tuple(
        Cell(
            box.row,
            box.column,
            box.text,
            Place("行", None, page, 0, box.row + 1, box.column + 1),
            box.rows,
            box.columns,
        )
        for box in table.boxes
    )
    return Grid(Place("行", None, page, 0), cells, captions=(_OPEN,) if table.open_below else ())


def _append(blocks: list[Line | Grid], page: list[Line | Grid]) -> None:
    """A table that stands at the end of one page and one of the same width at the beginning of the next are one."""
    first = page[0] if page else None
    last = blocks[-1] if blocks else None
    if isinstance(first, Grid) and isinstance(last, Grid) and first.width == last.width:
        blocks[-1] = _together(last, first)
        page = page[1:]
    blocks.extend(page)


def _together(above: Grid, below: Grid) -> Grid:
    """Row under row; where the page ended within a row, its halves are put together."""
    cells, height = list(above.cells), above.height
    ends = {cell.column: _last_in(cells, height, cell.column) for cell in below.cells if cell.row == 0}
    cut = _OPEN in above.captions and None not in ends.values()
    for cell in below.cells:
        index = ends.get(cell.column) if cut and cell.row == 0 else None
        if index is not None:
            joined = continued(cells[index].text, cell.text)
            cells[index] = replace(cells[index], text=joined, rows=cells[index].rows + cell.rows - 1)
        else:
            cells.append(replace(cell, row=cell.row + height - cut))
    return replace(below, cells=tuple(cells), knows_spans=False, place=above.place)


def _last_in(cells: Sequence[Cell], height: int, column: int) -> int | None:
    """Index of the cell that stands at the end of a column."""
    ending = (i for i, each in enumerate(cells) if each.row + each.rows == height and each.column == column)
    return next(ending, None)


def _numbered(blocks: Sequence[Line | Grid]) -> Iterator[Line | Grid]:
    number = 0
    for block in blocks:
        if isinstance(block, Grid):
            number += 1
            cells = tuple(replace(cell, place=replace(cell.place, table=number)) for cell in block.cells)
            block = replace(block, cells=cells, captions=(), place=replace(block.place, table=number))
        yield block
