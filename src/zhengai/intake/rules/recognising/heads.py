"""Which part a table is: by the words at the heads of its columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhengai.intake.rules.document import Cell, Grid
from zhengai.intake.rules.parts import TABLES, Part
from zhengai.intake.rules.words import head_key

_LOOKED_AT = (
    4  # rows from the top in which a head may begin: titles and a line for the department stand above
)
_DEEPEST = 2  # rows of a head


@dataclass(frozen=True)
class Match:
    """`columns`: field → column of the grid; `other`: heads that belong to no field, by column; `body`: first row
    below the head."""

    part: Part
    columns: dict[str, int]
    other: dict[int, str]
    head: int
    body: int


def match_heads(grid: Grid) -> Match | None:
    """The best part whose required columns are all there; null when none is."""
    spread = grid.spread()
    found = [
        match
        for first in range(min(_LOOKED_AT, len(spread)))
        for depth in range(1, min(_DEEPEST, len(spread) - first) + 1)
        if (match := _best(spread[first : first + depth], first, first + depth)) is not None
    ]
    return max(found, key=_worth, default=None)


def match_words(words: Sequence[str]) -> Match | None:
    """The same for heads that stand in a line one below the other."""
    cells = [[Cell(0, column, word, None) for column, word in enumerate(words)]]  # type: ignore[arg-type]
    return _best(cells, 0, 1)  # type: ignore[arg-type]


def repeats_head(match: Match, texts: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a row below says the head once more, as after a page break."""
    said = {head_key(text) for text in texts if text.strip()}
    return bool(said) and said <= {head_key(head) for head in heads} and len(said) > 1


def _best(head: list[list[Cell | None]], first: int, body: int) -> Match | None:
    keys = [_keys(head, column) for column in range(len(head[0]))]
    found = [match for part in TABLES if (match := _of(part, keys, first, body)) is not None]
    return max(found, key=_worth, default=None)


def _keys(head: list[list[Cell | None]], column: int) -> list[str]:
    """What a column is called: the lowest word first, then the one that spans it from above."""
    words = [head_key(row[column].text) if row[column] else "" for row in reversed(head)]  # type: ignore[union-attr]
    return list(dict.fromkeys(word for word in words if word))


def _of(part: Part, keys: list[list[str]], first: int, body: int) -> Match | None:
    columns: dict[str, int] = {}
    for place, words in enumerate(keys):
        code = next(
            (c.code for word in words for c in part.columns if word in c.heads and c.code not in columns),
            None,
        )
        if code is not None:
            columns[code] = place
    if not set(part.required) <= columns.keys() or len(columns) < 2:
        return None
    taken = set(columns.values())
    other = {place: words[0] for place, words in enumerate(keys) if words and place not in taken}
    return Match(part, columns, other, first, body)


def _worth(match: Match) -> tuple[float, int, int]:
    """More columns understood, fewer left over; a head of one row before one of two."""
    return len(match.columns) - len(match.other) / 2, len(match.part.required), -match.body
