"""A form too long for one page is shown an element at a time: the one that holds the step a person is at."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhengai.diagnosis.forms import Form
from zhengai.diagnosis.rules.form import FormElement, FormItem

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

    item: FormItem
    element: FormElement


def place_of(form: Form, point: str) -> Place | None:
    """Null where the form is shown whole."""
    if len(form.scheme.points()) <= LONG:
        return None
    return next(
        Place(item, element)
        for item in form.scheme.items
        for element in item.elements
        if any(each.code == point for each in element.points)
    )


def parts_of(form: Form, place: Place) -> Parts:
    numbers = form.scheme.numbers
    lacking = {each.point for each in form.missing}

    def part(name: str, codes: Sequence[str], *, current: bool) -> Part:
        still_open = [code for code in codes if code in lacking]
        first = (still_open or codes)[0]
        return Part(name, numbers[first], len(codes) - len(still_open), len(codes), current)

    return Parts(
        tuple(
            part(
                f"{item.code} {item.name}",
                [point.code for element in item.elements for point in element.points],
                current=item is place.item,
            )
            for item in form.scheme.items
        ),
        tuple(
            part(
                f"{each.code} {each.name}",
                [point.code for point in each.points],
                current=each is place.element,
            )
            for each in place.item.elements
        ),
    )
