"""A plain form as people send it back: one sheet, a header somewhere at its top, rows of text under it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from zhengai.datacentre.queries import limits
from zhengai.datacentre.reading.detecting import FileKind, detect
from zhengai.datacentre.reading.workbook import first_sheets
from zhengai.datacentre.rules import BadFile

_SEARCHED = 10  # rows above the header: titles, notes
_MOST_ROWS = 20_000


@dataclass(frozen=True)
class FormRow:
    """`number` is the row as a person sees it; `cells` has every column asked for, empty where there is nothing."""

    number: int
    cells: dict[str, str]


def read_form(name: str, chunks: Iterator[bytes], columns: Sequence[str]) -> list[FormRow]:
    """The rows under the header that has all of `columns`, in any order and with others beside them; empty rows are
    left out, a downward merge fills its rows. Raises BadFile with a Chinese sentence."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "file")
        size = 0
        with path.open("wb") as handle:
            for chunk in chunks:
                size += handle.write(chunk)
                if size > limits().file_bytes:
                    raise BadFile(f"文件 {path.name} 超过上限，请拆成几个文件")
        if detect(path, limits()) is not FileKind.WORKBOOK:
            raise BadFile(f"文件 {path.name} 不是 Excel 工作簿，请另存为 .xlsx 后再导入")
        _, sheets = first_sheets(path, None)
        for _, rows in sheets:
            found = _under_header(rows, columns)
            if found is not None:
                return found
    raise BadFile(f"文件 {path.name} 里没有找到表头，应有这几列：{'、'.join(columns)}")


def _under_header(rows: Iterator[list[str]], columns: Sequence[str]) -> list[FormRow] | None:
    places: dict[str, int] = {}
    found: list[FormRow] = []
    for number, cells in enumerate(islice(rows, _MOST_ROWS), 1):
        if not places:
            if number > _SEARCHED:
                return None
            names = {_plain(cell): place for place, cell in reversed(list(enumerate(cells))) if cell.strip()}
            if all(_plain(column) in names for column in columns):
                places = {column: names[_plain(column)] for column in columns}
            continue
        texts = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        if any(texts.values()):
            found.append(FormRow(number, texts))
    return found if places else None


def _plain(header: str) -> str:
    """Spaces, line breaks and the width of brackets do not make another column."""
    return "".join(header.split()).replace("（", "(").replace("）", ")")
