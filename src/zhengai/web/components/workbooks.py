"""A list as an Excel file: what is filtered on the page, all pages of it."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

_MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000


def workbook(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Numbers stay numbers; text is never taken for a formula."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(name[:31])
        sheet.write_row(0, 0, headers, book.add_format({"bold": True, "bottom": 1}))
        widths = [_width(header) for header in headers]
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
            widths = [max(width, _width(cell)) for width, cell in zip(widths, row, strict=True)]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, 60))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, 0, len(headers) - 1)
    response = HttpResponse(buffer.getvalue(), content_type=_MEDIA)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


def _width(cell: Any) -> int:
    """A Chinese character is two wide."""
    return 2 + sum(2 if ord(character) > 0x2E80 else 1 for character in str(cell))
