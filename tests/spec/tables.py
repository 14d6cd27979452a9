"""ASCII tables as rows, so that a test shows its data as a person would write it on paper.

    student | week | status
    s1      | 6    | absent
    s1      | 7    | -

`-` is null; numbers, ISO dates, 是/否 (yes/no) are read as such; everything else is text.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from zhengai_engine.model.value import Value

WORDS: dict[str, Any] = {"-": None, "是": True, "否": False}


def table(text: str) -> list[dict[str, Any]]:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return []
    header, *body = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(header, map(cell, cells), strict=True)) for cells in body]


def cell(text: str) -> Any:
    if text in WORDS:
        return WORDS[text]
    for read in (int, float, date.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def same(values: Iterable[Value], expected: str) -> None:
    """Compares the columns named in the header with the values, row by row, in any order."""
    wanted = table(expected)
    columns = list(wanted[0])
    found = [{name: _shown(value, name) for name in columns} for value in values]
    assert sorted(map(_text, found)) == sorted(map(_text, wanted))


def _shown(value: Value, column: str) -> Any:
    shown = getattr(value, column)
    return str(shown) if column == "reason" and shown is not None else shown


def _text(row: dict[str, Any]) -> str:
    """Nine places tell values apart and forgive the last bits of a sum."""
    return " | ".join(
        f"{v:.9g}" if isinstance(v, int | float) else "-" if v is None else str(v) for v in row.values()
    )
