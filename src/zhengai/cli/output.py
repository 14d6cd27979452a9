"""How commands speak: results on standard output as table, JSON or CSV; words on standard error."""

import argparse
import csv
import json
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any


class Refused(Exception):
    """Bad use or bad input: its one Chinese sentence is printed to standard error, exit 2."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=["table", "json", "csv"], default="table", help="输出格式，默认 table"
    )


def emit(rows: Sequence[Mapping[str, Any]], headers: Mapping[str, str], style: str) -> None:
    """Prints rows. `headers` names the columns: English key (JSON, CSV) → Chinese title (table), in order."""
    if style == "json":
        print(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=2, default=str))
    elif style == "csv":
        writer = csv.DictWriter(
            sys.stdout, fieldnames=list(headers), extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
    else:
        _print_table(rows, headers)


def emit_object(item: Mapping[str, Any], headers: Mapping[str, str], style: str) -> None:
    """Prints one thing: an object in JSON, a row in CSV, `title: value` lines as a table."""
    if style == "json":
        print(json.dumps(dict(item), ensure_ascii=False, indent=2, default=str))
    elif style == "csv":
        emit([item], headers, style)
    else:
        widest = max(_width(title) for title in headers.values())
        for key, title in headers.items():
            print(f"{_pad(title, widest)}  {_cell(item.get(key))}")


def _print_table(rows: Sequence[Mapping[str, Any]], headers: Mapping[str, str]) -> None:
    cells = [[_cell(row.get(key)) for key in headers] for row in rows]
    titles = list(headers.values())
    widths = [max(_width(row[i]) for row in [titles, *cells]) for i in range(len(titles))]
    for row in [titles, ["-" * w for w in widths], *cells]:
        print("  ".join(_pad(text, width) for text, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "、".join(f"{key} {_cell(item)}" for key, item in value.items()) or "—"
    if isinstance(value, list | tuple):
        return "、".join(_cell(item) for item in value) or "—"
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
