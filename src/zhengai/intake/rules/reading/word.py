"""Word files (.docx): paragraphs with their headings, tables with merged and nested cells, each cell's text once."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.oxml.ns import qn

from zhengai.intake.rules.document import Cell, Document, Grid, Line, Place, Unreadable
from zhengai.intake.rules.numbering import heading_depth

UNIT = "段"
_LARGEST = 200 * 1024 * 1024  # bytes once unpacked: a small file can hold gigabytes
_MOST_CELLS = 100_000
_DAMAGED = "文件 {name} 打不开，可能已损坏：请用 Word 打开后另存为 .docx 再导入"


@dataclass
class _Reader:
    levels: dict[str, int]  # style id → depth of heading
    blocks: list[Line | Grid] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0
    pictures: int = 0

    def body(self, parent: Any) -> None:
        for child in parent.iterchildren():
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._table(child, None)
            elif child.tag == qn("w:sdt"):
                for content in child.iterchildren(qn("w:sdtContent")):
                    self.body(content)

    def _paragraph(self, paragraph: Any) -> None:
        self.paragraphs += 1
        self.pictures += _pictures(paragraph)
        text = _text(paragraph)
        if text:
            level = self._level(paragraph) or heading_depth(text)
            self.blocks.append(Line(Place(UNIT, self.paragraphs), text, level))

    def _level(self, paragraph: Any) -> int | None:
        outline = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if outline is not None and int(outline.get(qn("w:val"), "9")) < 9:
            return int(outline.get(qn("w:val"))) + 1
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self.levels.get(style.get(qn("w:val"))) if style is not None else None

    def _table(self, table: Any, inside: int | None) -> None:
        self.tables += 1
        number = self.tables
        nested: list[Any] = []
        cells: list[Cell] = []
        open_cells: dict[int, int] = {}  # column → index in `cells` of the cell that is merged downwards
        for row, each in enumerate(_rows(table)):
            column = _skipped(each, "w:gridBefore")
            for element in _cells(each):
                width = _number(element, "w:gridSpan", 1)
                merge = element.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if merge is not None and merge.get(qn("w:val")) != "restart" and column in open_cells:
                    above = cells[open_cells[column]]
                    cells[open_cells[column]] = Cell(
                        above.row, above.column, above.text, above.place, row - above.row + 1, above.columns
                    )
                else:
                    place = Place(UNIT, None, table=number, row=row + 1, column=column + 1, inside=inside)
                    if merge is not None:
                        open_cells[column] = len(cells)
                    else:
                        open_cells.pop(column, None)
                    cells.append(Cell(row, column, _cell_text(element), place, 1, width))
                    nested += _nested(element)
                    self.pictures += _pictures(element)
                column += width
                if len(cells) > _MOST_CELLS:
                    raise Unreadable(f"表格 {number} 超过 {_MOST_CELLS:,} 格，请拆成几个文件")
        if cells:
            place = Place(UNIT, self.paragraphs or None, table=number, inside=inside)
            self.blocks.append(Grid(place, tuple(cells)))
        for each in nested:
            self._table(each, number)


def read_word(name: str, data: bytes) -> Document:
    """Raises Unreadable for a damaged file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise Unreadable(f"文件 {name} 展开后超过 200 MB，请删去图片再导入")
        document = docx.Document(io.BytesIO(data))
    except Unreadable:
        raise
    except Exception as problem:  # python-docx, lxml and zipfile each raise their own for a broken file
        raise Unreadable(_DAMAGED.format(name=name)) from problem
    reader = _Reader(_heading_styles(document))
    reader.body(document.element.body)
    notes = (f"文件里有 {reader.pictures} 幅图，图里的字读不出来",) if reader.pictures else ()
    if not reader.blocks:
        raise Unreadable(f"文件 {name} 里没有文字" + ("，只有图片：请导入文字版" if reader.pictures else ""))
    return Document(name, tuple(reader.blocks), notes)


def _heading_styles(document: Any) -> dict[str, int]:
    levels = {}
    for style in document.styles:
        found = re.fullmatch(r"(?:heading|标题)\s*(\d)", style.name or "", re.IGNORECASE)
        if found:
            levels[style.style_id] = int(found.group(1))
    return levels


def _rows(table: Any) -> Iterator[Any]:
    """Rows, also those inside content controls."""
    for child in table.iterchildren():
        if child.tag == qn("w:tr"):
            yield child
        elif child.tag == qn("w:sdt"):
            for content in child.iterchildren(qn("w:sdtContent")):
                yield from _rows(content)


def _cells(row: Any) -> Iterator[Any]:
    for child in row.iterchildren():
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag == qn("w:sdt"):
            for content in child.iterchildren(qn("w:sdtContent")):
                yield from _cells(content)


def _nested(cell: Any) -> Iterator[Any]:
    """Tables directly inside a cell; those deeper are theirs."""
    for child in cell.iterchildren():
        if child.tag == qn("w:tbl"):
            yield child
        elif child.tag == qn("w:sdt"):
            for content in child.iterchildren(qn("w:sdtContent")):
                yield from _nested(content)


def _cell_text(cell: Any) -> str:
    """One line a paragraph; a nested table speaks for itself."""
    lines = []
    for child in cell.iterchildren():
        if child.tag == qn("w:p"):
            lines.append(_text(child))
        elif child.tag == qn("w:sdt"):
            lines += [_text(each) for each in child.iterdescendants(qn("w:p"))]
    return "\n".join(line for line in lines if line)


_BREAKS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _text(paragraph: Any) -> str:
    """What is written, without deleted text, and a text box once."""
    parts: list[str] = []

    def walk(element: Any) -> None:
        for child in element.iterchildren():
            if child.tag == qn("w:t"):
                parts.append(child.text or "")
            elif child.tag in _BREAKS:
                parts.append(_BREAKS[child.tag])
            elif child.tag not in (_FALLBACK, qn("w:pPr"), qn("w:rPr")):
                walk(child)

    walk(paragraph)
    return "".join(parts).replace("\xa0", " ").strip()


def _pictures(element: Any) -> int:
    return sum(1 for _ in element.iter(qn("w:drawing"), qn("w:pict")))


def _number(cell: Any, tag: str, default: int) -> int:
    found = cell.find(f"{qn('w:tcPr')}/{qn(tag)}")
    return max(1, int(found.get(qn("w:val"), default))) if found is not None else default


def _skipped(row: Any, tag: str) -> int:
    found = row.find(f"{qn('w:trPr')}/{qn(tag)}")
    return int(found.get(qn("w:val"), "0")) if found is not None else 0
