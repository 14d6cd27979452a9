"""Groups under five are not shown outside their scope (design §8), nor what would give them away."""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Cell:
    """One group of a published split: how many persons stand behind the value."""

    key: str
    value: float | None
    persons: int


@dataclass(frozen=True)
class Shown:
    """`value` is null when it is suppressed, and when there is none; `persons` is null when suppressed."""

    key: str
    value: float | None
    persons: int | None
    suppressed: bool = False


def is_small(persons: float, smallest: int = SMALLEST_GROUP) -> bool:
    """An empty group tells nothing about anyone and is not small."""
    return 0 < persons < smallest


def suppress(
    cells: Sequence[Cell], *, total_known: bool = True, smallest: int = SMALLEST_GROUP
) -> list[Shown]:
    """Hides small groups. Where the total is known, a single hidden cell could be found by subtraction: then the
    smallest of the other non-empty groups is hidden too; so is a pair whose sum is small."""
    hidden = {i for i, cell in enumerate(cells) if is_small(cell.persons, smallest)}
    if hidden and total_known:
        others = sorted(
            (i for i, cell in enumerate(cells) if i not in hidden and cell.persons > 0),
            key=lambda i: (cells[i].persons, i),
        )
        while others and (len(hidden) < 2 or sum(cells[i].persons for i in hidden) < smallest):
            hidden.add(others.pop(0))
    return [
        Shown(cell.key, None, None, True) if i in hidden else Shown(cell.key, cell.value, cell.persons)
        for i, cell in enumerate(cells)
    ]
