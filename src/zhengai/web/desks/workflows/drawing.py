"""A workflow as a picture: its steps one below the other, with who does them and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, GAP = 300, 58, 26


@dataclass(frozen=True)
class Box:
    """`look` is done, now or later; of a workflow that is only described all are later."""

    number: int
    name: str
    role: str
    limit: str
    y: int
    look: str

    @property
    def arrow(self) -> int:
        """Where the arrow to the next box begins."""
        return self.y + HEIGHT


@dataclass(frozen=True)
class Drawing:
    boxes: list[Box]
    height: int
    width: int = WIDTH


def drawing(steps: Sequence[Mapping[str, Any]], at: int | None = None, *, over: bool = False) -> Drawing:
    """`at` is the step that is being done; null for a description. `over`: all of them are done."""
    boxes = []
    for number, step in enumerate(steps):
        look = "later"
        if over or (at is not None and number < at):
            look = "done"
        elif at == number:
            look = "now"
        days = step["days"]
        limit = "" if days is None else ("当天" if days == 0 else f"{days} 天内")
        boxes.append(Box(number + 1, step["name"], step["role"], limit, number * (HEIGHT + GAP), look))
    return Drawing(boxes, len(boxes) * (HEIGHT + GAP) - GAP)
