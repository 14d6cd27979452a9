"""Golden rows of the seeds' tables (appendices A–D of the requirements trace) and how recognised rows are held to them.

`golden/*.json`: 雅安 measures (218), standards (15 types, 44 names), matrix; 乌海 matrix, hints (38 points), elements (18);
襄阳 plans (28), standards (43), schedule (90). Names stand as in the seeds.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhengai.intake.rules.found import Row
from zhengai.intake.rules.words import LEVEL_NAMES

FOLDER = Path(__file__).parent / "golden"
LEVELS = tuple(LEVEL_NAMES.values())
Key = tuple[str, ...]


def golden(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def bare(text: str) -> str:
    """Spaces and the width of punctuation are layout, not content."""
    text = re.sub(r"[\s\xa0　]+", "", text).translate(str.maketrans("（），；：。", "(),;:."))
    return text.rstrip(".;,、")


def joined(texts: Iterable[str]) -> str:
    return "|".join(bare(text) for text in texts)


def elements(text: str) -> str:
    """A matrix cell without the numbers and separators between its elements."""
    return re.sub(r"[;；]", "", bare(re.sub(r"(?:^|(?<=[\s;；]))\d{1,2}\s*[.．、]?\s*(?=[一-龥])", "", text)))


@dataclass(frozen=True)
class Table:
    """`wanted`: golden keys; `part` and `key`: how to read the same from a recognised row."""

    name: str
    part: str
    wanted: list[Key]

    def key(self, row: Row) -> Key:
        value = row.values
        if self.part == "measures":
            sources = "|".join(sorted(bare(s) for s in value["sources"].split("\n")))
            return (value["level"], bare(value["item"]), bare(value["name"]), sources)
        if self.part == "matrix":
            text = "".join(value["elements"].split("\n"))
            return (
                bare(value["system"]),
                value["group"],
                value["level"],
                bare(value["chain"]),
                elements(text),
            )
        if self.part == "hints":
            hints, evidence = (joined(value[each].split("\n")) for each in ("hints", "evidence"))
            return (
                *(bare(value[each]) for each in ("item", "element", "point")),
                hints,
                evidence,
                value["platform"],
            )
        if self.part == "elements":
            return (value["level"], bare(value["name"]), joined(value["elements"].split("\n")))
        if self.part == "schedule":
            return tuple(bare(value[each]) for each in ("item", "content", "department", "original"))
        if self.part == "plans":
            return tuple(bare(value[each]) for each in ("category", "name", "department"))
        return tuple(bare(value[each]) for each in (self.fields or ("type", "name", "department")))

    @property
    def fields(self) -> tuple[str, ...]:
        return ("level", "type", "name") if self.name == "雅安 表3" else ()


def _measures() -> list[Key]:
    return [
        (r["level"], bare(r["item"]), bare(r["name"]), "|".join(sorted({bare(s) for s in r["sources"]})))
        for r in golden("yaan_measures")
    ]


def _matrix(name: str) -> list[Key]:
    return [
        (
            bare(re.sub(r"[（(].*", "", row["system"])),
            row["group"],
            level,
            bare(row["chain"]),
            elements(cell),
        )
        for row in golden(name)
        for level, cell in zip(LEVELS, row["cells"], strict=True)
        if cell
    ]


def _hints() -> list[Key]:
    return [
        (
            *(bare(r[each]) for each in ("item", "element", "point")),
            joined(r["hints"]),
            joined(r["evidence"]),
            r["platform"],
        )
        for r in golden("wuhai_hints")
    ]


def tables() -> dict[str, Table]:
    def plain(name: str, *fields: str) -> list[Key]:
        return [tuple(bare(row[field]) for field in fields) for row in golden(name)]

    standards = [(r["level"], bare(r["type"]), bare(n)) for r in golden("yaan_standards") for n in r["names"]]
    listed = [(r["level"], bare(r["name"]), joined(_pieces(r["elements"]))) for r in golden("wuhai_elements")]
    found = (
        Table("雅安 表5", "measures", _measures()),
        Table("雅安 表1", "matrix", _matrix("yaan_matrix")),
        Table("雅安 表3", "standards", standards),
        Table("乌海 要素关系表", "matrix", _matrix("wuhai_matrix")),
        Table("乌海 附件1", "hints", _hints()),
        Table("乌海 标准要素", "elements", listed),
        Table("襄阳 表4", "plans", plain("xiangyang_plans", "type", "name", "department")),
        Table("襄阳 表7", "standards", plain("xiangyang_standards", "type", "name", "department")),
        Table(
            "襄阳 表8", "schedule", plain("xiangyang_schedule", "item", "content", "department", "original")
        ),
    )
    return {table.name: table for table in found}


def _pieces(text: str) -> list[str]:
    """At 、 outside brackets; written apart from the product's own splitting, which is what is measured."""
    pieces, depth = [""], 0
    for character in text:
        depth += (character in "(（") - (character in ")）")
        if character == "、" and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces


@dataclass(frozen=True)
class Measured:
    name: str
    wanted: int
    found: int
    right: int
    missed: tuple[Key, ...]
    wrong: tuple[Key, ...]

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted


def measure(table: Table, rows: Sequence[Row]) -> Measured:
    """A row is right when every field is; each golden row counts once."""
    found = Counter(table.key(row) for row in rows if row.part == table.part)
    wanted = Counter(table.wanted)
    right = found & wanted
    return Measured(
        table.name,
        wanted.total(),
        found.total(),
        right.total(),
        tuple((wanted - right).elements()),
        tuple((found - right).elements()),
    )


def printed(results: Sequence[Measured]) -> str:
    lines = [f"{'表':<12}{'应有':>6}{'得到':>6}{'正确':>6}{'查准率':>9}{'查全率':>9}"]
    lines += [
        f"{r.name:<12}{r.wanted:>6}{r.found:>6}{r.right:>6}{r.precision:>11.1%}{r.recall:>11.1%}"
        for r in results
    ]
    return "\n".join(lines)
