"""Tables by their ruled lines: which boxes the lines make, and which text stands in each."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_SLACK = 2.6  # characters; a line that ends nearer to the edge was broken by the edge
_ERROR = 0.06  # of a line's length
_SAME_LINE = 0.5  # of the font size
_NEAR = 3.5  # points; lines closer than this are one


@dataclass(frozen=True)
class Fragment:
    """A piece of text with the left end of its base line; y grows upwards."""

    x: float
    y: float
    height: float
    text: str

    @property
    def end(self) -> float:
        """Where it ends, roughly: a Chinese character is as wide as it is high, others are half of that."""
        wide = sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.55 for each in self.text)
        return self.x + wide * self.height


@dataclass(frozen=True)
class Rule:
    """A straight line: `at` is its y when it lies, its x when it stands; it goes from `start` to `end`."""

    lies: bool
    at: float
    start: float
    end: float

    def covers(self, at: float, place: float) -> bool:
        return abs(self.at - at) < _NEAR and self.start - _NEAR <= place <= self.end + _NEAR


@dataclass(frozen=True)
class Box:
    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True)
class Ruled:
    """`open_below`: the page ended within its last row."""

    top: float
    open_below: bool
    boxes: tuple[Box, ...]
    taken: tuple[Fragment, ...]


def ruled_tables(rules: Sequence[Rule], fragments: Sequence[Fragment]) -> list[Ruled]:
    """Tables stand below each other; one with a single box is a frame, not a table."""
    lying = [rule for rule in rules if rule.lies]
    standing = [rule for rule in rules if not rule.lies]
    # where a page ends, a row may have no line of its own: the standing lines end there
    ends = [end for rule in standing for end in (rule.start, rule.end)]
    heights = sorted(_merged([*(rule.at for rule in lying), *ends]), reverse=True)
    tables = []
    for band in _bands(heights, standing):
        sides = [s for s in standing if s.start < band[0] and s.end > band[-1]]
        places = sorted(_merged([side.at for side in sides]))
        if len(places) > 2:
            tables.append(_table(band, places, lying, standing, fragments))
    return [table for table in tables if len(table.boxes) > 1]


def _merged(places: Sequence[float]) -> list[float]:
    merged: list[float] = []
    for each in sorted(places):
        if not merged or each - merged[-1] >= _NEAR:
            merged.append(each)
    return merged


def _bands(heights: Sequence[float], standing: Sequence[Rule]) -> list[list[float]]:
    """Heights of lines that standing lines join: one list a table."""
    bands: list[list[float]] = []
    for height in heights:
        joined = bands and any(rule.covers(rule.at, (bands[-1][-1] + height) / 2) for rule in standing)
        if joined:
            bands[-1].append(height)
        else:
            bands.append([height])
    return [band for band in bands if len(band) > 1]


def _table(
    heights: Sequence[float],
    places: Sequence[float],
    lying: Sequence[Rule],
    standing: Sequence[Rule],
    fragments: Sequence[Fragment],
) -> Ruled:
    boxes, taken, done = list[Box](), list[Fragment](), set[tuple[int, int]]()
    for row in range(len(heights) - 1):
        for column in range(len(places) - 1):
            if (row, column) in done:
                continue
            middle = (heights[row] + heights[row + 1]) / 2
            columns = 1
            while column + columns < len(places) - 1 and not any(
                rule.covers(places[column + columns], middle) for rule in standing
            ):
                columns += 1
            centre = (places[column] + places[column + 1]) / 2
            rows = 1
            while row + rows < len(heights) - 1 and not any(
                rule.covers(heights[row + rows], centre) for rule in lying
            ):
                rows += 1
            done |= {(row + r, column + c) for r in range(rows) for c in range(columns)}
            inside = [
                each
                for each in fragments
                if places[column] - 1 <= each.x + 0.5 < places[column + columns]
                and heights[row + rows] - 1 <= each.y + each.height * 0.3 < heights[row] + 1
            ]
            taken += inside
            boxes.append(Box(row, column, rows, columns, _joined(inside, places[column + columns])))
    closed = any(abs(rule.at - heights[-1]) < _NEAR for rule in lying)
    return Ruled(heights[0], not closed, tuple(boxes), tuple(taken))


_FONT_SPACE = re.compile(r"(?<=[“‘—–-]) +| +(?=[”’—–-])|(?<=[一-龥”’]) +(?=[“‘])|(?<=[”’]) +(?=[一-龥])")
_ITEM = re.compile(r"\s*(?:\d{1,2}\s*[.．、]?\s*[一-龥“]|[（(]\d{1,2}[）)])")


def _joined(fragments: Sequence[Fragment], edge: float) -> str:
    """A line of the cell a line, but for those that the edge of the column broke."""
    text, before = "", list[Fragment]()
    for line in lines_of(fragments):
        told = text_of(line)
        text += told if not before or (is_broken(before, edge) and not _ITEM.match(told)) else f"\n{told}"
        before = line
    return text


def text_of(line: Sequence[Fragment]) -> str:
    """Where the font changes, for a quotation mark or a dash, a space is put that nobody wrote."""
    return _FONT_SPACE.sub("", "".join(each.text for each in line)).strip()


def lines_of(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments of one height, left to right; the heights from the top down."""
    lines: list[list[Fragment]] = []
    for each in sorted(fragments, key=lambda each: -each.y):
        if lines and abs(lines[-1][0].y - each.y) < each.height * _SAME_LINE:
            lines[-1].append(each)
        else:
            lines.append([each])
    return [sorted(line, key=lambda each: each.x) for line in lines]


def is_broken(line: Sequence[Fragment], edge: float) -> bool:
    """Whether a line went on below only because the edge was there. Widths are estimates, worse the longer the line."""
    length = line[-1].end - line[0].x
    return line[-1].end > edge - _SLACK * line[-1].height - _ERROR * length


def continued(above: str, below: str) -> str:
    """A cell that goes on on the next page."""
    return f"{above}\n{below}" if above and _ITEM.match(below) else above + below
