"""A form of the sources as an Excel file: its title, its columns word for word, a column over its parts."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from zhengai.web.components.workbooks import download

Columns = Sequence[tuple[str, Sequence[str]]]


def form_workbook(title: str, columns: Columns, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """What it writes can be filled in and read back."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(title[:31])
        head = book.add_format(
            {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        )
        body = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
        deep = any(parts for _, parts in columns)
        first = 2 if deep else 1
        widths = _head(sheet, columns, head, deep)
        for number, row in enumerate(rows, start=first):
            sheet.write_row(number, 0, row, body)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(first, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, first - 1)
    return download(title, buffer.getvalue())


def _head(sheet: Any, columns: Columns, head: Any, deep: bool) -> list[int]:
    place, widths = 0, []
    for name, parts in columns:
        if len(parts) > 1:
            sheet.merge_range(0, place, 0, place + len(parts) - 1, name, head)
            sheet.write_row(1, place, parts, head)
        elif deep:
            sheet.merge_range(0, place, 1, place, name, head)
        else:
            sheet.write(0, place, name, head)
        leaves = list(parts) or [name]
        widths += [max(8, min(30, 2 + 2 * len(leaf))) if parts else 18 for leaf in leaves]
        place += len(leaves)
    return widths
