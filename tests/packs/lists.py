"""The lists of a shipped pack, and the tables of the seed schemes that they are held against (`golden/`: written from
the schemes' own text, not from the packs)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zhengai.diagnosis.rules.form import FormScheme, read_form
from zhengai.framework import queries

_GOLDEN = Path(__file__).parent / "golden"


def section(pack: str, name: str) -> list[dict[str, Any]]:
    """Of the pack alone, without those it requires."""
    return queries.read_pack(pack).sections[name]


def named(pack: str, name: str) -> dict[str, dict[str, Any]]:
    """Code → item."""
    return {item["code"]: item for item in section(pack, name)}


def form(pack: str, code: str = "college") -> FormScheme:
    return read_form(named(pack, "diagnosis")[code])


def golden(name: str) -> Iterator[tuple[str, ...]]:
    """The rows of a table, without its heading."""
    lines = (_GOLDEN / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return (tuple(line.split("\t")) for line in lines[1:])


def count_by(items: list[dict[str, Any]], key: str) -> dict[str, int]:
    """In the order of first appearance."""
    values = [item[key] for item in items]
    return {value: values.count(value) for value in dict.fromkeys(values)}
