"""Delimited text: finds encoding, delimiter and header; plain files are left for the engine to read directly."""

import codecs
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from zhengai.datacentre.reading.headers import SEARCHED_ROWS, Header, Wish, find_header
from zhengai.datacentre.reading.table import FoundTable, no_header
from zhengai.datacentre.rules import BadFile
from zhengai_engine.run.intake.staging import StagedText, write_staged
from zhengai_engine.tables.dataset import Dataset

_DELIMITERS = ",\t;|"
_CHUNK = 1 << 22
_ENCODINGS = ("utf-8", "gb18030")  # GB18030 holds GBK and GB2312, what older systems export
_BYTE_ORDER_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def read_text(path: Path, dataset: Dataset, wish: Wish, folder: Path) -> FoundTable:
    """The table as it can be read directly; `read_row_by_row` is the careful way where that fails."""
    text = as_utf8(path, folder)
    header, delimiter = _find_header(text, path, dataset, wish)
    lines = _lines_before_data(text, delimiter, header.row)
    staged = StagedText(text, delimiter, len(header.cells), skip=lines, first_row=header.row + 1)
    return FoundTable("", header, staged)


def read_row_by_row(found: FoundTable, name: str, folder: Path) -> FoundTable:
    """For files with short or blank lines, or line breaks inside cells. Rows are counted as a table shows them."""
    rows = enumerate(_records(found.staged.path, found.staged.delimiter), 1)
    data = ((number, cells) for number, cells in rows if number > found.header.row)
    try:
        return FoundTable("", found.header, write_staged(folder / "rows.csv", data, len(found.header.cells)))
    except csv.Error as problem:
        raise BadFile(
            f"文件 {name} 的引号不配对，读不下去，请用表格软件打开并另存为 .xlsx 后再导入"
        ) from problem


def first_rows(path: Path, dataset: Dataset, wish: Wish, folder: Path) -> tuple[tuple[str, ...], ...]:
    """As a table shows them, split by the delimiter that makes most of them."""
    text = as_utf8(path, folder)
    found = []
    for delimiter in _DELIMITERS:
        rows = tuple(tuple(row) for row in _first_records(text, delimiter))
        header = find_header(rows, dataset, wish)
        found.append((len(header.matches) if header else 0, max((len(row) for row in rows), default=0), rows))
    rows = max(found, key=lambda each: each[:2])[2]
    if not any(cell.strip() for row in rows for cell in row):
        raise BadFile(f"文件 {path.name} 里没有内容，请重新导出后再导入")
    return rows


def as_utf8(path: Path, folder: Path) -> Path:
    """The file itself where it is UTF-8 already, else a copy that is."""
    with path.open("rb") as handle:
        head = handle.read(4)
    marked = next((name for mark, name in _BYTE_ORDER_MARKS.items() if head.startswith(mark)), None)
    if marked is None and _is_utf8(path):
        return path
    for encoding in [marked] if marked else _ENCODINGS[1:]:
        copy = folder / "utf8.txt"
        if _convert(path, copy, encoding):
            return copy
    raise BadFile(f"文件 {path.name} 的文字编码认不出来，请另存为 UTF-8 编码的 .csv 或 .xlsx 后再导入")


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as handle:
            while chunk := handle.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _convert(source: Path, target: Path, encoding: str) -> bool:
    try:
        with (
            source.open("r", encoding=encoding, newline="") as reader,
            target.open("w", encoding="utf-8", newline="") as writer,
        ):
            while chunk := reader.read(_CHUNK):
                writer.write(chunk)
    except UnicodeError:
        return False
    return True


def _find_header(text: Path, path: Path, dataset: Dataset, wish: Wish) -> tuple[Header, str]:
    """The delimiter is the one under which most columns are known. Where every cell stands in quotes, the wrong ones
    cannot be read at all."""
    best: tuple[Header, str] | None = None
    empty = True
    for delimiter in _DELIMITERS:
        rows = list(_first_records(text, delimiter))
        empty = empty and not any(cell.strip() for row in rows for cell in row)
        header = find_header(rows, dataset, wish)
        if header and (best is None or _fit(header, wish) > _fit(best[0], wish)):
            best = (header, delimiter)
    if empty:
        raise BadFile(f"文件 {path.name} 里没有内容，请重新导出后再导入")
    if best is None:
        raise BadFile(no_header(f"文件 {path.name} ", dataset))
    return best


def _fit(header: Header, wish: Wish) -> int:
    """Columns chosen by eye match under every delimiter: then the one that makes most columns was meant."""
    return len(header.matches) if wish.columns is None else sum(1 for cell in header.cells if cell)


def _first_records(path: Path, delimiter: str) -> Iterator[list[str]]:
    """Enough to find the header; what cannot be read ends it."""
    try:
        yield from islice(_records(path, delimiter), SEARCHED_ROWS)
    except csv.Error:
        return


def _records(path: Path, delimiter: str) -> Iterator[list[str]]:
    """Strict: a quote that never closes would swallow the rows after it."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.reader(handle, delimiter=delimiter, strict=True)


def _lines_before_data(path: Path, delimiter: str, header_row: int) -> int:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.reader(handle, delimiter=delimiter)
        for _ in islice(reader, header_row):
            pass
        return reader.line_num
