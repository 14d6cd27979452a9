"""What every connector is given, and what it gives back."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class Order:
    """`name` is the dataset's, `settings` are the source's, `wanted` the feed's; `cursor` says how far it was read ("" =
    from the beginning); `dates` are columns that go into date fields; `folder` takes what is fetched, `drop` is where
    senders leave files; `say` writes a sentence into the log."""

    name: str
    settings: Mapping[str, Any]
    wanted: Mapping[str, Any]
    secret: Mapping[str, str]
    cursor: str
    dates: frozenset[str]
    folder: Path
    drop: Path
    say: Callable[[str], None]


@dataclass(frozen=True)
class Fetched:
    """`rows` is null where only the import can count them; `columns`: name → kind (文字、数值、日期、是否, "" = not
    known), null where only the import can name them; `cursor` is where the feed moves to when the rows are in."""

    path: Path
    rows: int | None
    columns: dict[str, str] | None
    cursor: str


class Connector(Protocol):
    def parts(self, order: Order) -> list[str]:
        """What can be fetched now, by name; each becomes a collection of its own. Raises SourceTrouble,
        SourceRefused."""

    def fetch(self, order: Order, part: str) -> Fetched:
        """Brings one part into `order.folder`, whole or not at all. Raises SourceTrouble, SourceRefused."""

    def settle(self, order: Order, note: str) -> None:
        """The part in `order.folder` has been dealt with: `note` says why it was not brought in, "" when it was."""

    def give_back(self, order: Order) -> None:
        """The process died while it fetched: everything as if it had not begun."""

    def check(self, order: Order) -> str:
        """Whether the source can be reached and says what we expect, without fetching: one sentence. Raises as
        `fetch`."""


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """A table as the data centre reads it; returns how many rows it has."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count
