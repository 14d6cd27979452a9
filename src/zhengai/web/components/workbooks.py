"""A list as an Excel file: what is filtered on the page, all pages of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

_MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000


@dataclass(frozen=True)
class Sheet:
    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]


def workbook(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    return workbook_of(name, [Sheet(name, headers, rows)])


def workbook_of(name: str, sheets: Sequence[Sheet]) -> HttpResponse:
    """Numbers stay numbers; text is never taken for a formula."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        for each in sheets:
            _write(book, each)
    return download(name, buffer.getvalue())


def download(name: str, content: bytes) -> HttpResponse:
    """A workbook as a file of that name."""
    response = HttpResponse(content, content_type=_MEDIA)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


def _write(book: xlsxwriter.Workbook, each: Sheet) -> None:
    # Excel refuses these in the name of a sheet
    sheet = book.add_worksheet(each.name.translate(str.maketrans("[]:*?/\\", "       "))[:31])
    sheet.write_row(0, 0, each.headers, book.add_format({"bold": True, "bottom": 1}))
    widths = [_width(header) for header in each.headers]
    for number, row in enumerate(each.rows, start=1):
        sheet.write_row(number, 0, row)
        widths = [max(width, _width(cell)) for width, cell in zip(widths, row, strict=True)]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, 60))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, 0, len(each.headers) - 1)


def _width(cell: Any) -> int:
    """A Chinese character is two wide."""
    return 2 + sum(2 if ord(character) > 0x2E80 else 1 for character in str(cell))
