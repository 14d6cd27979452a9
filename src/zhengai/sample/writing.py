"""Two ways in which a college's files look: clean exports of a system, and spreadsheets kept by people."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from zhengai.sample.identity import COLLEGE_NAME
from zhengai.sample.results import Row

_FULL_WIDTH = str.maketrans("0123456789", "".join(chr(0xFF10 + digit) for digit in range(10)))
_CREATED = datetime(2026, 9, 15, 9, 0)  # noqa: DTZ001 - fixed, so that the same sample has the same bytes
HEADER_ROW = 3  # counted from 1, below title and note
REPEAT_EVERY = 97  # one row in so many was pasted twice


@dataclass(frozen=True)
class BadRow:
    """A row that must be rejected: its cells, the header of the wrong cell, and what is wrong with it."""

    cells: Row
    column: str
    why: str


@dataclass(frozen=True)
class Sheet:
    """What people would write at the top and the bottom of a table."""

    title: str
    office: str
    name: str = "Sheet1"
    numbered: bool = True  # with a column 序号
    total: bool = True  # with a 合计 row


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Row], *, excel: bool = False) -> int:
    """Returns the number of rows. `excel` writes the byte order mark that a spreadsheet program adds."""
    number = 0
    with path.open("w", encoding="utf-8-sig" if excel else "utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n" if excel else "\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            number += 1
    return number


def write_lines(path: Path, header: Sequence[str], blocks: Iterable[str]) -> int:
    """As write_csv, for lines already made; returns the number of rows."""
    number = 0
    with path.open("w", encoding="utf-8", newline="", buffering=1 << 20) as file:
        file.write(",".join(header) + "\n")
        waiting = iter(blocks)
        while part := "".join(islice(waiting, 2000)):
            number += part.count("\n")
            file.write(part)
    return number


def write_messy(
    path: Path, sheet: Sheet, header: Sequence[str], rows: Iterable[Row], bad: Sequence[BadRow] = ()
) -> tuple[int, int]:
    """A workbook as a clerk keeps it; returns the numbers of good rows and of repeated ones."""
    headings = ["序号", *header] if sheet.numbered else list(header)
    good = repeated = 0
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        book.set_properties({"title": sheet.title, "author": sheet.office, "created": _CREATED})
        page = book.add_worksheet(sheet.name)
        _top(book, page, sheet, headings)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        line = HEADER_ROW
        for row in _with_bad(rows, [each.cells for each in bad]):
            good += 1
            times = 2 if good % REPEAT_EVERY == 0 else 1
            repeated += times - 1
            for _ in range(times):
                _write_row(page, line, [line - HEADER_ROW + 1] if sheet.numbered else [], row, day)
                line += 1
        if sheet.total:
            page.write_string(line + 1, 0, "合计")
            page.write_number(line + 1, 1, good)
        page.write_string(line + 2, 0, f"填报人：{sheet.office}示例用户")
        book.add_worksheet("填表说明").write_string(0, 0, f"{COLLEGE_NAME}，本表为示例数据。")
    return good - len(bad), repeated


def _with_bad(rows: Iterable[Row], bad: Sequence[Row]) -> Iterator[Row]:
    """Bad rows come after the first good ones, where a repeated row cannot fall on them."""
    source = iter(rows)
    yield from islice(source, 5)
    yield from bad
    yield from source


def _top(book: xlsxwriter.Workbook, page: Worksheet, sheet: Sheet, headings: Sequence[str]) -> None:
    bold = book.add_format({"bold": True, "align": "center", "font_size": 16})
    page.merge_range(0, 0, 0, len(headings) - 1, f"{COLLEGE_NAME}{sheet.title}", bold)
    page.merge_range(1, 0, 1, len(headings) - 1, f"填报单位：{sheet.office}    填报日期：2026年9月15日")
    for column, text in enumerate(headings):
        # people break long headings and pad them
        page.write_string(HEADER_ROW - 1, column, f" {text} " if column % 4 == 3 else text)


def _write_row(page: Worksheet, line: int, before: Sequence[int], row: Row, day: object) -> None:
    for column, number in enumerate(before):
        page.write_number(line, column, number)
    for place, value in enumerate(row):
        column = place + len(before)
        if value is None:
            continue
        if isinstance(value, date):
            _write_date(page, line, column, value, day)
        elif isinstance(value, str):
            page.write_string(line, column, _untidy(value, line + place))
        elif isinstance(value, int | float):
            _write_number(page, line, column, value)


def _write_date(page: Worksheet, line: int, column: int, value: date, day: object) -> None:
    style = line % 4
    if style == 0:
        page.write_datetime(line, column, value, day)
        return
    written = (
        f"{value.year}年{value.month}月{value.day}日",
        f"{value.year}/{value.month}/{value.day}",
        f"{value.year}.{value.month:02d}.{value.day:02d}",
    )[style - 1]
    page.write_string(line, column, written)


def _write_number(page: Worksheet, line: int, column: int, value: float) -> None:
    if line % 3:
        page.write_number(line, column, value)
    else:
        page.write_string(line, column, f"{value:,}" if value >= 10000 else f"{value}")


def _untidy(text: str, place: int) -> str:
    if place % 7 == 0:
        return text + " "
    if place % 11 == 0:
        return text.translate(_FULL_WIDTH)
    return text
