"""Plain text: lines, and the tables that came through with tabs or bars between their columns."""

import re
from dataclasses import dataclass, field

from zhengai.intake.rules.document import Cell, Document, Grid, Line, Place, Unreadable
from zhengai.intake.rules.numbering import heading_depth

_ENCODINGS = ("utf-8-sig", "gb18030")
_LONG = 1500  # characters; a longer line is a whole document whose line breaks were lost
_BREAKS = re.compile(
    r"(?<=[。；;：:”)）])(?=[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}\s*[.．、]\s?[一-龥]|[（(]\d{1,2}[）)])"
)
_CONTENTS = re.compile(r".*?(?:\.{3,}|…{2,}|·{3,})\s*\d*\s*")  # a line of the table of contents
_DASHES = re.compile(r"[-—–\s]+")
_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|?)+\s*")


@dataclass
class _Table:
    first: int
    rows: list[tuple[int, list[str]]] = field(default_factory=list)  # line number, texts

    def lines(self, unit: str, page: int | None) -> list[Line]:
        """A single row is no table: text with a tab in it."""
        told = [(line, " ".join(text.strip() for text in texts if text.strip())) for line, texts in self.rows]
        return [Line(Place(unit, line, page), text, heading_depth(text)) for line, text in told if text]

    def grid(self, number: int, unit: str, page: int | None) -> Grid:
        cells = []
        for row, (line, texts) in enumerate(self.rows):
            for column, text in enumerate(texts):
                place = Place(unit, line, page, number, row + 1, column + 1)
                cells.append(
                    Cell(row, column, "" if _DASHES.fullmatch(text) else text.strip(" \xa0　"), place)
                )
        return Grid(Place(unit, self.first, page, number), tuple(cells), knows_spans=False)


def read_text(name: str, data: bytes) -> Document:
    """Raises Unreadable when it is no text."""
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(f"文件 {name} 不是文字文件：请导入 .docx、.txt 或文字版 .pdf")
    return Document(name, tuple(blocks_of(re.split(r"\r\n|\n|\r", _decoded(name, data)))))


def blocks_of(lines: list[str], page: int | None = None, tables: int = 0) -> list[Line | Grid]:
    """`tables` is how many tables came before. Blank lines inside a table are page breaks of the original."""
    blocks: list[Line | Grid] = []
    table: _Table | None = None

    def close() -> None:
        nonlocal table
        if table is not None:
            number = tables + 1 + sum(isinstance(block, Grid) for block in blocks)
            if len(table.rows) > 1:
                blocks.append(table.grid(number, "行", page))
            else:
                blocks.extend(table.lines("行", page))
            table = None

    for number, raw in enumerate(lines, start=1):
        texts = _columns(raw)
        if texts is not None:
            if table is not None and not _goes_on(table, texts):
                close()
            table = table or _Table(number)
            table.rows.append((number, texts))
        elif _RULE.fullmatch(raw) and table is not None:
            continue
        elif raw.strip(" \xa0　\t"):
            if table is not None and _is_torn(table, lines, number):
                table.rows[-1][1][-1] += " " + raw.strip()
                continue
            close()
            blocks.extend(_lines(raw, number, page))
    close()
    return blocks


def _columns(raw: str) -> list[str] | None:
    """Texts of a table's line; null for any other line."""
    if _CONTENTS.fullmatch(raw):
        return None
    if "\t" in raw and raw.strip():
        return raw.split("\t")
    if raw.count("|") >= 2 and raw.strip().startswith("|") and not _RULE.fullmatch(raw):
        return raw.strip().strip("|").split("|")
    return None


def _goes_on(table: _Table, texts: list[str]) -> bool:
    """A line of another width begins another table, unless its trailing empty cells were lost."""
    widths = {len(each) for _, each in table.rows}
    return len(texts) in widths or abs(max(widths) - len(texts)) <= 1


def _is_torn(table: _Table, lines: list[str], number: int) -> bool:
    """A short line between two lines of the table, with no blank around it, is the rest of a torn cell."""
    raw = lines[number - 1]
    after = lines[number] if number < len(lines) else ""
    return table.rows[-1][0] == number - 1 and _columns(after) is not None and heading_depth(raw) is None


def _lines(raw: str, number: int, page: int | None) -> list[Line]:
    text = raw.strip(" \xa0　\t")
    if _CONTENTS.fullmatch(text):
        return [Line(Place("行", number, page), text)]
    pieces = _BREAKS.split(text) if len(text) > _LONG else [text]
    return [Line(Place("行", number, page), piece, heading_depth(piece)) for piece in pieces if piece.strip()]


def _decoded(name: str, data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"文件 {name} 的编码认不出来：请另存为 UTF-8 编码的 .txt 再导入")
