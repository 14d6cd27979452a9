"""Tables that came through as one cell a line. The lines are laid back into the columns in the way that needs the
fewest exceptions: a shortest path (Viterbi) over “this line stands in that column”."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

IMPOSSIBLE = 1000.0
# costs of what a reading has to assume; only their order matters
_SKIPPED = 4.0  # an empty cell
_SKIPPED_LABEL = 1.0  # an empty cell of a column that may be empty
_TORN = 3.0  # one cell over two lines
_CUT = 4.0  # a line that ends with 、 and is not continued
_GAP_INSIDE = 3.0  # the wide gap between rows in the middle of a row
_NO_GAP = 1.0  # a new row without that gap


@dataclass(frozen=True)
class Piece:
    """A line of the flattened table; `gap`: more space before it than between two cells."""

    text: str
    line: int
    gap: bool = False


@dataclass(frozen=True)
class Lane:
    """A column to lay lines into. `cost`: how badly a text stands here; `label`: may be missing from a row because it
    is merged with the row above; `optional`: may be empty; `joins`: cost of `later` continuing `earlier` in one cell."""

    code: str
    cost: Callable[[str], float]
    label: bool = False
    optional: bool = False
    joins: Callable[[str, str], float] | None = None


@dataclass
class Unfolded:
    """A row: pieces by column code. `torn`: a cell was put together from several lines without a sign of it."""

    cells: dict[str, list[Piece]]
    torn: bool = False


def unfold(pieces: Sequence[Piece], lanes: Sequence[Lane]) -> list[Unfolded]:
    """Rows in order. Every piece stands in exactly one row."""
    if not pieces:
        return []
    first_cell = next(index for index, lane in enumerate(lanes) if not lane.label)
    best = [lane.cost(pieces[0].text) + index * _SKIPPED for index, lane in enumerate(lanes)]
    ways: list[list[tuple[int, bool]]] = []
    for before, piece in pairwise(pieces):
        costs, steps = [], []
        for column, lane in enumerate(lanes):
            options = [
                (best[earlier] + cost, (earlier, fresh))
                for earlier in range(len(lanes))
                for cost, fresh in _moves(before, piece, lanes, earlier, column, first_cell)
            ]
            cost, step = min(options)
            costs.append(cost + lane.cost(piece.text))
            steps.append(step)
        best = costs
        ways.append(steps)
    ends = [cost + _left_out(lanes, column + 1, len(lanes)) for column, cost in enumerate(best)]
    return _rows(pieces, lanes, _path(ways, ends.index(min(ends))))


def _moves(
    before: Piece, piece: Piece, lanes: Sequence[Lane], earlier: int, column: int, first_cell: int
) -> list[tuple[float, bool]]:
    """Costs of going from one line's column to the next line's, and whether that begins a row."""
    cut = _CUT if before.text.endswith(("、", "，", ",")) else 0.0
    moves = []
    if column == earlier:
        join = lanes[column].joins or _join
        moves.append((join(before.text, piece.text) + (_GAP_INSIDE if piece.gap else 0), False))
    elif column > earlier:
        between = _left_out(lanes, earlier + 1, column)
        moves.append((between + cut + (_GAP_INSIDE if piece.gap else 0), False))
    if column <= first_cell:
        tail = _left_out(lanes, earlier + 1, len(lanes))
        moves.append((tail + cut + (0 if piece.gap else _NO_GAP) + 0.4 * column, True))
    return moves


def _left_out(lanes: Sequence[Lane], start: int, end: int) -> float:
    return sum(_SKIPPED_LABEL if lane.optional else _SKIPPED for lane in lanes[start:end])


def _join(earlier: str, later: str) -> float:
    """A separator at the end says that the cell goes on; a single word after a list may be its torn-off rest."""
    if earlier.endswith(("、", "，", ",")):
        return 0.0
    return _TORN - 0.5 if "、" in earlier and "、" not in later else _TORN


def _path(ways: list[list[tuple[int, bool]]], column: int) -> list[tuple[int, bool]]:
    path = [(column, True)]
    for steps in reversed(ways):
        earlier, fresh = steps[column]
        path[-1] = (column, fresh)
        path.append((earlier, True))
        column = earlier
    return path[::-1]


def _rows(pieces: Sequence[Piece], lanes: Sequence[Lane], path: list[tuple[int, bool]]) -> list[Unfolded]:
    rows: list[Unfolded] = []
    for piece, (column, fresh) in zip(pieces, path, strict=True):
        if fresh or not rows:
            rows.append(Unfolded({}))
        cell = rows[-1].cells.setdefault(lanes[column].code, [])
        lane = lanes[column]
        if cell and lane.joins is None and not cell[-1].text.endswith(("、", "，", ",")):
            rows[-1].torn = True
        cell.append(piece)
    return rows
