"""Workbooks: chooses the sheet, fills merged cells, brings every cell to the text a person sees."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from zhengai.datacentre.reading.headers import SEARCHED_ROWS, Header, Wish, find_header
from zhengai.datacentre.reading.table import FoundTable, no_header
from zhengai.datacentre.rules import BadFile
from zhengai_engine.run.intake.staging import write_staged
from zhengai_engine.tables.dataset import Dataset

_LARGEST_EXACT = 2**53
_FILLED_ROWS = 2000  # a merge taller than this is decoration


def read_workbook(path: Path, dataset: Dataset, wish: Wish, sheet: str | None, folder: Path) -> FoundTable:
    with _opened(path) as book:
        return _read(book, path, dataset, wish, sheet, folder)


def first_sheets(
    path: Path, sheet: str | None
) -> tuple[tuple[str, ...], Iterator[tuple[str, Iterator[list[str]]]]]:
    """The names of the sheets a person sees, and the rows of the chosen one or of each."""
    with _opened(path) as book:
        names = tuple(_candidates(book, path, None))
        chosen = names if sheet is None else tuple(_candidates(book, path, sheet))
        return names, iter([(name, _rows(book.get_sheet_by_name(name))) for name in chosen])


def first_grid(path: Path, most: int) -> list[list[str]]:
    """All rows of the first sheet a person sees, for the forms that have a few hundred; row 1 is the first."""
    with _opened(path) as book:
        name = _candidates(book, path, None)[0]
        rows = list(islice(_rows(book.get_sheet_by_name(name)), most + 1))
    if len(rows) > most:
        raise BadFile(f"文件 {path.name} 超过 {most:,} 行，请分几次导入")
    return rows


@contextmanager
def _opened(path: Path) -> Iterator[CalamineWorkbook]:
    """What goes wrong while a workbook is open becomes a sentence."""
    try:
        yield CalamineWorkbook.from_path(path)
    except PasswordError as problem:
        raise BadFile(f"文件 {path.name} 有打开密码，请去掉密码另存后再导入") from problem
    except (CalamineError, OSError, ValueError) as problem:
        if isinstance(problem, BadFile):
            raise
        raise BadFile(f"文件 {path.name} 已损坏，打不开，请在表格软件里打开并另存后再导入") from problem


def _read(
    book: CalamineWorkbook, path: Path, dataset: Dataset, wish: Wish, sheet: str | None, folder: Path
) -> FoundTable:
    best: tuple[str, Header] | None = None
    candidates = _candidates(book, path, sheet)
    for name in candidates:
        header = find_header(list(islice(_rows(book.get_sheet_by_name(name)), SEARCHED_ROWS)), dataset, wish)
        if header is None:
            continue
        if best is None or len(header.matches) > len(best[1].matches):
            best = (name, header)
        if header.complete(dataset, wish):
            best = (name, header)
            break
    if best is None:
        raise BadFile(no_header(f"文件 {path.name} 的工作表“{'”“'.join(candidates)}”", dataset))
    name, header = best
    rows = enumerate(_rows(book.get_sheet_by_name(name)), 1)
    data = ((number, cells) for number, cells in rows if number > header.row)
    return FoundTable(name, header, write_staged(folder / "rows.csv", data, len(header.cells)))


def _candidates(book: CalamineWorkbook, path: Path, sheet: str | None) -> list[str]:
    if sheet is not None:
        if sheet not in book.sheet_names:
            raise BadFile(f"文件 {path.name} 里没有工作表“{sheet}”，有：{'、'.join(book.sheet_names)}")
        return [sheet]
    return [s.name for s in book.sheets_metadata if s.visible is SheetVisibleEnum.Visible] or book.sheet_names


def _rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    """From the first row of the sheet on, so that row numbers are those a person sees; the library leaves out empty
    columns at the left, but not empty rows above."""
    left = sheet.start[1] if sheet.start else 0
    covered = _covered(sheet)
    upper: dict[tuple[int, int], str] = {}
    origins = set(covered.values())
    for number, cells in enumerate(sheet.iter_rows()):
        texts = [""] * left + [written(cell) for cell in cells]
        if covered:
            for column in range(len(texts)):
                place = (number, column)
                if place in origins:
                    upper[place] = texts[column]
                elif place in covered and not texts[column]:
                    texts[column] = upper.get(covered[place], "")
        yield texts


def _covered(sheet: CalamineSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Cell → the cell whose value a downward merge shows there. Merges along a row are titles: left alone."""
    found = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left == right and 0 < bottom - top < _FILLED_ROWS:
            found.update({(row, left): (top, left) for row in range(top, bottom + 1)})
    return found


def written(cell: Any) -> str:
    """The text of a cell: 2021001.0 is 2021001, a date is ISO, yes is 是."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) <= _LARGEST_EXACT else repr(cell)
    if isinstance(cell, datetime.datetime):
        whole_day = cell.time() == datetime.time()
        return cell.date().isoformat() if whole_day else cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)
