"""The one door to a file: detects, opens, finds the table."""

from pathlib import Path

from zhengai.datacentre.reading.detecting import FileKind, detect
from zhengai.datacentre.reading.headers import Wish
from zhengai.datacentre.reading.table import FoundTable
from zhengai.datacentre.reading.text import read_row_by_row, read_text
from zhengai.datacentre.reading.workbook import read_workbook
from zhengai.datacentre.rules import BadFile, Limits
from zhengai_engine.run.intake.intake import Intake
from zhengai_engine.run.intake.staging import Ragged
from zhengai_engine.tables.dataset import Dataset


def open_table(
    path: Path, dataset: Dataset, wish: Wish, *, sheet: str | None, folder: Path, limits: Limits
) -> FoundTable:
    """Raises BadFile. `folder` takes what has to be rewritten on the way."""
    if detect(path, limits) is FileKind.WORKBOOK:
        return read_workbook(path, dataset, wish, sheet, folder)
    if sheet is not None:
        raise BadFile(f"文件 {path.name} 是文本表格，没有工作表，请去掉 --sheet {sheet}")
    return read_text(path, dataset, wish, folder)


def load(intake: Intake, found: FoundTable, name: str, folder: Path) -> None:
    """Straight from the file where its lines allow it, else row by row."""
    try:
        intake.load(found.staged)
    except Ragged:
        intake.load(read_row_by_row(found, name, folder).staged)
