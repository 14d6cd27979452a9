"""Finds tables that were flattened to one cell a line, by their head words, and puts them together again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhengai.intake.rules.document import Grid, Line, Place
from zhengai.intake.rules.found import Leftover, Row
from zhengai.intake.rules.numbering import list_number
from zhengai.intake.rules.parts import MATRIX, MEASURES, STANDARDS, Part
from zhengai.intake.rules.recognising import chains
from zhengai.intake.rules.recognising.fitting import is_sources
from zhengai.intake.rules.recognising.heads import match_words
from zhengai.intake.rules.recognising.matrix import MatrixRow, cells_of
from zhengai.intake.rules.recognising.tabular import Raw
from zhengai.intake.rules.recognising.unfolding import IMPOSSIBLE, Lane, Piece, Unfolded, unfold
from zhengai.intake.rules.words import LEVEL_NAMES, is_chain, level_of, packed, system_of

UNFOLDED = "表格在文字里散成了一行一格，已按表头重新拼成"
TORN = "一个格分成了几行，已接在一起"
# a caption, also one that lost its first character: `3 学校标准体系框架`
CAPTION = re.compile(
    r"(?:表|图|附表|附图)\s*\d+.*|\d{1,2}\s+[一-龥“”]{2,30}(?:框架|一览表|示意图|构架图|分解表)"
)
_HEAD = 8  # lines of a head at most
_LONGEST_TITLE = 40  # characters of a caption
_GAP = 3  # lines from one row to the next; within a row it is every other line
_OFF = 4.0


@dataclass(frozen=True)
class Folded:
    """A flattened table among the blocks of a document: `start` its first head word, `body` its first cell, `end` the
    block after it. `part` is MATRIX, MEASURES or STANDARDS; `codes` its columns in order."""

    part: Part
    codes: tuple[str, ...]
    start: int
    body: int
    end: int


def find_folded(blocks: Sequence[Line | Grid]) -> list[Folded]:
    found: list[Folded] = []
    index = 0
    while index < len(blocks):
        table = _at(blocks, index)
        if table is None:
            index += 1
        else:
            found.append(table)
            index = table.end
    return found


def _at(blocks: Sequence[Line | Grid], start: int) -> Folded | None:
    words = _words(blocks, start)
    head = _matrix_head(words) or _part_head(words)
    if head is None:
        return None
    part, codes, length = head
    body = start + length
    end = body
    while end < len(blocks) and isinstance(blocks[end], Line) and not _is_after(blocks[end]):  # type: ignore[arg-type]
        end += 1
    return Folded(part, codes, start, body, end) if end - body >= len(codes) else None


def _words(blocks: Sequence[Line | Grid], start: int) -> list[str]:
    words = []
    for block in blocks[start : start + _HEAD]:
        if not isinstance(block, Line) or len(block.text) > 12:
            break
        words.append(block.text)
    return words


def _matrix_head(words: Sequence[str]) -> tuple[Part, tuple[str, ...], int] | None:
    """Levels one below the other, after at most one word for the corner."""
    first = 1 if words and level_of(words[0]) is None else 0
    levels = []
    for word in words[first:]:
        code = level_of(word)
        if code is None or code in levels:
            break
        levels.append(code)
    if len(levels) < 4 or first == 0:
        return None
    return MATRIX, ("system", "group", *levels, "chain"), first + len(levels)


def _part_head(words: Sequence[str]) -> tuple[Part, tuple[str, ...], int] | None:
    for length in range(len(words), 2, -1):
        match = match_words(words[:length])
        if match and match.part in (MEASURES, STANDARDS) and not match.other and len(match.columns) == length:
            codes = sorted(match.columns, key=lambda code: match.columns[code])
            return match.part, tuple(codes), length
    return None


def _is_after(line: Line) -> bool:
    """A caption, a heading or running text ends the table."""
    text = line.text.strip()
    if len(text) <= _LONGEST_TITLE and CAPTION.fullmatch(text):
        return True
    if line.level is not None and line.level <= 2:
        return True
    return len(text) > 60 and text.count("。") > 1


def unfold_table(blocks: Sequence[Line | Grid], table: Folded) -> tuple[list[Row], list[Leftover]]:
    lines = [block for block in blocks[table.body : table.end] if isinstance(block, Line)]
    pieces = [
        Piece(line.text, line.place.line or 0, index > 0 and _gap(lines[index - 1], line) >= _GAP)
        for index, line in enumerate(lines)
    ]
    place = lines[0].place
    if table.part is MATRIX:
        return _matrix(unfold(pieces, _matrix_lanes(table.codes)), table.codes, place)
    lanes = _measure_lanes(table.codes) if table.part is MEASURES else _standard_lanes(table.codes)
    raws = _raws(unfold(pieces, lanes), table, place)
    return (chains.measures(raws) if table.part is MEASURES else chains.standards(raws)), []


def _gap(earlier: Line, later: Line) -> int:
    return (later.place.line or 0) - (earlier.place.line or 0)


def _measure_lanes(codes: Sequence[str]) -> list[Lane]:
    costs = {
        "level": lambda text: 0.0 if level_of(text) else IMPOSSIBLE,
        "item": lambda text: (0.0 if len(text) <= 16 and "、" not in text else _OFF) + _level_word(text),
        "element": lambda text: (0.0 if len(text) <= 80 else 2.0) + _level_word(text) + _source_word(text),
        "point": lambda text: _level_word(text) + _source_word(text),
        "name": lambda text: _level_word(text) + _source_word(text),
        "sources": lambda text: 0.0 if is_sources(text) else IMPOSSIBLE,
    }
    labels = ("level", "item")
    return [Lane(code, costs[code], label=code in labels) for code in codes]


def _level_word(text: str) -> float:
    return _OFF if level_of(text) else 0.0


def _source_word(text: str) -> float:
    return _OFF if is_sources(text) else 0.0


def _standard_lanes(codes: Sequence[str]) -> list[Lane]:
    costs = {
        "level": lambda text: 0.0 if level_of(text) else IMPOSSIBLE,
        "type": lambda text: (
            (0.0 if len(text) <= 16 and not re.search("[;；。、]", text) else _OFF) + _level_word(text)
        ),
        "name": lambda text: (0.0 if re.search("[;；。、]", text) else 1.0) + _level_word(text),
        "department": lambda text: 0.0 if len(text) <= 30 and not re.search("[;；。]", text) else _OFF,
    }
    return [Lane(code, costs[code], label=code == "level") for code in codes]


def _matrix_lanes(codes: Sequence[str]) -> list[Lane]:
    def system(text: str) -> float:
        return 0.0 if system_of(text) else IMPOSSIBLE

    def group(text: str) -> float:
        if list_number(text) is not None or system_of(text) or _is_bare_chain(text):
            return IMPOSSIBLE
        return 0.0 if len(packed(text)) <= 6 else 3.0

    def cell(text: str) -> float:
        return IMPOSSIBLE if system_of(text) or _is_bare_chain(text) else 0.0

    def chain(text: str) -> float:
        return 0.0 if _is_bare_chain(text) else IMPOSSIBLE

    known = {
        "system": Lane("system", system, label=True),
        "group": Lane("group", group, label=True, optional=True),
    }
    known["chain"] = Lane("chain", chain, optional=True)
    return [known.get(code) or Lane(code, cell, joins=_counts_on) for code in codes]


def _is_bare_chain(text: str) -> bool:
    return list_number(text) is None and is_chain(text)


def _counts_on(earlier: str, later: str) -> float:
    """Items of a cell are numbered; a new cell begins at one, or without a number."""
    one, other = list_number(earlier), list_number(later)
    if one is not None and other is not None:
        return 0.0 if other == one + 1 else IMPOSSIBLE
    return 4.0 if one is None and other is None else 6.0


def _raws(rows: Sequence[Unfolded], table: Folded, place: Place) -> list[Raw]:
    raws: list[Raw] = []
    above: dict[str, str] = {}
    for row in rows:
        values = {code: _joined(row.cells.get(code, [])) for code in table.codes}
        for code in table.codes:
            if values[code]:
                break
            values[code] = above.get(code, "")
        above = values
        pieces = [piece for cell in row.cells.values() for piece in cell]
        raws.append(
            Raw(
                values,
                Place(place.unit, pieces[0].line, place.page),
                "　|　".join(piece.text for piece in pieces),
                frozenset(row.cells),
                [UNFOLDED, *([TORN] if row.torn else [])],
            )
        )
    return raws


def _joined(pieces: Sequence[Piece]) -> str:
    """Lines of one cell: a separator where the tear took it."""
    text = ""
    for piece in pieces:
        torn = text and not text.endswith(("、", "，", ",", "；", ";"))
        text += ("、" if torn and "、" in text else "") + piece.text
    return text


def _matrix(rows: Sequence[Unfolded], codes: Sequence[str], place: Place) -> tuple[list[Row], list[Leftover]]:
    found: list[MatrixRow] = []
    for row in rows:
        text = {code: "\n".join(piece.text for piece in cell) for code, cell in row.cells.items()}
        system = text.get("system") or (found[-1].system if found else "")
        beside = system_of(system) in ("platform", "culture")
        chain = text.get("chain") or ("" if beside or not found else found[-1].chain)
        levels = [code for code in codes if code in LEVEL_NAMES]
        places = {c: Place(place.unit, row.cells[c][0].line, place.page) for c in levels if c in row.cells}
        cells = {code: text[code] for code in places}
        repairs = [TORN] if row.torn else []
        found.append(MatrixRow(packed(system), packed(text.get("group", "")), chain, cells, places, repairs))
    return cells_of(found, UNFOLDED)
