"""A form too long for one page is shown an element at a time: the one that holds the step a person is at."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhengai.diagnosis.forms import ElementRows, Form, FormRow, ItemRows

LONG = 40  # points; a page of them, with hints and figures, stays below 200 kB


@dataclass(frozen=True)
class Part:
    """Where a link leads: `step` is the number of its first point that lacks something, else of its first point."""

    name: str
    step: int
    done: int
    total: int
    current: bool


@dataclass(frozen=True)
class Parts:
    """All items, and the elements of the item one is in."""

    items: tuple[Part, ...]
    elements: tuple[Part, ...]


@dataclass(frozen=True)
class Place:
    """The item and the element one is in."""

    item: ItemRows
    element: ElementRows


def place_of(form: Form, point: str) -> Place | None:
    """Null where the form is shown whole."""
    if len(form.points) <= LONG:
        return None
    return next(
        Place(item, element)
        for item in form.items
        for element in item.elements
        if any(row.code == point for row in element.points)
    )


def parts_of(form: Form, place: Place) -> Parts:
    numbers = {row.code: number for number, row in enumerate(form.points, start=1)}
    lacking = {each.point for each in form.missing}

    def part(name: str, rows: Sequence[FormRow], *, current: bool) -> Part:
        open_rows = [row for row in rows if row.code in lacking]
        first = (open_rows or rows)[0]
        return Part(name, numbers[first.code], len(rows) - len(open_rows), len(rows), current)

    return Parts(
        tuple(
            part(
                f"{item.code} {item.name}",
                [row for element in item.elements for row in element.points],
                current=item is place.item,
            )
            for item in form.items
        ),
        tuple(
            part(f"{each.element.code} {each.element.name}", each.points, current=each is place.element)
            for each in place.item.elements
        ),
    )
