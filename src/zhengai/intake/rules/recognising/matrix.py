"""The matrix 五纵 × 五横: told by the levels at the heads of its columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhengai.intake.rules.document import Cell, Grid, Place
from zhengai.intake.rules.found import Leftover, Row
from zhengai.intake.rules.lists import split_elements
from zhengai.intake.rules.parts import MATRIX
from zhengai.intake.rules.recognising.tabular import CONTINUED
from zhengai.intake.rules.words import LEVEL_NAMES, head_key, is_chain, level_of, packed, system_of

NO_SYSTEM = "“{text}”不是五纵系统的名称"
NO_CHAIN = "没有写属于哪条链"
_FEWEST = 4  # levels that must stand at the heads


@dataclass(frozen=True)
class MatrixHead:
    row: int
    levels: dict[str, int]  # code → column
    chain: int | None


@dataclass
class MatrixRow:
    """A row of the matrix before its cells are taken apart: `cells` by level, with their places."""

    system: str
    group: str
    chain: str
    cells: dict[str, str]
    places: dict[str, Place]
    repairs: list[str]


def matrix_head(grid: Grid) -> MatrixHead | None:
    spread = grid.spread()
    for number, row in enumerate(spread[:3]):
        levels = _levels(row)
        if len(levels) >= _FEWEST and min(levels.values()) >= 1:
            after = max(levels.values()) + 1
            return MatrixHead(number, levels, after if after < grid.width else None)
    return None


def _levels(row: Sequence[Cell | None]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        code = level_of(cell.text) if cell and cell.column == column else None
        if code is not None:
            found.setdefault(code, column)
    return found


def matrix_rows(grid: Grid, head: MatrixHead) -> tuple[list[Row], list[Leftover]]:
    rows: list[MatrixRow] = []
    for row in grid.spread()[head.row + 1 :]:
        if len(_levels(row)) >= _FEWEST or not any(cell and cell.text.strip() for cell in row):
            continue
        _take(rows, row, head, grid.knows_spans)
    return cells_of(rows)


def _take(rows: list[MatrixRow], row: Sequence[Cell | None], head: MatrixHead, knows_spans: bool) -> None:
    first = min(head.levels.values())
    labels = list(dict.fromkeys(cell for cell in row[:first] if cell and cell.text.strip()))
    system, group = _labels(labels)
    chain = packed(_text(row, head.chain))
    cells = {code: _own(row, column) for code, column in head.levels.items()}
    places = {code: cell.place for code, column in head.levels.items() if (cell := row[column])}
    if not system and not group and rows and not knows_spans:
        _append(rows[-1], cells, chain)
        return
    if rows:
        system = system or rows[-1].system
        chain = chain or rows[-1].chain if system_of(system) not in ("platform", "culture") else chain
    rows.append(MatrixRow(system, group, chain, cells, places, []))


def _labels(labels: Sequence[Cell]) -> tuple[str, str]:
    """System and sub-row; one label alone is a system where its name is one."""
    words = [packed(cell.text) for cell in labels]
    if not words:
        return "", ""
    if system_of(words[0]) is None and len(words) == 1:
        return "", words[0]
    return words[0], words[1] if len(words) > 1 else ""


def _own(row: Sequence[Cell | None], column: int) -> str:
    """A cell that covers several levels speaks for the first of them."""
    cell = row[column]
    return cell.text if cell and cell.column == column else ""


def _text(row: Sequence[Cell | None], column: int | None) -> str:
    cell = row[column] if column is not None else None
    return cell.text if cell else ""


def _append(above: MatrixRow, cells: dict[str, str], chain: str) -> None:
    for code, text in cells.items():
        if text.strip():
            above.cells[code] = (
                f"{above.cells[code]}\n{text}" if "\n" in above.cells[code] else f"{above.cells[code]} {text}"
            )
    above.chain += chain
    above.repairs.append(CONTINUED)


def cells_of(rows: Sequence[MatrixRow], *repairs: str) -> tuple[list[Row], list[Leftover]]:
    """One row a cell of the matrix; rows of an unknown system are left over."""
    found, left = [], []
    for each in rows:
        code = system_of(each.system)
        for level, text in each.cells.items():
            if not text.strip():
                continue
            place = each.places[level]
            if code is None:
                left.append(Leftover(place, text, NO_SYSTEM.format(text=each.system or "(空)")))
                continue
            found.append(_cell(each, level, text, place, repairs))
    return found, left


def _cell(row: MatrixRow, level: str, text: str, place: Place, repairs: tuple[str, ...]) -> Row:
    values = {
        "system": head_key(row.system),
        "group": row.group,
        "level": LEVEL_NAMES[level],
        "elements": "\n".join(split_elements(text)),
        "chain": row.chain,
    }
    cell = Row(MATRIX.code, values, place, text).mended(*repairs, *row.repairs)
    beside = system_of(row.system) in ("platform", "culture")
    if not row.chain and not beside:
        return cell.doubted(NO_CHAIN)
    if row.chain and not is_chain(row.chain):
        return cell.doubted(f"“{row.chain}”不像链的名称")
    return cell
