"""Rows of a table whose part is known: merged cells filled downwards, rows that lost cells put right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from zhengai.intake.rules.document import Cell, Grid, Place
from zhengai.intake.rules.found import Leftover, Row
from zhengai.intake.rules.parts import Column, Part
from zhengai.intake.rules.recognising.fitting import misfit
from zhengai.intake.rules.recognising.heads import Match, repeats_head
from zhengai.intake.rules.words import packed

SHIFTED = "这一行前面的空格丢失了，已按各栏的样子移回原位"
CONTINUED = "一个格被分在两行，已接在一起"
COLUMN_LEFT = "表头“{head}”不属于已知的栏，这一栏没有导入"
MISSING = "“{name}”是空的"
MISFIT = "“{name}”的内容不像这一栏"
ABOVE = "“{name}”空着，按上一行补上"
_SHIFT = 0.5  # so that a row moves only where that explains it better


@dataclass
class Raw:
    """A row by field, before lists are split. `own`: fields that the row says itself, not carried from above."""

    values: dict[str, str]
    place: Place
    source: str
    own: frozenset[str]
    repairs: list[str] = field(default_factory=list)


def read_rows(grid: Grid, match: Match) -> tuple[list[Raw], list[Leftover]]:
    spread = grid.spread()
    heads = [cell.text if cell else "" for row in spread[match.head : match.body] for cell in row]
    order = sorted(match.columns.items(), key=lambda each: each[1])
    columns = [match.part.column(code) for code, _ in order]
    places = [place for _, place in order]
    raws: list[Raw] = []
    above: dict[str, str] = {}
    for row in spread[match.body :]:
        if not any(cell and cell.text.strip() for cell in row) or repeats_head(match, _texts(row), heads):
            continue
        raw = _raw(grid, row, columns, places)
        if _continues(match.part, raw):
            if raws:
                _join(raws[-1], raw)
            # else a second row of the head: 1月, 2月 …
            continue
        _carry(raw, columns, above, grid.knows_spans)
        above = {column.code: raw.values[column.code] for column in columns if column.carried}
        raws.append(raw)
    return raws, _other_columns(spread, match)


def _texts(row: Sequence[Cell | None]) -> list[str]:
    return [cell.text if cell else "" for cell in row]


def _raw(grid: Grid, row: list[Cell | None], columns: Sequence[Column], places: Sequence[int]) -> Raw:
    texts = [row[place].text if row[place] else "" for place in places]  # type: ignore[union-attr]
    shift = 0 if grid.knows_spans else _shift(columns, texts)
    if shift:
        texts = ["" for _ in range(shift)] + texts[: len(texts) - shift]
    cells = list(dict.fromkeys(cell for cell in row if cell and cell.text.strip()))
    values = {column.code: _clean(column, text) for column, text in zip(columns, texts, strict=True)}
    return Raw(
        values,
        _place(grid, cells),
        "　|　".join(cell.text.replace("\n", " / ") for cell in cells),
        frozenset(code for code, text in values.items() if text),
        [SHIFTED] if shift else [],
    )


def _place(grid: Grid, cells: Sequence[Cell]) -> Place:
    own = max(cells, key=lambda cell: cell.row).place if cells else grid.place
    return Place(own.unit, own.line, own.page, own.table, own.row, None, own.inside)


def _clean(column: Column, text: str) -> str:
    """A list keeps its lines; in anything else a line break was only the column's width."""
    text = text.strip(" \xa0　\n")
    if column.many or column.kind == "list":
        return text
    return packed(text) if _is_chinese(text) else re.sub(r"\s+", " ", text)


def _is_chinese(text: str) -> bool:
    """Spaces inside Chinese words are torn words; beside letters and figures they are meant."""
    return not re.search(r"[0-9A-Za-z]\s+\S|\S\s+[0-9A-Za-z]", text)


def _shift(columns: Sequence[Column], texts: Sequence[str]) -> int:
    """By how many columns the row slid to the left because its leading empty cells were lost."""
    empty = next((i for i, text in enumerate(reversed(texts)) if text.strip()), 0)

    def cost(shift: int) -> float:
        moved = ["" for _ in range(shift)] + list(texts[: len(texts) - shift])
        return shift * _SHIFT + sum(misfit(c, t) for c, t in zip(columns, moved, strict=True))

    return min(range(empty + 1), key=cost)


def _continues(part: Part, raw: Raw) -> bool:
    """A row that says nothing of what makes a row of this part is the rest of the one above."""
    first = next(column for column in part.columns if column.required and not column.carried)
    carried = {column.code for column in part.columns if column.carried}
    return first.code not in raw.own and not (raw.own & carried)


def _join(above: Raw, rest: Raw) -> None:
    for code in rest.own:
        old, new = above.values.get(code, ""), rest.values[code]
        above.values[code] = f"{old} {new}".strip()
    above.source += f"　|　{rest.source}"
    above.repairs.append(CONTINUED)


def _carry(raw: Raw, columns: Sequence[Column], above: dict[str, str], knows_spans: bool) -> None:
    """Empty cells of carried columns, up to the first one the row says itself: a new item has no old element."""
    for column in columns:
        if not column.carried:
            continue
        if column.code in raw.own:
            if raw.values[column.code] != above.get(column.code):
                above = {}
            continue
        raw.values[column.code] = above.get(column.code, "")
        if raw.values[column.code] and knows_spans:
            raw.repairs.append(ABOVE.format(name=column.name))


def _other_columns(spread: list[list[Cell | None]], match: Match) -> list[Leftover]:
    """Columns with content whose head nobody knows; a form keeps its columns by name anyway."""
    if match.part.section == "forms":
        return []
    found = []
    for place, head in match.other.items():
        cells = [row[place] for row in spread[match.body :]]
        texts = dict.fromkeys(cell.text for cell in cells if cell and cell.text.strip())
        if texts:
            first = next(cell for cell in cells if cell and cell.text.strip())
            found.append(Leftover(first.place, "；".join(texts), COLUMN_LEFT.format(head=head)))
    return found


def doubts_of(part: Part, values: dict[str, str]) -> list[str]:
    """What a person should look at: a required field that is empty, a text of another column's kind."""
    doubts = []
    for column in part.columns:
        text = values.get(column.code, "")
        if not text.strip():
            if column.required:
                doubts.append(MISSING.format(name=column.name))
        elif column.kind not in ("list", "level") and misfit(column, text):
            doubts.append(MISFIT.format(name=column.name))
    return doubts


def row_of(part: Part, raw: Raw, values: dict[str, str] | None = None) -> Row:
    filled = {column.code: (values or raw.values).get(column.code, "") for column in part.columns}
    repairs = tuple(dict.fromkeys(raw.repairs))
    return Row(part.code, filled, raw.place, raw.source, repairs, tuple(doubts_of(part, filled)))
