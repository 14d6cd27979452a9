"""Records of JSON as a table: parts of parts become columns with dots, and each column has a kind."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengai.sources.connectors.contract import write_rows

_KINDS = {bool: "是否", int: "数值", float: "数值", str: "文字"}


def write_records(
    path: Path, records: Iterable[Mapping[str, Any]], dates: Iterable[str], known: Iterable[str] = ()
) -> tuple[int, dict[str, str]]:
    """Returns how many rows, and column → kind ("" where nothing but nulls came). `known` are columns that are there
    even if no record has them."""
    days = frozenset(dates)
    kinds: dict[str, str] = dict.fromkeys(known, "")
    rows: list[dict[str, str]] = []
    for record in records:
        flat = flattened(record)
        for name, value in flat.items():
            kinds[name] = _joined(kinds.get(name, ""), _KINDS.get(type(value), ""))
        rows.append({name: text_of(value, name in days) for name, value in flat.items()})
    names = list(kinds)
    return write_rows(path, names, ([each.get(name, "") for name in names] for each in rows)), kinds


def _joined(before: str, now: str) -> str:
    """What is mixed is text."""
    if not now or before == now:
        return before
    return now if not before else "文字"


def flattened(record: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """{"student": {"no": 1}} → {"student.no": 1}."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            found |= flattened(value, f"{before}{name}.")
        else:
            found[f"{before}{name}"] = value
    return found


def text_of(value: Any, day: bool = False) -> str:
    """`day`: it goes into a date field, so a moment becomes its day here."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return _day(value) if day and "T" in value else value


def _day(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (timezone.localtime(moment) if moment.tzinfo else moment).date().isoformat()
