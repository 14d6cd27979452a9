"""A look into a file before it is read: its sheets, its first rows, and the header found in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from zhengai.datacentre.reading.detecting import FileKind, detect
from zhengai.datacentre.reading.headers import SEARCHED_ROWS, Header, Wish, find_header, suggest
from zhengai.datacentre.reading.text import first_rows
from zhengai.datacentre.reading.workbook import first_sheets
from zhengai.datacentre.rules import BadFile, Limits
from zhengai_engine.tables.dataset import Dataset


@dataclass(frozen=True)
class Look:
    """`header` is null when no row looks like one; `sheets` is empty for text."""

    sheets: tuple[str, ...]
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    header: Header | None


def look(
    path: Path, dataset: Dataset, wish: Wish, *, sheet: str | None, folder: Path, limits: Limits
) -> Look:
    """Raises BadFile for what is no table at all. Without `sheet`, the one with the best header."""
    if detect(path, limits) is FileKind.TEXT:
        rows = first_rows(path, dataset, wish, folder)
        return Look((), "", rows, find_header(rows, dataset, wish))
    names, found = first_sheets(path, sheet)
    looked = [
        Look(names, name, rows, find_header(rows, dataset, wish))
        for name, rows in ((each, _first(rows)) for each, rows in found)
    ]
    written = [each for each in looked if any(any(row) for row in each.rows)]
    if not written:
        raise BadFile(f"文件 {path.name} 里没有内容，请重新导出后再导入")
    return max(written, key=lambda each: len(each.header.matches) if each.header else 0)


def _first(rows: Iterator[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in islice(rows, SEARCHED_ROWS))


def suggested(dataset: Dataset, header: Header) -> dict[str, int]:
    """Field → column: what the header says, then the likeliest of the columns that are left."""
    found = {code: columns[0] for code, columns in header.matches.items()}
    for each in dataset.fields:
        if each.code in found:
            continue
        free = {cell: i for i, cell in enumerate(header.cells) if cell and i not in found.values()}
        likely = suggest(each, list(free))
        if likely is not None and (each.required or each.code in dataset.key):
            found[each.code] = free[likely]
    return found
