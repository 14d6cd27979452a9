"""Writes rejected rows back as a workbook: the columns as they were, row number and reasons beside them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rustpy_xlsxwriter import write_worksheet

from zhengai_engine.run.intake.intake import Intake, Problem

ROW, REASON = "原行号", "原因"
_CELL_CHARACTERS = 32_767
_SHEET_ROWS = 1_048_575  # what a worksheet holds below its header


def write_rejected(intake: Intake, headers: Sequence[str], path: Path) -> None:
    """Can be corrected and imported again as it is: the two added columns are not fields."""
    _write(intake.rejected_rows(), headers, path)


def write_waiting(intake: Intake, headers: Sequence[str], path: Path) -> None:
    """The same of the rows that a decision about a word will let in."""
    _write(intake.waiting_rows(), headers, path)


def _write(rows: Iterable[tuple[int, list[str], str]], headers: Sequence[str], path: Path) -> None:
    names = _distinct([*headers, ROW, REASON])

    def records() -> Iterator[dict[str, str | int]]:
        for count, (number, cells, reasons) in enumerate(rows):
            if count == _SHEET_ROWS:
                return
            yield dict(
                zip(names, [*(_fitting(cell) for cell in cells), number, _fitting(reasons)], strict=True)
            )

    path.parent.mkdir(parents=True, exist_ok=True)
    write_worksheet(records(), str(path), sheet_name="退回的行", freeze_row=1, freeze_col=0)


def write_problems(problems: Iterable[Problem], path: Path) -> None:
    """The first problems, for pages; all of them stand in the workbook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(each) for each in problems], ensure_ascii=False), encoding="utf-8")


def _fitting(cell: str) -> str:
    """A cell of a workbook holds so much text; the rest is in the file that was sent."""
    return cell if cell is None or len(cell) <= _CELL_CHARACTERS else cell[: _CELL_CHARACTERS - 1] + "…"


def _distinct(headers: Sequence[str]) -> list[str]:
    """Headers of a workbook's columns: empty ones get a name, repeated ones a number."""
    found: list[str] = []
    for index, header in enumerate(headers):
        name, number = header or f"第{index + 1}列", 2
        while name in found:
            name, number = f"{header}_{number}", number + 1
        found.append(name)
    return found
